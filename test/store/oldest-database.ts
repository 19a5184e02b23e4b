import { readFileSync } from 'node:fs';
import { CompiledQuery } from 'kysely';
import { openUnmigrated } from '../../src/store/backup/open.ts';
import type { DatabaseOptions } from '../../src/store/database.ts';
import { quoteIdentifier } from '../../src/store/postgres.ts';
import { queueOf } from '../../src/store/queue.ts';

const text = readFileSync(new URL('../fixtures/oldest-database.sql', import.meta.url), 'utf8');

/** Makes the database of the oldest version; `target`: the address of what its automations call. */
export async function makeOldestDatabase(where: DatabaseOptions, target: string): Promise<void> {
  const db = await openUnmigrated(where);
  try {
    const schema = 'url' in where ? where.schema : 'public';
    const sql = text
      .replaceAll('QUEUE', quoteIdentifier(`${queueOf(schema)}_queue`))
      .replaceAll('http://127.0.0.1:4555', target);
    for (const part of [`create schema if not exists ${quoteIdentifier(schema)}`, sql]) {
      await db.executeQuery(CompiledQuery.raw(part));
    }
  } finally {
    await db.destroy();
  }
}
