import { type Kysely, sql } from 'kysely';

const statements = [
  `create table blueprints (
    identifier text primary key,
    blueprint json not null,
    updated_at timestamptz not null
  )`,
];

/** Keeps the blueprints of the built-in catalog, exactly as they were sent. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
