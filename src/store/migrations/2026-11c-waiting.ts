import { type Kysely, sql } from 'kysely';

/** Adds the index with which agents find the runs that wait for them, oldest first. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index runs_waiting on runs (seq) where phase = 'waiting'`.execute(db);
}
