import { sql } from 'kysely';
import type { Causation, Event } from '../core/event/event.ts';
import type { Database } from './database.ts';
import type { MatchError } from './tables.ts';

/** A stored event. Times are ms since the epoch. */
export type StoredEvent = Causation & {
  event: Event;
  source: string;
  receivedAt: number;
  matchedAt: number | null;
  errors: MatchError[];
};

/** The fields of an event that `insert` needs. */
export type EventInput = Causation & { event: Event; source: string };

/** Reads and writes the events. */
export function createEvents(db: Database, now: () => number) {
  return {
    /** Stores events whose id is new, in one statement; returns the ids of those. */
    async insert(inputs: readonly EventInput[]): Promise<Set<string>> {
      if (inputs.length === 0) return new Set();
      const rows = inputs.map(({ event, source, depth, chain, trace = null }) => ({
        id: event.id,
        ...subjectOf(event),
        // As text: Postgres would refuse an escaped NUL in nested JSON.
        event: JSON.stringify(event),
        source,
        depth,
        chain: JSON.stringify(chain),
        trace,
      }));
      const { rows: inserted } = await sql<{ id: string }>`
        insert into events (id, received_at, blueprint, entity, event, source, depth, chain, trace)
        select id, ${new Date(now())}::timestamptz, blueprint, entity, event::json, source, depth, chain::json, trace
        from json_to_recordset(${JSON.stringify(rows)}::json)
          as input(id text, blueprint text, entity text, event text, source text, depth integer, chain text,
            trace text)
        on conflict (id) do nothing returning id`.execute(db);
      return new Set(inserted.map((row) => row.id));
    },

    /** Marks events whose runs are stored, with the conditions that failed on them. */
    async markMatched(results: readonly { id: string; errors: readonly MatchError[] }[]): Promise<void> {
      if (results.length === 0) return;
      const rows = results.map(({ id, errors }) => ({ id, errors: errors.length > 0 ? JSON.stringify(errors) : null }));
      await sql`
        update events set matched_at = ${new Date(now())}::timestamptz, errors = input.errors::json
        from json_to_recordset(${JSON.stringify(rows)}::json) as input(id text, errors text)
        where events.id = input.id`.execute(db);
    },

    /**
     * Events stored before `before` (ms) that were never fully matched, oldest first; `after` skips those up to that
     * one.
     */
    async unmatched(before: number, limit: number, after: string | null = null): Promise<StoredEvent[]> {
      let query = db
        .selectFrom('events')
        .selectAll()
        .where('matched_at', 'is', null)
        .where('received_at', '<=', new Date(before))
        .orderBy('seq')
        .limit(limit);
      if (after !== null) {
        query = query.where('seq', '>', (events) => events.selectFrom('events').select('seq').where('id', '=', after));
      }
      return (await query.execute()).map(read);
    },

    async get(id: string): Promise<StoredEvent | null> {
      const row = await db.selectFrom('events').selectAll().where('id', '=', id).executeTakeFirst();
      return row ? read(row) : null;
    },

    async getMany(ids: readonly string[]): Promise<StoredEvent[]> {
      if (ids.length === 0) return [];
      const rows = await db.selectFrom('events').selectAll().where('id', 'in', ids).execute();
      return rows.map(read);
    },

    /** Lists events, newest first. */
    async list(limit: number, offset: number): Promise<StoredEvent[]> {
      const rows = await db
        .selectFrom('events')
        .selectAll()
        .orderBy('seq', 'desc')
        .limit(limit)
        .offset(offset)
        .execute();
      return rows.map(read);
    },

    /** Events stored before the event `id` (null: from the newest), newest first. */
    async before(id: string | null, limit: number): Promise<StoredEvent[]> {
      let query = db.selectFrom('events').selectAll().orderBy('seq', 'desc').limit(limit);
      if (id !== null) {
        query = query.where('seq', '<', (events) => events.selectFrom('events').select('seq').where('id', '=', id));
      }
      return (await query.execute()).map(read);
    },

    /** Deletes events received before `before` (ms) that no run needs any more; returns how many. */
    async purge(before: number, limit: number): Promise<number> {
      const { rows } = await sql`
        delete from events where id in (
          select id from events where received_at < ${new Date(before)}::timestamptz and matched_at is not null
            and not exists (select 1 from runs where runs.event_id = events.id) limit ${limit}) returning id`.execute(
        db,
      );
      return rows.length;
    },
  };
}

/** The events, through one database or transaction. */
export type Events = ReturnType<typeof createEvents>;

/** The columns that lists are filtered by. */
function subjectOf(event: Event): { blueprint: string | null; entity: string | null } {
  if (event.resourceType === 'run') return { blueprint: null, entity: null };
  return { blueprint: event.context.blueprintIdentifier, entity: event.context.entityIdentifier };
}

function read(row: {
  event: Event;
  source: string;
  depth: number;
  chain: string[];
  received_at: Date;
  matched_at: Date | null;
  errors: MatchError[] | null;
  trace: string | null;
}): StoredEvent {
  return {
    event: row.event,
    source: row.source,
    depth: row.depth,
    chain: row.chain,
    receivedAt: row.received_at.getTime(),
    matchedAt: row.matched_at?.getTime() ?? null,
    errors: row.errors ?? [],
    ...(row.trace !== null && { trace: row.trace }),
  };
}
