import { sql } from 'kysely';
import type { Database } from './database.ts';
import { plain, plainOrNull } from './text.ts';

/** The external object, in one of its states, that an entity comes from. */
export type Origin = { subject: string; position: string; repository?: string | null };

/** An entity that an external object created. */
export type ObservedEntity = { subject: string; blueprint: string; entity: string; moves: boolean };

/** Tracks the latest state seen of each external object that maps to an entity. */
export function createObservations(db: Database, now: () => number) {
  return {
    /**
     * Advances an object to a later state and blocks others from doing so until the transaction ends. Null: this state,
     * or a later one, was seen before. `created`: the object created the entity.
     */
    async advance(origin: Origin, blueprint: string, entity: string): Promise<{ created: boolean } | null> {
      const { rows } = await sql<{ created: boolean }>`
        insert into sightings as seen (subject, blueprint, entity, position, created, seen_at, repository)
        values (${plain(origin.subject)}, ${blueprint}, ${entity}, ${plain(origin.position)}, false, ${new Date(now())},
          ${plainOrNull(origin.repository)})
        on conflict (subject, blueprint, entity)
          do update set position = excluded.position, seen_at = excluded.seen_at, repository = excluded.repository
          where seen.position collate "C" < excluded.position collate "C"
        returning created`.execute(db);
      return rows[0] ?? null;
    },

    /** The latest state seen of an object; null when none was. */
    async latest(subject: string): Promise<string | null> {
      const { rows } = await sql<{ position: string | null }>`
        select max(position collate "C") as position from sightings where subject = ${plain(subject)}`.execute(db);
      return rows[0]?.position ?? null;
    },

    /** The entities that an object created. */
    made: (subject: string): Promise<ObservedEntity[]> =>
      db
        .selectFrom('sightings')
        .select(['subject', 'blueprint', 'entity', 'moves'])
        .where('subject', '=', plain(subject))
        .where('created', '=', true)
        .execute(),

    /** The entities that the objects of a repository created. */
    madeIn: (repository: string): Promise<ObservedEntity[]> =>
      db
        .selectFrom('sightings')
        .select(['subject', 'blueprint', 'entity', 'moves'])
        .where('repository', '=', repository)
        .where('created', '=', true)
        .execute(),

    /** Records whether the object created the entity. */
    async setCreated(subject: string, blueprint: string, entity: string, created: boolean): Promise<void> {
      await db
        .updateTable('sightings')
        .set({ created, moves: false })
        .where('subject', '=', plain(subject))
        .where('blueprint', '=', blueprint)
        .where('entity', '=', entity)
        .execute();
    },

    /**
     * Forgets objects not seen since `before` (ms) whose entity is gone: nothing more is delivered about them. Returns
     * how many.
     */
    async purge(before: number, limit: number): Promise<number> {
      const { rows } = await sql`
        delete from sightings where (subject, blueprint, entity) in (
          select subject, blueprint, entity from sightings
          where seen_at < ${new Date(before)}::timestamptz and not created limit ${limit}) returning subject`.execute(
        db,
      );
      return rows.length;
    },
  };
}

/** The observed objects, through one database or transaction. */
export type Observations = ReturnType<typeof createObservations>;
