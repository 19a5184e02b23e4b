import { type Kysely, sql } from 'kysely';

const statements = [
  `alter table runs add column repeats text not null default '', add column idempotency_key text`,
  'create unique index runs_once on runs (event_id, automation, repeats)',
  'alter table runs drop constraint runs_event_id_automation_key',
  // Runs that only a report ends, for the deadline of reports.
  `create index runs_unreported on runs (updated_at)
    where status = 'IN_PROGRESS' and phase = 'accepted' and next_at is null`,
  `create table bulk_jobs (
    seq bigserial primary key, id text not null unique, kind text not null, request json not null, by text,
    created_at timestamptz not null, ended_at timestamptz, cancelled_by text, problem text, total integer,
    counts json not null, cursor json not null, failures integer not null default 0, claimed_by text, claimed_until timestamptz)`,
  'create index bulk_jobs_open on bulk_jobs (seq) where ended_at is null',
];

/** Lets operators repeat and cancel runs, one or many. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
