import { type Kysely, sql } from 'kysely';

/** Keeps the settings of automations beside their definitions. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table automations add column settings json`.execute(db);
}
