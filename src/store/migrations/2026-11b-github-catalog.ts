import { type Kysely, sql } from 'kysely';

const statements = [
  `create table sightings (
    subject text not null, blueprint text not null, entity text not null, position text not null,
    created boolean not null, seen_at timestamptz not null, primary key (subject, blueprint, entity))`,
  'create index sightings_age on sightings (seen_at)',
  'alter table deliveries add column attempts integer not null default 0',
  'alter table deliveries add column waits_for text',
  'alter table deliveries add column problems json',
  'create index deliveries_waiting on deliveries (waits_for) where waits_for is not null',
];

/** Adds what the GitHub catalog needs: the latest state seen of each object, and the results of deliveries. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
