import { type Kysely, sql } from 'kysely';

const statements = [
  'create index runs_daily on runs (automation, created_at, status)',
  'create index runs_status on runs (status, seq)',
  'create index runs_target_seq on runs (target, seq)',
  'create index runs_created on runs (created_at)',
  'drop index events_subject',
  'create index events_subject on events (blueprint, entity, seq)',
  'create index events_blueprint on events (blueprint, seq)',
  'create index events_source on events (source, seq)',
  'create index events_failed on events (seq) where errors is not null',
];

/** Lets lists be filtered and paged without reading all rows. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
