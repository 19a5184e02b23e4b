import type { Command } from 'commander';
import { callServer } from '../client/server/call.ts';
import { AppError } from '../core/error.ts';
import { isObject, type JsonObject } from '../core/json.ts';
import type { ClientView } from '../core/views/client-view.ts';
import type { CliWorld } from './cli-world.ts';
import { type Format, formatOption, serverOf, serverOption, wholeNumber } from './options.ts';

type Options = { format: Format; serverUrl?: string };

const dayMs = 24 * 3600 * 1000;

/** `clients`: credentials for programs, each with a name, a role and an expiry date. */
export function addClients(program: Command, world: () => CliWorld): void {
  const clients = program.command('clients').description("manage the API's clients: credentials for programs");
  const path = (id: string): string => `/v1/clients/${encodeURIComponent(id)}`;

  command(clients, 'create', 'create a client and print its id and secret, once')
    .argument('<name>', 'under which its changes are recorded')
    .requiredOption('--role <role>', 'read, operate, write, or sync:owner/repo to plan and sync that source only')
    .option('--days <number>', 'how long it is valid (default: until it is revoked)', wholeNumber)
    .action(async (name: string, { role, days, ...options }: Options & { role: string; days?: number }) => {
      const expiresAt = days === undefined ? undefined : new Date(Date.now() + days * dayMs).toISOString();
      const here = world();
      printSecret(here, options, await callServer(serverIn(here, options), '/v1/clients', { name, role, expiresAt }));
    });

  command(clients, 'list', 'list the clients, without their secrets').action(async (options: Options) => {
    const here = world();
    const answer = await callServer(serverIn(here, options), '/v1/clients');
    const list = (Array.isArray(answer.clients) ? answer.clients : []) as unknown as ClientView[];
    if (options.format === 'json') return here.writeJson({ clients: list });
    for (const client of list) here.print(lineOf(client));
    if (list.length === 0) here.print('There are no clients except CLIENT_ID.');
  });

  command(clients, 'rotate', 'give a client a new secret, and print it once')
    .argument('<id>', 'the id of the client')
    .option('--keep-old <seconds>', 'how long the old secret stays valid (default: a day)', wholeNumber)
    .action(async (id: string, { keepOld, ...options }: Options & { keepOld?: number }) => {
      const here = world();
      printSecret(here, options, await callServer(serverIn(here, options), `${path(id)}/rotate`, { keepOld }));
    });

  command(clients, 'revoke', 'revoke a client: its secret and its tokens stop working')
    .argument('<id>', 'the id of the client')
    .action(async (id: string, options: Options) => {
      const here = world();
      await callServer(serverIn(here, options), path(id), undefined, 'DELETE');
      if (options.format === 'json') here.writeJson({ revoked: id });
      else here.print(`${id} is revoked.`);
    });
}

function command(clients: Command, name: string, description: string): Command {
  const options = [formatOption('human', 'json'), serverOption()];
  const made = clients.command(name).description(description);
  for (const option of options) made.addOption(option);
  return made;
}

function serverIn({ environment }: CliWorld, { serverUrl }: Options) {
  return serverOf(serverUrl, environment);
}

/** Prints the secret, which the service shows only once, as lines for an environment file. */
function printSecret(here: CliWorld, { format }: Options, { client, secret }: JsonObject): void {
  if (!isObject(client) || typeof secret !== 'string') {
    throw new AppError('unavailable', "The server's answer contains no client. Is the server older than this one?");
  }
  if (format === 'json') here.writeJson({ client, secret });
  else here.print(`CLIENT_ID=${String(client.id)}\nCLIENT_SECRET=${secret}`);
  here.printError('The service keeps only a hash of the secret: store it now.');
}

function lineOf({ id, name, role, expiresAt, oldSecretUntil }: ClientView): string {
  const parts = [
    ...(expiresAt === null ? [] : [`until ${expiresAt}`]),
    ...(oldSecretUntil === null ? [] : [`old secret until ${oldSecretUntil}`]),
  ];
  return [id, name, role, ...parts].join('  ');
}
