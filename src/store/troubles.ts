import { sql } from 'kysely';
import type { Database } from './database.ts';
import { readableJson } from './text.ts';

/** A condition that failed with an error, with the newest event on which it did. Times are ms since the epoch. */
export type FailedCondition = {
  automation: string;
  events: number;
  message: string;
  lastEvent: string;
  lastAt: number;
};

/** Events of one blueprint that led to no run. */
export type Unmatched = { blueprint: string | null; events: number; lastAt: number };

/** Finds problems; each query scans at most the given number of events. */
export function createTroubles(db: Database) {
  return {
    /** The conditions that failed on the newest events on which any failed, the most frequent first. */
    async failedConditions(looked: number, limit: number): Promise<FailedCondition[]> {
      const { rows } = await sql<Omit<FailedCondition, 'events' | 'lastAt'> & { events: string; last: Date }>`
        select error ->> 'automation' as automation, count(*) as events, max(received_at) as last,
          (array_agg(error ->> 'message' order by seq desc))[1] as message,
          (array_agg(id order by seq desc))[1] as "lastEvent"
        from (select id, seq, received_at, errors from events where errors is not null order by seq desc limit ${looked})
          as recent, json_array_elements(${readableJson('errors')}) as error
        group by 1 order by 2 desc, 1 limit ${limit}`.execute(db);
      return rows.map(({ events, last, ...row }) => ({ ...row, events: Number(events), lastAt: last.getTime() }));
    },

    /** Which of the newest events led to no run, by blueprint, the most frequent first; and how many were looked at. */
    async unmatched(newest: number, limit: number): Promise<{ looked: number; blueprints: Unmatched[] }> {
      const recent = sql`select id, blueprint, received_at, matched_at from events order by seq desc limit ${newest}`;
      const { rows } = await sql<{ blueprint: string | null; events: string; last: Date }>`
        select blueprint, count(*) as events, max(received_at) as last from (${recent}) as recent
        where matched_at is not null and not exists (select 1 from runs where runs.event_id = recent.id)
        group by blueprint order by 2 desc, 1 limit ${limit}`.execute(db);
      const { rows: counted } = await sql<{ looked: string }>`
        select count(*) as looked from (${recent}) as recent`.execute(db);
      return {
        looked: Number(counted[0]?.looked ?? 0),
        blueprints: rows.map(({ events, last, ...row }) => ({
          ...row,
          events: Number(events),
          lastAt: last.getTime(),
        })),
      };
    },
  };
}

/** The problems, through one database or transaction. */
export type Troubles = ReturnType<typeof createTroubles>;
