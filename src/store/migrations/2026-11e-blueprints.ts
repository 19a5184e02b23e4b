import { type Kysely, sql } from 'kysely';

const statements = [
  `create table blueprints (
    identifier text primary key,
    blueprint json not null,
    updated_at timestamptz not null
  )`,
];

/** Adds the blueprints of the built-in catalog, stored exactly as sent. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
