import { type Kysely, sql } from 'kysely';

const statements = [
  `alter table deliveries add column account text not null default ''`,
  'alter table deliveries add column lane text',
];

/** Adds account and lane to deliveries, so that different accounts and objects are handled concurrently. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
