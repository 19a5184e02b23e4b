import { sql } from 'kysely';
import type { RunPhase } from '../core/run/run.ts';
import type { Database } from './database.ts';

/** The amount of waiting work in the whole database; `oldest` in ms since the epoch, null when nothing is waiting. */
export type Backlog = {
  runs: { phase: RunPhase; count: number; oldest: number }[];
  /** Events stored but not yet matched. */
  unmatchedEvents: number;
  /** When the oldest of these was stored; null: there is none. */
  oldestUnmatched: number | null;
  /** When the run that has waited longest for an attempt was due; null: none waits. */
  oldestDue: number | null;
  /** Webhooks stored but not yet handled. */
  openDeliveries: number;
  parkedTargets: number;
  failingTargets: number;
  pausedTargets: number;
};

const none = { unmatchedEvents: 0, openDeliveries: 0, parkedTargets: 0, failingTargets: 0, pausedTargets: 0 };

type Counts = Omit<Backlog, 'runs' | 'oldestUnmatched' | 'oldestDue'> & { unmatched: Date | null; due: Date | null };

/** Counts the backlog; each count uses a partial index with only the waiting rows. */
export async function readBacklog(db: Database): Promise<Backlog> {
  const { rows: runs } = await sql<{ phase: RunPhase; count: number; oldest: Date }>`
    select phase, count(*)::integer as count, min(created_at) as oldest from runs
    where status = 'IN_PROGRESS' group by phase order by phase`.execute(db);
  const { rows } = await sql<Counts>`
    select (select count(*)::integer from events where matched_at is null) as "unmatchedEvents",
      (select min(received_at) from events where matched_at is null) as unmatched,
      (select min(greatest(updated_at, next_at)) from runs
        where status = 'IN_PROGRESS' and phase in ('queued', 'retrying')) as due,
      (select count(*)::integer from deliveries where handled_at is null) as "openDeliveries",
      (select count(*)::integer from targets where parked_since is not null) as "parkedTargets",
      (select count(*)::integer from targets where parked_since is null) as "failingTargets",
      (select count(*)::integer from pauses where kind = 'target') as "pausedTargets"`.execute(db);
  const [{ unmatched, due, ...counts } = { ...none, unmatched: null, due: null }] = rows;
  return {
    runs: runs.map((row) => ({ ...row, oldest: row.oldest.getTime() })),
    ...counts,
    oldestUnmatched: unmatched?.getTime() ?? null,
    oldestDue: due?.getTime() ?? null,
  };
}
