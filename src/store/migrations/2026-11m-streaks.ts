import { type Kysely, sql } from 'kysely';

/** Counts failed runs in a row, for alerts. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table streaks (automation text primary key, failures integer not null)`.execute(db);
}
