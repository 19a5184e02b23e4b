import { sql } from 'kysely';
import type { Causation } from '../core/event/event.ts';
import type { JsonObject } from '../core/json.ts';
import type { Database } from './database.ts';

/** A timer property that some automation listens to. Times are ms since the epoch. */
export type Timer = Causation & {
  blueprint: string;
  entity: string;
  property: string;
  /** The property's text; a new text is a new timer. */
  value: string;
  dueAt: number;
  snapshot: JsonObject;
};

/** The identity of a timer. */
export type TimerName = Pick<Timer, 'blueprint' | 'entity' | 'property'>;

/** Reads and writes the timers. A fired one is kept, so that the same text does not fire again. */
export function createTimers(db: Database, now: () => number) {
  return {
    /** Arms timers, or re-arms them when their text has changed; the snapshot is updated until they fire. */
    async arm(timers: readonly Timer[]): Promise<void> {
      if (timers.length === 0) return;
      const rows = timers.map((timer) => ({
        blueprint: timer.blueprint,
        entity: timer.entity,
        property: timer.property,
        value: timer.value,
        due_at: new Date(timer.dueAt),
        // As text: Postgres would refuse an escaped NUL in nested JSON.
        snapshot: JSON.stringify(timer.snapshot),
        depth: timer.depth,
        chain: JSON.stringify(timer.chain),
      }));
      await sql`
        insert into timers (blueprint, entity, property, value, due_at, snapshot, depth, chain)
        select blueprint, entity, property, value, due_at, snapshot::json, depth, chain::json
        from json_to_recordset(${JSON.stringify(rows)}::json) as input(blueprint text, entity text, property text,
          value text, due_at timestamptz, snapshot text, depth integer, chain text)
        on conflict (blueprint, entity, property) do update set value = excluded.value, due_at = excluded.due_at,
          snapshot = excluded.snapshot, depth = excluded.depth, chain = excluded.chain,
          fired_at = case when timers.value = excluded.value then timers.fired_at end`.execute(db);
    },

    /** Removes all unfired timers of a property, for every entity. */
    async forget(blueprint: string, property: string): Promise<void> {
      await db
        .deleteFrom('timers')
        .where('blueprint', '=', blueprint)
        .where('property', '=', property)
        .where('fired_at', 'is', null)
        .execute();
    },

    /** Removes the timers of one property, or of a whole deleted entity. */
    async disarm(blueprint: string, entity: string, property?: string): Promise<void> {
      let query = db.deleteFrom('timers').where('blueprint', '=', blueprint).where('entity', '=', entity);
      if (property !== undefined) query = query.where('property', '=', property);
      await query.execute();
    },

    /**
     * Takes due timers and marks them fired; `only` that one, or all `except` those. Two replicas never take the same
     * one.
     */
    async takeDue(
      limit: number,
      which: { only: TimerName } | { except: readonly TimerName[] } = { except: [] },
    ): Promise<Timer[]> {
      const at = new Date(now());
      const chosen =
        'only' in which
          ? sql`(blueprint, entity, property) in (${namesOf([which.only])})`
          : sql`(blueprint, entity, property) not in (${namesOf(which.except)})`;
      const { rows } = await sql<StoredTimerRow>`
        update timers set fired_at = ${at}::timestamptz where (blueprint, entity, property) in (
          select blueprint, entity, property from timers
          where fired_at is null and due_at between ${earliestTimer}::timestamptz and ${at}::timestamptz and ${chosen}
          order by due_at limit ${limit} for update skip locked)
        returning blueprint, entity, property, value, snapshot, depth, chain, ${milliseconds} as due`.execute(db);
      return rows.map(({ due, ...row }) => ({ ...row, dueAt: due }));
    },

    /** The names of due timers, without taking them. */
    async listDue(limit: number, except: readonly TimerName[]): Promise<TimerName[]> {
      const { rows } = await sql<TimerName>`
        select blueprint, entity, property from timers
        where fired_at is null and due_at between ${earliestTimer}::timestamptz and ${new Date(now())}::timestamptz
          and (blueprint, entity, property) not in (${namesOf(except)})
        order by due_at limit ${limit}`.execute(db);
      return rows;
    },

    /** The timers that will fire, the next one first; only those of a blueprint or of one entity. */
    async armed(
      of: { blueprint?: string; entity?: string },
      limit: number,
    ): Promise<(TimerName & { dueAt: number })[]> {
      const { rows } = await sql<TimerName & { due: number }>`
        select blueprint, entity, property, ${milliseconds} as due from timers
        where fired_at is null and due_at >= ${earliestTimer}::timestamptz
          and ${of.blueprint === undefined ? sql`true` : sql`blueprint = ${of.blueprint}`}
          and ${of.entity === undefined ? sql`true` : sql`entity = ${of.entity}`}
        order by due_at, blueprint, entity, property limit ${limit}`.execute(db);
      return rows.map(({ due, ...name }) => ({ ...name, dueAt: due }));
    },

    /** When the next timer is due, ms since the epoch; null when none is armed. */
    async nextDue(): Promise<number | null> {
      const { rows } = await sql<{ due: number }>`
        select ${milliseconds} as due from timers
        where fired_at is null and due_at >= ${earliestTimer}::timestamptz order by due_at limit 1`.execute(db);
      return rows[0]?.due ?? null;
    },
  };
}

/** Earlier versions armed times before 1970, which were typing errors; these never fire. */
export const earliestTimer = new Date(0);

/** Not as a date: the embedded database's driver misreads dates of the first century. */
const milliseconds = sql`(extract(epoch from due_at) * 1000)::double precision`;

type StoredTimerRow = Omit<Timer, 'dueAt'> & { due: number };

function namesOf(timers: readonly TimerName[]) {
  return sql`select blueprint, entity, property from json_to_recordset(${JSON.stringify(timers)}::json)
    as input(blueprint text, entity text, property text)`;
}

/** The timers, through one database or transaction. */
export type Timers = ReturnType<typeof createTimers>;
