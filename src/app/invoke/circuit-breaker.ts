import { createHash } from 'node:crypto';
import { fitsInBytes } from '../../core/identifiers.ts';
import type { JsonObject } from '../../core/json.ts';
import type { Run } from '../../core/run/run.ts';
import type { Target } from '../../store/targets.ts';
import type { World } from '../world.ts';

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

/** How long those wait at least, ms. */
const slowPause = 3_000;

/** How far apart runs of one target come back, ms: looking at them costs the same however many wait. */
const returnGap = 20;

/** What a target is kept under: its name, or, for one that no index would hold, its beginning and a hash of it. */
export function targetKey(target: string): string {
  if (fitsInBytes(target)) return target;
  const hash = createHash('sha256').update(target).digest('hex').slice(0, 32);
  return `${target.slice(0, 200)}…${hash}`;
}

/**
 * When to come back, ms since the epoch, and for a parked target why: `since` stays the same until it recovers, `cause` may
 * be another after each probe. A target that is only slow gives no reason: its runs wait for seconds, again and again.
 */
export type Wait = { at: number; parked: { since: string; cause: string } | null };

/** Which targets are parked or slow, as far as this process knows. */
export type Parking = {
  /** Null: go ahead. The one caller that gets null on a parked target probes it. */
  waitFor(target: string): Promise<Wait | null>;
  /** Watches a call; `isSlow` is told when it turns out to be slow. */
  watch<T>(target: string, call: () => Promise<T>, isSlow: () => void): Promise<T>;
  /** True while as many slow calls to it are under way as may be. */
  isFull(target: string): boolean;
};

/**
 * Keeps calls away from targets that are down, all but one probe at a time. `freed` hears of targets that were slow, and whose
 * last slow call has ended while runs for them wait.
 */
export function createParking(world: World, freed: (target: string) => void = () => {}): Parking {
  const { store, clock } = world;
  /** When the last of the runs that wait for a target comes back. */
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

  const isFull = (target: string): boolean => (slow.get(target) ?? 0) >= mostSlow;

  function returnAt(target: string, earliest: number): number {
    if (returns.size > 1_000) for (const [key, at] of returns) if (at < clock.now()) returns.delete(key);
    const at = Math.max(earliest, (returns.get(target) ?? 0) + returnGap);
    returns.set(target, at);
    return at;
  }

  async function read(): Promise<ReadonlyMap<string, Target>> {
    return new Map((await store.targets.parked()).map((target) => [target.key, target]));
  }

  return {
    async waitFor(target) {
      const now = clock.now();
      if (isFull(target)) return { at: returnAt(target, now + slowPause), parked: null };
      if (known === null || now - readAt > freshness) {
        readAt = now;
        known = read();
      }
      const parked = (await known).get(target);
      if (parked === undefined) return null;
      const probeAt = parked.probeAt ?? 0;
      if (probeAt <= now && (await store.targets.takeProbe(target, probePause))) return null;
      const earliest = Math.max(probeAt, now) + 1_000 + Math.round(clock.chance() * 1_000);
      return { at: returnAt(target, earliest), parked: whyParked(parked) };
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

    isFull,
  };
}

function slowReason(target: string): string {
  return `${target} takes long to answer, and ${mostSlow} calls to it are under way`;
}

function whyParked({ key, parkedSince, reason }: Target): Wait['parked'] {
  const since = new Date(parkedSince ?? 0).toISOString();
  return {
    since: `Parked: ${key} keeps failing since ${since}. The run goes on when it works again, and uses up no attempt until then.`,
    cause: reason === null ? '' : ` The failure: ${reason}`,
  };
}

/** Why a run is parked, for people; `parked` are the targets that are. */
export function parkingOf(run: Run, parked: readonly Target[]): JsonObject | null {
  if (run.phase !== 'parked' || run.target === null) return null;
  const target = parked.find(({ key }) => key === run.target);
  const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());
  if (target === undefined) return { since: null, until: iso(run.nextAt), because: slowReason(run.target) };
  const { parkedSince, probeAt, reason } = target;
  return { since: iso(parkedSince), until: iso(probeAt), because: reason };
}
