import { createHash } from 'node:crypto';
import { hasRoom } from '../core/identifiers.ts';
import type { World } from './world.ts';

/** Failures in a row after which a target is parked: its runs wait without using up their attempts. */
export const parkAfter = 10;

/** Milliseconds between two probes of a parked target. */
export const probePause = 30_000;

/** How long the list of parked targets may be old, ms: a query for every attempt would cost more than it saves. */
const freshness = 1_000;

/** After how long a call is slow, ms: from then on it no longer holds a place that others could use. */
const slowAfter = 2_000;

/** How many slow calls a target may have under way before further runs for it have to wait. */
const mostSlow = 50;

/** How long those wait, ms. */
const slowPause = 3_000;

/** What a target is kept under: its name, or, for one that no index would hold, its beginning and a hash of it. */
export function targetKey(target: string): string {
  if (hasRoom(target)) return target;
  const hash = createHash('sha256').update(target).digest('hex').slice(0, 32);
  return `${target.slice(0, 200)}…${hash}`;
}

/** Which targets are parked or slow, as far as this process knows. */
export type Parking = {
  /** Null: go ahead. Else when to come back, ms since the epoch. The one caller that gets null on a parked target probes it. */
  waitFor(target: string): Promise<number | null>;
  /** Watches a call; `isSlow` is told when it turns out to be slow. */
  watch<T>(target: string, call: () => Promise<T>, isSlow: () => void): Promise<T>;
};

/** Keeps calls away from targets that are down, all but one probe at a time. */
export function createParking(world: World): Parking {
  const { store, clock } = world;
  let known: Promise<ReadonlyMap<string, number>> | null = null;
  let readAt = Number.NEGATIVE_INFINITY;
  const slow = new Map<string, number>();

  function countSlow(target: string, change: 1 | -1): void {
    const count = (slow.get(target) ?? 0) + change;
    if (count > 0) slow.set(target, count);
    else slow.delete(target);
  }

  async function read(): Promise<ReadonlyMap<string, number>> {
    const parked = await store.targets.parked();
    return new Map(parked.map(({ key, probeAt }) => [key, probeAt ?? 0]));
  }

  return {
    async waitFor(target) {
      const now = clock.now();
      if ((slow.get(target) ?? 0) >= mostSlow) return now + slowPause + Math.round(clock.chance() * 1_000);
      if (known === null || now - readAt > freshness) {
        readAt = now;
        known = read();
      }
      const probeAt = (await known).get(target);
      if (probeAt === undefined) return null;
      if (probeAt <= now && (await store.targets.takeProbe(target, probePause))) return null;
      // Spread over a second, so that what waited does not come back as one burst.
      return Math.max(probeAt, now) + 1_000 + Math.round(clock.chance() * 1_000);
    },

    async watch(target, call, isSlow) {
      let late = false;
      const timer = setTimeout(() => {
        late = true;
        countSlow(target, 1);
        isSlow();
      }, slowAfter);
      try {
        return await call();
      } finally {
        clearTimeout(timer);
        if (late) countSlow(target, -1);
      }
    },
  };
}

/** Sends on what waited for targets that work again; the runs are queued in rounds, oldest first. */
export async function drainTargets(world: World, targets: readonly string[], wake: () => void): Promise<void> {
  for (const target of targets) {
    for (;;) {
      const count = await world.store.transaction(async (tx) => {
        const runs = await tx.runs.parkedOn(target, 200);
        await tx.runs.save(runs.map((run) => ({ ...run, phase: 'queued', nextAt: null })));
        await tx.jobs.put(runs.map((run) => ({ kind: 'invoke', runId: run.id })));
        return runs.length;
      });
      wake();
      if (count === 0) break;
    }
  }
}
