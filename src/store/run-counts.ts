import { sql } from 'kysely';
import type { RunStatus } from '../core/run/run.ts';
import type { Database } from './database.ts';

/** The newest run of an automation. */
export type LastRun = { automation: string; id: string; status: RunStatus; createdAt: number };

/** An automation's runs of one day, UTC. */
export type DailyRuns = { automation: string; day: string; runs: number; failures: number };

/** Counts runs for lists of automations; each question reads an index only as far as needed. */
export function createRunCounts(db: Database) {
  return {
    /** The latest run of each of these automations; those that never ran are left out. */
    async last(automations: readonly string[]): Promise<LastRun[]> {
      const { rows } = await sql<{ automation: string; id: string; status: RunStatus; created_at: Date }>`
        select wanted.automation, newest.id, newest.status, newest.created_at
        from json_array_elements_text(${JSON.stringify(automations)}::json) as wanted(automation)
        cross join lateral (
          select id, status, created_at from runs where automation = wanted.automation order by seq desc limit 1
        ) as newest`.execute(db);
      return rows.map(({ created_at, ...row }) => ({ ...row, createdAt: created_at.getTime() }));
    },

    /** Which automations events triggered, replays apart. */
    async triggeredBy(eventIds: readonly string[]): Promise<{ eventId: string; automation: string }[]> {
      if (eventIds.length === 0) return [];
      const rows = await db
        .selectFrom('runs')
        .select(['event_id', 'automation'])
        .where('event_id', 'in', eventIds)
        .where('repeats', '=', '')
        .execute();
      return rows.map(({ event_id: eventId, automation }) => ({ eventId, automation }));
    },

    /** The runs of these automations by day, since `since` (ms); days without runs are left out. */
    async daily(automations: readonly string[], since: number): Promise<DailyRuns[]> {
      const { rows } = await sql<{ automation: string; day: string; runs: string; failures: string }>`
        select wanted.automation, counted.day, counted.runs, counted.failures
        from json_array_elements_text(${JSON.stringify(automations)}::json) as wanted(automation)
        cross join lateral (
          select to_char(created_at at time zone 'UTC', 'YYYY-MM-DD') as day, count(*) as runs,
            count(*) filter (where status = 'FAILURE') as failures
          from runs where automation = wanted.automation and created_at >= ${new Date(since)}::timestamptz group by 1
        ) as counted`.execute(db);
      return rows.map((row) => ({ ...row, runs: Number(row.runs), failures: Number(row.failures) }));
    },
  };
}

/** The counts of runs, through one database or transaction. */
export type RunCounts = ReturnType<typeof createRunCounts>;
