import { type Kysely, sql } from 'kysely';

const statements = [
  `create table pauses (kind text not null, name text not null, reason text not null, by text,
    since timestamptz not null, ends_at timestamptz, primary key (kind, name))`,
  `create index runs_held on runs (seq) where phase = 'held' and status = 'IN_PROGRESS'`,
];

/** Lets operators pause automations and targets. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
