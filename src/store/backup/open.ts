import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Kysely, PostgresDialect } from 'kysely';
import type { Database, DatabaseOptions } from '../database.ts';
import { createPglitePool } from '../pglite.ts';
import { createPostgresPool } from '../postgres.ts';
import type { Tables } from '../tables.ts';

/** Opens a database as it is, without migrating it, for work that takes as long as it takes. */
export async function openUnmigrated(options: DatabaseOptions): Promise<Database> {
  const pool =
    'url' in options
      ? createPostgresPool({ ...options, statement: 0, connections: 2 }, () => {})
      : await createPglitePool(options.directory);
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
}

/** True when a data folder holds an embedded database. */
export function holdsDatabase(directory: string): boolean {
  return existsSync(join(directory, 'postgres', 'PG_VERSION'));
}
