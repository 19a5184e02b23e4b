import { InvalidArgumentError, Option } from 'commander';
import { defaultPortUrl, type PortServer } from '../client/port/port-call.ts';
import type { Server } from '../client/server/call.ts';
import { serverUrlOf } from '../client/server/call.ts';
import { authorizer, credentialsOf } from '../client/server/credentials.ts';
import { credentialsFor, localAddress } from '../client/server/local-client.ts';
import { AppError } from '../core/error.ts';

/** How results are written. */
export type Format = 'human' | 'json' | 'github' | 'sarif';

/** Options of a command that asks the service and shows its answer. */
export type ServerOptions = { format: Format; serverUrl?: string };

/** `--format`, with the formats that a command has. */
export function formatOption(...formats: Format[]): Option {
  return new Option('--format <format>', 'how to write the result').choices(formats).default('human');
}

/** `--server-url`, or SERVER_URL in the environment. */
export function serverOption(): Option {
  return new Option('--server-url <url>', 'address of the service; authenticates with CLIENT_ID and CLIENT_SECRET').env(
    'SERVER_URL',
  );
}

/** `--repository`, for definitions that call workflows of their own repository. */
export function repositoryOption(): Option {
  return new Option('--repository <owner/repo>', 'repository of the checkout (default: that of its remote)').argParser(
    (text) => {
      if (!/^[\w.-]+\/[\w.-]+$/.test(text)) throw new InvalidArgumentError('Write owner/repo.');
      return text;
    },
  );
}

/** A whole number on the command line. */
export function wholeNumber(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('Write a whole number.');
  return Number(text);
}

/** A time on the command line, which the service reads. */
export function moment(text: string): string {
  if (Number.isNaN(Date.parse(text))) throw new InvalidArgumentError('Write a time, such as 2026-11-30T08:00:00Z.');
  return text;
}

/** The query of an address, from the options that were given. */
export function queryOf(options: Readonly<Record<string, string | number | undefined>>): string {
  const given = Object.entries(options).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)] as [string, string]],
  );
  return new URLSearchParams(given).toString();
}

/** A value that may be given several times. */
export function collect(text: string, before: readonly string[] = []): string[] {
  return [...before, text];
}

/** Thrown before any call, because there is nothing to authenticate with. */
export class NoCredentials extends AppError {
  constructor() {
    super('unauthorized', 'Set CLIENT_ID and CLIENT_SECRET to your credentials for the service.');
  }
}

/**
 * The server and how to authenticate; without an address, the service on this machine. Throws `invalid_request` without any address,
 * `unauthorized` without credentials.
 */
export function serverOf(given: string | undefined, environment: Readonly<Record<string, string | undefined>>): Server {
  const address = given || localAddress(environment);
  if (address === null) {
    throw new AppError(
      'invalid_request',
      'Give the address of the service with --server-url or SERVER_URL. In the folder where a service was started, that service is the default.',
    );
  }
  const url = serverUrlOf(address);
  const client = credentialsFor(url, environment);
  const authorize = authorizer(url, client, environment, async (audience) => {
    const { getIDToken } = await import('@actions/core');
    return getIDToken(audience);
  });
  if (!authorize) throw new NoCredentials();
  return { url, authorize };
}

/** Port and the credentials for it. Throws `unauthorized` without credentials. */
export function portOf(
  address: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): PortServer {
  const client = credentialsOf(environment.PORT_CLIENT_ID, environment.PORT_CLIENT_SECRET);
  if (!client)
    throw new AppError('unauthorized', 'Set PORT_CLIENT_ID and PORT_CLIENT_SECRET to your credentials for Port.');
  return { url: serverUrlOf(address || environment.PORT_API_URL || defaultPortUrl), client };
}
