import { sql } from 'kysely';
import type { Database } from './database.ts';
import { migrations } from './migrations/index.ts';

/** The state of a database: its migrations compared with those of this version, and the time on its clock (ms). */
export type Inspection = { migrations: { applied: string[]; known: string[] }; now: number };

/** Inspects the database itself, for operators. */
export async function inspect(db: Database): Promise<Inspection> {
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
  const { rows: clock } = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(db);
  return {
    migrations: { applied: rows.map(({ name }) => name), known: Object.keys(migrations) },
    now: clock[0]?.now.getTime() ?? 0,
  };
}
