import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Kysely, PostgresDialect, type PostgresPool } from 'kysely';
import { type Database, type DatabaseOptions, inCallingThread } from '../database.ts';
import { createPostgresPool } from '../postgres.ts';
import type { Tables } from '../tables.ts';

/** Opens a database as it is, without migrating it, for work that takes as long as it takes. */
export async function openUnmigrated(options: DatabaseOptions): Promise<Database> {
  const pool = await openPool(options);
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
}

function openPool(options: DatabaseOptions): PostgresPool | Promise<PostgresPool> {
  if ('url' in options) return createPostgresPool({ ...options, statement: 0, connections: 2 }, () => {});
  const { directory, engine = inCallingThread } = options;
  return engine(directory, () => {});
}

/** True when a data folder holds an embedded database. */
export function holdsDatabase(directory: string): boolean {
  return existsSync(join(directory, 'postgres', 'PG_VERSION'));
}
