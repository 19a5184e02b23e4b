import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../core/error.ts';
import { isObject, parseObject } from '../../core/json.ts';
import { type Credentials, credentialsOf } from './credentials.ts';

/**
 * The credentials for a server: those of the environment, else those that an embedded service on this machine has saved
 * in its data folder. They are never sent to another machine. Throws `invalid_content` for a damaged file.
 */
export function credentialsFor(
  url: string,
  environment: Readonly<Record<string, string | undefined>>,
): Credentials | null {
  const given = credentialsOf(environment.CLIENT_ID, environment.CLIENT_SECRET);
  if (given !== null || !isLoopback(url)) return given;
  const file = join(environment.DATA_DIR || '.data', 'client.json');
  const text = readIfPresent(file);
  if (text === null) return null;
  const client = parseObject(text);
  if (isObject(client) && typeof client.id === 'string' && typeof client.secret === 'string') {
    return { id: client.id, secret: client.secret };
  }
  throw new AppError(
    'invalid_content',
    `${file} does not contain the id and secret of a client. Set CLIENT_ID and CLIENT_SECRET instead.`,
  );
}

/** The address that an embedded service on this machine has saved in its data folder; null without one. */
export function localAddress(environment: Readonly<Record<string, string | undefined>>): string | null {
  const address = readIfPresent(join(environment.DATA_DIR || '.data', 'address'))?.trim() ?? '';
  return URL.canParse(address) && isLoopback(address) ? address : null;
}

/** True for an address on this machine. */
export function isLoopback(url: string): boolean {
  return /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(url).hostname);
}

function readIfPresent(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // Absent, or owned by another user: the command then asks for credentials.
    return null;
  }
}
