import { rateState, withAdmitted } from '../../core/run/call-rate.ts';
import type { Run } from '../../core/run/run.ts';
import type { Limits } from '../../core/settings/limits.ts';
import type { Tx } from '../../store/store.ts';
import { type LiveAutomations, pauseOf } from '../match/live-automations.ts';
import type { World } from '../world.ts';

/** How many runs one transaction admits at most. */
const batchSize = 200;

/** How often runs of automations that no longer have limits are searched for, ms. */
const unlimitedIntervalMs = 10_000;

/** The maximum age of the limits while no automation has any, ms. */
const firstLimitsMs = 2_000;

/** Admits runs that wait for the limits of their automation. */
export type CallAdmission = {
  /**
   * Admits the runs that may start now; costs one query if there are none, and hardly any if no automation has limits.
   */
  look(): Promise<void>;
};

/**
 * Creates admission. What is in flight and what was called lately is read from the database, under a lock that every
 * replica takes, so the limits apply to all of them together. `wake` is called when there are new jobs.
 */
export function createAdmission(
  { store, clock }: Pick<World, 'store' | 'clock'>,
  live: LiveAutomations,
  wake: () => void,
): CallAdmission {
  let lookedForUnlimited = Number.NEGATIVE_INFINITY;
  let hasLimits = true;

  async function admit(automation: string, limits: Limits): Promise<number> {
    return store.transaction(async (tx) => {
      const calls = await tx.limited.lock(automation);
      const { concurrency, rate } = limits;
      const state = rate === null ? null : rateState(rate, calls, clock.now());
      const room = concurrency === null ? batchSize : concurrency - (await tx.limited.inFlight(automation));
      const free = Math.min(batchSize, room, state?.free ?? batchSize);
      if (free <= 0) return 0;
      const runs = await tx.limited.due(automation, free);
      await queue(tx, runs);
      if (rate !== null && state !== null) {
        await tx.limited.saveCalls(automation, withAdmitted(rate, state, runs.length));
      }
      return runs.length;
    });
  }

  /** Releases runs that wait for limits that no longer exist. */
  async function releaseUnlimited(automations: readonly string[]): Promise<void> {
    for (let count = batchSize; count === batchSize; ) {
      count = await store.transaction(async (tx) => {
        const runs = await tx.limited.unlimited(automations, batchSize);
        await queue(tx, runs);
        return runs.length;
      });
      if (count > 0) wake();
    }
  }

  return {
    async look() {
      const seeksUnlimited = clock.now() - lookedForUnlimited >= unlimitedIntervalMs;
      // By limits that are out of date, runs would be released that have to wait for new ones.
      const now = await live.recent(hasLimits || seeksUnlimited ? undefined : firstLimitsMs);
      hasLimits = now.limits.size > 0;
      if (seeksUnlimited) {
        lookedForUnlimited = clock.now();
        await releaseUnlimited([...now.limits.keys()]);
      }
      const going = [...now.limits.keys()].filter((name) => pauseOf(now, 'automation', name, clock.now()) === null);
      if (going.length === 0) return;
      for (const automation of await store.limited.waiting(going)) {
        const limits = now.limits.get(automation);
        if (limits === undefined) continue;
        const count = await admit(automation, limits);
        if (count > 0) wake();
      }
    },
  };
}

/** Queues runs, each with the permit for its next attempt. */
async function queue(tx: Tx, runs: readonly Run[]): Promise<void> {
  const admitted = runs.map((run): Run => ({ ...run, phase: 'queued', nextAt: null, permit: run.attempt + 1 }));
  await tx.runs.save(admitted);
  await tx.jobs.put(runs.map(({ id }) => ({ kind: 'invoke', runId: id })));
}

/** True for a run that may not be attempted before it is admitted. */
export function needsPermit({ permit, attempt, shadow }: Run, limits: Limits | undefined): boolean {
  if (shadow || limits === undefined || (limits.concurrency === null && limits.rate === null)) return false;
  return permit !== attempt;
}
