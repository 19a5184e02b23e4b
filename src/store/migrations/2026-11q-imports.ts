import { type Kysely, sql } from 'kysely';

const statements = [
  'alter table bulk_jobs add column lane text',
  'create index bulk_jobs_lane on bulk_jobs (lane, seq) where ended_at is null and lane is not null',
  `create table import_repositories (
    seq bigserial primary key, job text not null references bulk_jobs (id) on delete cascade, id text not null,
    repository json not null, unique (job, id))`,
];

/** Allows imports from GitHub, one job at a time for each account. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
