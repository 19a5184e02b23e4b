import { AppError, messageOf } from '../../core/error.ts';
import { isObject, type Json } from '../../core/json.ts';

/** The version of the format that this code writes. */
const formatVersion = 1;

/**
 * The first line of a backup. A backup is gzip over lines of JSON: this header; for each table a line with its name and
 * columns, and a line for each row with its values as the database writes them as text; the jobs of the queue; a trailer.
 */
export type Header = {
  format: 'catalog-automations';
  version: number;
  /** The migrations of its database. */
  schema: readonly string[];
  /** The version of the program that wrote it. */
  program: string;
  /** When it was made (RFC 3339). */
  at: string;
};

/** The line before the rows of a table. */
export type TableLine = { table: string; columns: readonly string[] };

/** The line before the jobs of the queue. */
export type JobsLine = { jobs: readonly ['kind', 'runId', 'at'] };

/** The last line: without it, the backup is incomplete. */
export type Trailer = {
  end: {
    /** How many rows each table has, and how many jobs there are. */
    rows: Readonly<Record<string, number>>;
    jobs: number;
    /** The last value of each sequence, by `table.column`. */
    sequences: Readonly<Record<string, { last: string; called: boolean }>>;
    /** The SHA-256 over all lines before this one, with their line breaks. */
    sha256: string;
  };
};

/** The header of a new backup. */
export function headerOf(about: Pick<Header, 'schema' | 'program' | 'at'>): Header {
  return { format: 'catalog-automations', version: formatVersion, ...about };
}

/** Reads a header; `known`: the migrations of this version. Throws a sentence when this version cannot restore it. */
export function readHeader(line: Json, known: readonly string[]): Header {
  if (!isObject(line) || line.format !== 'catalog-automations' || !Array.isArray(line.schema)) {
    throw new AppError('invalid_content', 'This is not a backup of Catalog Automations.');
  }
  const header = line as unknown as Header;
  const unknown = header.schema.find((name, index) => name !== known[index]);
  if (header.version !== formatVersion || unknown !== undefined) {
    const reason = unknown === undefined ? `its format has version ${header.version}` : `its schema has ${unknown}`;
    throw new AppError(
      'conflict',
      `The backup was made by a newer version, ${header.program}: ${reason}, which this version does not know. Restore it with ${header.program} or newer.`,
    );
  }
  return header;
}

/** The error for a backup that was changed after it was written. */
export function damaged(reason: string, cause?: unknown): AppError {
  return new AppError('invalid_content', `The backup is damaged: ${reason}.`, { cause });
}

/** Turns errors of gzip and the database about a damaged file into a sentence; other errors stay as they are. */
export function explainDamage(error: unknown): unknown {
  if (error instanceof AppError || !(error instanceof Error) || !('code' in error)) return error;
  // Errors for files that are not gzip or are cut off, and for data that does not fit its type or table.
  return /^(22|23|42)\w{3}$|^Z_/.test(String(error.code)) ? damaged(messageOf(error), error) : error;
}
