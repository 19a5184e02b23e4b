import { createHash } from 'node:crypto';
import { fitsInBytes } from '../../core/identifiers.ts';
import type { JsonObject } from '../../core/json.ts';
import type { Run } from '../../core/run/run.ts';
import type { Target } from '../../store/targets.ts';
import type { World } from '../world.ts';

/** Failures in a row that open a target's circuit breaker; its runs then wait without using up attempts. */
export const openAfter = 10;

/** Time between two probes of a target whose circuit breaker is open, ms. */
export const probeIntervalMs = 30_000;

/**
 * How long the list of open circuit breakers is cached, ms: a query for every attempt would cost more than it saves.
 */
export const cacheTtlMs = 1_000;

/**
 * How long after a circuit breaker closes, ms, a replica may still consider the target failing and put its runs back:
 * until its cache has expired and the runs that it was putting back are stored.
 */
export const settleMs = cacheTtlMs + 1_000;

/** When a call counts as slow, ms: from then on it no longer holds a slot. */
export const slowAfterMs = 2_000;

/** How many slow calls a target may have in progress before further runs for it have to wait. */
export const maxSlowCalls = 50;

/** The shortest time that runs wait for a slow target, ms. */
const slowPauseMs = 3_000;

/**
 * The gap between the returns of runs that wait for one target, ms, so that waiting costs the same however many wait: those
 * of a slow target return as fast as it can take calls, those of a failing one only now and then, because a probe that
 * succeeds brings them all back.
 */
const returnGapMs = { slow: slowAfterMs / maxSlowCalls, failing: 500 };

/** The key of a target: its name, or, for a name too long to index, its beginning and a hash. */
export function targetKey(target: string): string {
  if (fitsInBytes(target)) return target;
  const hash = createHash('sha256').update(target).digest('hex').slice(0, 32);
  return `${target.slice(0, 200)}…${hash}`;
}

/**
 * When a run comes back, ms since the epoch, and why if the circuit breaker is open: `since` stays the same until it
 * closes, `cause` may change with each probe. A merely slow target has no reason: its runs wait only seconds.
 */
export type Wait = { at: number; parked: { since: string; cause: string } | null };

/** Tracks which targets are failing or slow, as far as this process knows. */
export type CircuitBreaker = {
  /** Null: go ahead. While the circuit breaker is open, only the one caller that probes the target gets null. */
  waitFor(target: string): Promise<Wait | null>;
  /** Watches a call; calls `isSlow` when it turns out to be slow. */
  watch<T>(target: string, call: () => Promise<T>, isSlow: () => void): Promise<T>;
  /** True when the target has as many slow calls in progress as allowed. */
  isFull(target: string): boolean;
};

/**
 * Keeps calls away from targets that are down, except for one probe at a time. `freed` is called with a slow target
 * when its last slow call has ended and runs wait for it.
 */
export function createCircuitBreaker(
  world: Pick<World, 'store' | 'clock'>,
  freed: (target: string) => void = () => {},
): CircuitBreaker {
  const { store, clock } = world;
  /** When the last of the runs waiting for each target comes back. */
  const returns = new Map<string, number>();
  let known: Promise<ReadonlyMap<string, Target>> | null = null;
  let readAt = Number.NEGATIVE_INFINITY;
  const slow = new Map<string, number>();

  function countSlow(target: string, change: 1 | -1): void {
    const count = (slow.get(target) ?? 0) + change;
    if (count > 0) slow.set(target, count);
    else slow.delete(target);
    if (count === 0 && (returns.get(target) ?? 0) > clock.now()) {
      returns.delete(target);
      freed(target);
    }
  }

  const isFull = (target: string): boolean => (slow.get(target) ?? 0) >= maxSlowCalls;

  function returnAt(target: string, earliest: number, gap: number): number {
    if (returns.size > 1_000) for (const [key, at] of returns) if (at < clock.now()) returns.delete(key);
    const at = Math.max(earliest, (returns.get(target) ?? 0) + gap);
    returns.set(target, at);
    return at;
  }

  async function read(): Promise<ReadonlyMap<string, Target>> {
    return new Map((await store.targets.parked()).map((target) => [target.key, target]));
  }

  return {
    async waitFor(target) {
      const now = clock.now();
      if (isFull(target)) return { at: returnAt(target, now + slowPauseMs, returnGapMs.slow), parked: null };
      if (known === null || now - readAt > cacheTtlMs) {
        readAt = now;
        known = read();
      }
      const parked = (await known).get(target);
      if (parked === undefined) return null;
      const probeAt = parked.probeAt ?? 0;
      if (probeAt <= now && (await store.targets.takeProbe(target, probeIntervalMs))) return null;
      const earliest = Math.max(probeAt, now) + 1_000 + Math.round(clock.chance() * 1_000);
      return { at: returnAt(target, earliest, returnGapMs.failing), parked: whyParked(parked) };
    },

    async watch(target, call, isSlow) {
      let late = false;
      const timer = setTimeout(() => {
        late = true;
        countSlow(target, 1);
        isSlow();
      }, slowAfterMs);
      try {
        return await call();
      } finally {
        clearTimeout(timer);
        if (late) countSlow(target, -1);
      }
    },

    isFull,
  };
}

function slowReason(target: string): string {
  return `${target} is slow to answer: ${maxSlowCalls} calls to it are in progress`;
}

function whyParked({ key, parkedSince, reason }: Target): Wait['parked'] {
  const since = new Date(parkedSince ?? 0).toISOString();
  return {
    since: `Parked: ${key} has been failing since ${since}. The run continues when it works again, and uses up no attempts in the meantime.`,
    cause: reason === null ? '' : ` The failure: ${reason}`,
  };
}

/** Why a run is parked, as the API shows it; `parked` are the targets whose circuit breakers are open. */
export function parkedView(run: Run, parked: readonly Target[]): JsonObject | null {
  if (run.phase !== 'parked' || run.target === null) return null;
  const target = parked.find(({ key }) => key === run.target);
  const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());
  if (target === undefined) return { since: null, until: iso(run.nextAt), because: slowReason(run.target) };
  const { parkedSince, probeAt, reason } = target;
  return { since: iso(parkedSince), until: iso(probeAt), because: reason };
}
