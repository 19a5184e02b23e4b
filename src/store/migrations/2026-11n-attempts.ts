import { type Kysely, sql } from 'kysely';

const statements = [
  'alter table attempts add column request json, add column response json',
  'create index runs_cause on runs ((chain ->> -1)) where depth > 0',
];

/** Keeps what each failed attempt sent and received, and finds the runs that a run caused. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
