import { queuedRun, type Run, type RunPhase } from './run.ts';

/** How a run is repeated: `same`: with the idempotency key that was already sent; `new`: with a new key. */
export type RetryAs = 'same' | 'new';

/** The phases of runs that wait and can be attempted now. */
export const retryablePhases: readonly RunPhase[] = ['queued', 'retrying', 'parked'];

/** The phases of runs of which no call is in progress and nothing was accepted. */
export const waitingPhases: readonly RunPhase[] = [...retryablePhases, 'held', 'limited', 'waiting'];

/** How a run can be retried: `now`, by attempting it; `repeat`, by a new run, because it has ended; or not, and why. */
export type RetryStep = { type: 'now' } | { type: 'repeat' } | { type: 'refused'; why: string };

/** Why runs in some phases cannot be retried, as the end of a sentence about such a run. */
export const busy: Partial<Record<RunPhase, string>> = {
  invoking: 'is being attempted right now',
  held: 'is held, because its automation or its target is paused; resume that first',
  limited: 'waits for the concurrency, rate or debounce of its automation; change those in the settings',
  waiting: 'waits for an agent to claim it',
  accepted: 'was accepted and is still in progress; cancel it first if that work is lost',
};

/** Decides how a run is retried. The status of an ended run never changes, so a new run repeats it. */
export function retryStep(run: Pick<Run, 'id' | 'phase'> & { endedAt: unknown }, as: RetryAs): RetryStep {
  if (run.phase === 'blocked') {
    return {
      type: 'refused',
      why: `Run ${run.id} was blocked: its chain of runs is too long, and a retry would be just as deep`,
    };
  }
  if (run.endedAt !== null) return { type: 'repeat' };
  const reason = busy[run.phase];
  if (reason !== undefined) return { type: 'refused', why: `Run ${run.id} ${reason}` };
  if (as === 'same') return { type: 'now' };
  const why = `Run ${run.id} has not ended, so a new run might duplicate it; cancel it first, or retry it as "same"`;
  return { type: 'refused', why };
}

/** Reschedules a waiting run to be attempted at `at`, or at once if that is null. */
export function attemptedAt(run: Run, at: number | null, by: string | null, now: number): Run {
  return { ...run, phase: 'queued', nextAt: at, updatedAt: now, updatedBy: by };
}

/** Creates a run that repeats an ended one, with the given definition. */
export function repetitionOf(
  run: Run,
  as: RetryAs,
  { id, definitionHash, now }: { id: string; definitionHash: string; now: number },
): Run {
  return {
    ...queuedRun({ id, eventId: run.eventId, automation: run.automation, now }),
    definitionHash,
    reason: run.reason,
    depth: run.depth,
    chain: run.chain,
    repeats: run.id,
    idempotencyKey: as === 'same' ? (run.idempotencyKey ?? run.id) : null,
  };
}

/** Ends a run for an operator; `why` completes its summary, such as `by ada`. Port has no separate status for this. */
export function cancelled(run: Run, why: string, by: string | null, now: number): Run {
  return {
    ...run,
    status: 'FAILURE',
    phase: 'ended',
    statusLabel: 'CANCELLED',
    summary: `Cancelled ${why}${remains[run.phase] ?? ''}`,
    claimedBy: null,
    nextAt: null,
    updatedAt: now,
    updatedBy: by,
    endedAt: now,
  };
}

const remains: Partial<Record<RunPhase, string>> = {
  invoking: '. A call was in progress; the last attempt shows how it ended',
  accepted: '. Whatever it started elsewhere continues',
};

/**
 * Ends a run that got no report in time; `limit` is the configured time, such as `24h`, and `from` says where it is
 * set.
 */
export function unreported(run: Run, limit: string, from: string, now: number): Run {
  const summary = `No report arrived within ${limit} (${from})`;
  return {
    ...run,
    status: 'FAILURE',
    phase: 'ended',
    statusLabel: 'TIMED_OUT',
    summary,
    nextAt: null,
    updatedAt: now,
    endedAt: now,
  };
}
