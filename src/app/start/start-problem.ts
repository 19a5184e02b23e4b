import { AppError } from '../../core/error.ts';

/** Advice on start failures that an operator can fix, by the system's or Postgres' error code. */
const advice: Readonly<Record<string, string>> = {
  EADDRINUSE: 'The port is in use. Stop the program that listens there, or set PORT.',
  EADDRNOTAVAIL: 'This machine has no such address. Set HOST to one of its addresses.',
  EACCES: 'Permission denied. Set PORT to 1024 or more, and DATA_DIR to a writable folder.',
  EPERM: 'Permission denied. Set DATA_DIR to a writable folder.',
  EROFS: 'The folder is read-only. Set DATA_DIR to a writable one.',
  ENOSPC: 'The disk is full. Free some space, or set DATA_DIR to a folder on another disk.',
  ENOTDIR: 'Not a folder. Set DATA_DIR to a writable folder.',
  EEXIST: 'Not a folder. Set DATA_DIR to a writable folder.',
  ECONNREFUSED: 'Nothing answers there. Is the database of DATABASE_URL running?',
  ENOTFOUND: 'Unknown host. Check HOST and DATABASE_URL.',
  EAI_AGAIN: 'The host name cannot be resolved right now. Check HOST and DATABASE_URL.',
  ETIMEDOUT: 'Nothing answers there. Can this machine reach the host in DATABASE_URL?',
  '28P01': 'The database does not accept the user and password of DATABASE_URL.',
  '28000': 'The database does not allow the user of DATABASE_URL to connect.',
  '3D000': 'The database named in DATABASE_URL does not exist.',
  '42501': 'The user of DATABASE_URL is not allowed to create the schemas and tables that this service needs.',
  '53100': 'The disk of the database is full; free some space.',
  '53300': 'The database server has no free connections.',
  '57P03': 'The database server is still starting. Restart this service in a moment.',
};

/** Explains to the operator why the service could not start; null for a bug, which is shown with its stack instead. */
export function startProblem(error: unknown): string | null {
  if (error instanceof AppError) return error.message;
  const newer = newerSchema(error);
  if (newer !== null) {
    return `The service cannot start: the database was migrated by a newer version; it has ${newer}, which this version does not know. Start that version or a newer one, or restore a backup made before the upgrade.`;
  }
  const [first] = error instanceof AggregateError ? error.errors : [error];
  if (!(first instanceof Error) || !('code' in first)) return null;
  const help = advice[String(first.code)];
  return help === undefined ? null : `The service cannot start: ${first.message}. ${help}`;
}

/** The newer migration found in a database: the library refuses to continue, and only its message says why. */
function newerSchema(error: unknown): string | null {
  const message = error instanceof Error ? error.message : '';
  return /^corrupted migrations: previously executed migration (\S+) is missing$/.exec(message)?.[1] ?? null;
}
