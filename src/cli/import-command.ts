import { setTimeout as pause } from 'node:timers/promises';
import type { Command } from 'commander';
import { callServer, type Server } from '../client/server/call.ts';
import { redactText } from '../core/secrets/redact-text.ts';
import type { BulkView } from '../core/views/bulk-view.ts';
import { readBulk } from './bulk.ts';
import type { CliWorld } from './cli-world.ts';
import { collect, formatOption, type ServerOptions, serverOf, serverOption } from './options.ts';

type ImportOptions = ServerOptions & { follow?: boolean };
type ImportStartOptions = ImportOptions & { repository?: string[]; fire?: boolean };

/** Milliseconds between two polls of an import. */
const interval = 1_000;

/** `import`: imports existing objects from GitHub into the catalog. */
export function addImport(program: Command, world: () => CliWorld): void {
  const command = program.command('import').description('import what exists on GitHub into the catalog');
  common(command.command('start').description('start an import; it continues if this command is interrupted'))
    .argument('[account]', 'the account to import from (default: every one that installed the App)')
    .option('--repository <owner/repo>', 'only this repository; may be repeated', collect)
    .option('--fire', 'let automations fire on the entities that it creates or changes')
    .action(async (account: string | undefined, { repository, fire, ...options }: ImportStartOptions) => {
      const here = world();
      const server = serverOf(options.serverUrl, here.environment);
      const answer = await callServer(server, '/v1/github/imports', {
        ...(account !== undefined && { account }),
        ...(repository !== undefined && { repositories: repository }),
        ...(fire === true && { fire }),
      });
      const started = (Array.isArray(answer.imports) ? answer.imports : []).map(readBulk);
      await show(here, server, started, options);
    });
  common(command.command('status').description('show the progress of imports'))
    .argument('[id]', 'the import (default: all of the newest bulk jobs)')
    .action(async (id: string | undefined, options: ImportOptions) => {
      const here = world();
      const server = serverOf(options.serverUrl, here.environment);
      await show(here, server, id === undefined ? await newest(server) : [await one(server, id)], options);
    });
  command
    .command('cancel')
    .description('cancel an import; what it has imported remains')
    .argument('<id>', 'the import')
    .addOption(serverOption())
    .action(async (id: string, { serverUrl }: ImportOptions) => {
      const here = world();
      const server = serverOf(serverUrl, here.environment);
      const { bulk } = await callServer(server, `/v1/bulk/${encodeURIComponent(id)}/cancel`, {});
      here.print(lineOf(here, readBulk(bulk)));
    });
}

function common(command: Command): Command {
  return command
    .option('--follow', 'show the progress until all of them have ended')
    .addOption(formatOption('human', 'json'))
    .addOption(serverOption());
}

async function one(server: Server, id: string): Promise<BulkView> {
  return readBulk((await callServer(server, `/v1/bulk/${encodeURIComponent(id)}`)).bulk);
}

async function newest(server: Server): Promise<BulkView[]> {
  const { bulk } = await callServer(server, '/v1/bulk?limit=100');
  return (Array.isArray(bulk) ? bulk : []).map(readBulk).filter(({ kind }) => kind === 'import');
}

/** Prints imports, and with `--follow` each change until all have ended; exits with 1 if one did not complete. */
async function show(here: CliWorld, server: Server, first: readonly BulkView[], { follow, format }: ImportOptions) {
  const shown = new Map<string, string>();
  let imports = [...first];
  for (;;) {
    for (const view of follow && format === 'human' ? imports : []) {
      const line = lineOf(here, view);
      if (shown.get(view.id) !== line) here.print(line);
      shown.set(view.id, line);
    }
    if (!follow || imports.every(({ state }) => state !== 'running')) break;
    await pause(interval);
    imports = await Promise.all(imports.map(({ id }) => one(server, id)));
  }
  if (format === 'json') here.writeJson({ imports });
  else if (imports.length === 0) here.print('There are no imports.');
  else
    for (const view of imports) {
      if (!follow) here.print(lineOf(here, view));
      for (const problem of view.import?.problems ?? []) here.print(`  ${redactText(problem)}`);
    }
  if (imports.some(({ state }) => state === 'failed' || (follow && state === 'cancelled'))) process.exitCode = 1;
}

const roles = { running: 'warning', done: 'good', cancelled: 'warning', failed: 'error' } as const;

function lineOf({ paint }: CliWorld, { id, state, request, changed, problem, import: progress }: BulkView): string {
  const account = 'account' in request ? String(request.account) : '';
  const { repositories, repository, kinds = {}, problemCount = 0, waits = null } = progress ?? {};
  const parts = [
    ...(repositories ? [`${repositories.done + repositories.skipped} of ${repositories.found} repositories`] : []),
    ...Object.entries(kinds).map(([kind, count]) => `${count} ${kind}`),
    `${changed} changed`,
    ...(problemCount > 0 ? [`${problemCount} problems`] : []),
    ...(state === 'running' && repository ? [`now ${repository}`] : []),
    ...(state === 'running' && waits ? [`waits until ${waits.until}: ${redactText(waits.why)}`] : []),
    ...(problem === null ? [] : [redactText(problem)]),
  ];
  return `${paint(roles[state], state)}  ${id}  ${account}  ${parts.join(', ')}`;
}
