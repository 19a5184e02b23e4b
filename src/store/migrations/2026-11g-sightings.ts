import { type Kysely, sql } from 'kysely';

const statements = [
  'alter table sightings add column repository text',
  'create index sightings_repository on sightings (repository) where created',
  // The default identifiers used before were not unique: these entities move to the new ones without an event.
  'alter table sightings add column moves boolean not null default false',
  'update sightings set moves = true where created',
];

/** Lets the entities from one object or repository be found, and marks those with an old default identifier. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}
