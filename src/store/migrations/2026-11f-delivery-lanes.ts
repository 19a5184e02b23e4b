import { type Kysely, sql } from 'kysely';

const statements = [
  `alter table deliveries add column account text not null default ''`,
  'alter table deliveries add column lane text',
];

/** Says of each delivery whose it is and what it is about, so that accounts and things are handled side by side. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
