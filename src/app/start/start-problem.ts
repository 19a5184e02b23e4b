import { AppError } from '../../core/error.ts';

/** What makes a start fail that an operator can mend, by the code that the system or Postgres gives it. */
const advice: Readonly<Record<string, string>> = {
  EADDRINUSE: 'The port is taken. Stop what listens there, or set PORT.',
  EADDRNOTAVAIL: 'This machine has no such address. Set HOST to one that it has.',
  EACCES: 'This user may not do that. Set PORT to 1024 or more, and DATA_DIR to a folder that may be written.',
  EPERM: 'This user may not do that. Set DATA_DIR to a folder that may be written.',
  EROFS: 'That folder cannot be written. Set DATA_DIR to one that can.',
  ENOSPC: 'The disk is full. Make room, or set DATA_DIR to a folder on another disk.',
  ENOTDIR: 'That is not a folder. Set DATA_DIR to one that can be written.',
  EEXIST: 'That is not a folder. Set DATA_DIR to one that can be written.',
  ECONNREFUSED: 'Nothing answers there. Is the database of DATABASE_URL running?',
  ENOTFOUND: 'There is no such host. Is the one in HOST or DATABASE_URL right?',
  EAI_AGAIN: 'The name cannot be resolved now. Is the one in HOST or DATABASE_URL right?',
  ETIMEDOUT: 'Nothing answers there. Can this machine reach the host in DATABASE_URL?',
  '28P01': 'The database does not accept the user and password of DATABASE_URL.',
  '28000': 'The database does not let the user of DATABASE_URL in.',
  '3D000': 'The server has no database of the name in DATABASE_URL.',
  '42501': 'The user of DATABASE_URL may not create what this service needs: its own schemas and their tables.',
  '53100': 'Make room on the disk of the database.',
  '53300': 'The database server has no connection to spare.',
  '57P03': 'The database server is just starting. Start this service again in a moment.',
};

/** Why the service could not start, for its operator; null for a bug of ours, which is shown with its place instead. */
export function startProblem(error: unknown): string | null {
  if (error instanceof AppError) return error.message;
  const [first] = error instanceof AggregateError ? error.errors : [error];
  if (!(first instanceof Error) || !('code' in first)) return null;
  const help = advice[String(first.code)];
  return help === undefined ? null : `The service cannot start: ${first.message}. ${help}`;
}
