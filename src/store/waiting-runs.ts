import { type Selectable, sql } from 'kysely';
import type { Event } from '../core/event/event.ts';
import type { Run } from '../core/run/run.ts';
import type { Database } from './database.ts';
import { read } from './run-rows.ts';
import type { Tables } from './tables.ts';

/** An agent's request for waiting runs. */
export type AgentClaim = {
  /** The kind of agent that the runs wait for, see `core/agent`. */
  targets: readonly string[];
  /** Runs that the agent does not want. */
  except: readonly string[];
  agent: string;
  /** Until when the runs are hidden from other agents, ms since the epoch. */
  until: number;
  limit: number;
};

/** Reads and claims the runs that wait for an agent. */
export function createWaitingRuns(db: Database, now: () => number) {
  return {
    /** Claims runs for one agent, oldest first; concurrent agents never get the same run. */
    async claim({ targets, except, agent, until, limit }: AgentClaim): Promise<{ run: Run; event: Event }[]> {
      const { rows } = await sql<Selectable<Tables['runs']> & { event: Event }>`
        with chosen as (
          select id from runs
          where phase = 'waiting' and status = 'IN_PROGRESS' and (next_at is null or next_at <= ${new Date(now())}::timestamptz)
            and target in (select json_array_elements_text(${JSON.stringify(targets)}::json))
            and id not in (select json_array_elements_text(${JSON.stringify(except)}::json))
            and not exists (select 1 from pauses where (ends_at is null or ends_at > ${new Date(now())}::timestamptz)
              and ((kind = 'automation' and name = runs.automation) or (kind = 'target' and name = runs.target)))
          order by seq limit ${limit} for update skip locked
        ), claimed as (
          update runs set claimed_by = ${agent}, next_at = ${new Date(until)}::timestamptz
          from chosen where runs.id = chosen.id returning runs.*
        )
        select claimed.*, events.event from claimed join events on events.id = claimed.event_id
        order by claimed.seq`.execute(db);
      return rows.map((row) => ({ run: read(row), event: row.event }));
    },

    /** Locks unclaimed runs, oldest first; `after` skips those up to that one. */
    async unclaimed(targets: readonly string[], limit: number, after: string | null = null): Promise<Run[]> {
      let query = db
        .selectFrom('runs')
        .selectAll()
        .where('phase', '=', 'waiting')
        .where('status', '=', 'IN_PROGRESS')
        .where('target', 'in', targets)
        .where((where) => where.or([where('next_at', 'is', null), where('next_at', '<=', new Date(now()))]))
        .orderBy('seq')
        .limit(limit);
      if (after !== null) {
        query = query.where('seq', '>', (runs) => runs.selectFrom('runs').select('seq').where('id', '=', after));
      }
      return (await query.forUpdate().skipLocked().execute()).map(read);
    },
  };
}

/** The waiting runs, through one database or transaction. */
export type WaitingRuns = ReturnType<typeof createWaitingRuns>;
