import { type Kysely, sql } from 'kysely';

/** Keeps the line at which an automation begins in its file. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table automations add column line integer`.execute(db);
}
