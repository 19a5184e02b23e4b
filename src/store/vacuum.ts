import { sql } from 'kysely';
import type { Database } from './database.ts';
import { quoteIdentifier } from './postgres.ts';

/** Fewer dead rows than this are not worth a pass. */
const minDeadRows = 1_000;

/** How many tables one pass vacuums, those with the most dead rows first: each occupies the only connection. */
const maxTables = 4;

/**
 * Removes dead rows and renews the statistics of the planner, as autovacuum does on a server. The embedded database has
 * no such process: without this every statement gets slower as rows are updated, until the service cannot keep up.
 * Returns the tables that were vacuumed.
 */
export async function vacuum(db: Database): Promise<string[]> {
  await sql`select pg_stat_force_next_flush()`.execute(db);
  const { rows } = await sql<{ schema: string; name: string }>`
    select schemaname as schema, relname as name from pg_stat_user_tables
    where n_dead_tup >= ${minDeadRows} and n_dead_tup >= n_live_tup / 10
    order by n_dead_tup desc limit ${maxTables}`.execute(db);
  for (const { schema, name } of rows) {
    await sql.raw(`vacuum (analyze) ${quoteIdentifier(schema)}.${quoteIdentifier(name)}`).execute(db);
  }
  return rows.map(({ name }) => name);
}
