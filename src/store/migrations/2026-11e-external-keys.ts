import { type Kysely, sql } from 'kysely';

const statements = [
  'drop index runs_external',
  `create index runs_external on runs (regexp_replace(external_id, '^gh_.*/', 'gh_')) where external_id is not null`,
  // The filter of the list of runs uses the whole id.
  'create index runs_external_id on runs (external_id) where external_id is not null',
  `update deliveries set subject = regexp_replace(subject, '^gh_.*/', 'gh_') where subject like 'gh\\_%/%'`,
];

/** Lets a run be found by its workflow run's number, even after its repository was renamed. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
