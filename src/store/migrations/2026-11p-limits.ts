import { type Kysely, sql } from 'kysely';

const statements = [
  `alter table runs add column shadow boolean not null default false, add column permit integer,
    add column debounce text`,
  `create index runs_limited on runs (automation, seq) where status = 'IN_PROGRESS' and phase = 'limited'`,
  `create index runs_debounced on runs (automation, debounce)
    where status = 'IN_PROGRESS' and phase = 'limited' and debounce is not null`,
  `create index runs_permits on runs (automation) where status = 'IN_PROGRESS' and permit is not null`,
  'create table admissions (automation text primary key, calls json not null)',
];

/** Lets runs wait for the limits of their automation, which apply to all replicas together. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
