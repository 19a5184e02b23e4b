import { type Kysely, sql } from 'kysely';

const statements = [
  'alter table sightings add column repository text',
  'create index sightings_repository on sightings (repository) where created',
  // The default identifiers of then were not unique: these entities move to their new ones without an event.
  'alter table sightings add column moves boolean not null default false',
  'update sightings set moves = true where created',
];

/** Finds what a thing, or all of a repository, brought into the catalog, and moves what has an old default identifier. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
