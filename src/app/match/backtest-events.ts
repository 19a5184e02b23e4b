import { setImmediate } from 'node:timers/promises';
import { AppError } from '../../core/error.ts';
import { groupBy } from '../../core/group-by.ts';
import { type Backtested, createBacktest, type Recorded } from '../../core/match/backtest.ts';
import type { DesiredSet } from '../../core/plan/desired-set.ts';
import type { StoredEvent } from '../../store/events.ts';
import { checkDesired } from '../sync/check-desired.ts';
import { sourceName } from '../sync/source-name.ts';
import type { World } from '../world.ts';

/**
 * Definitions to try on recorded events; with `source` and `path`, stored definitions of the source that the set leaves
 * out count too, and those that `removed` names.
 */
export type BacktestRequest = Pick<DesiredSet, 'definitions' | 'source'> & {
  path?: string;
  removed?: readonly string[];
  /** How many events are tried, and how old they may be, ms since the epoch. */
  events?: number;
  since?: number;
  /** Where to continue: an event's id, which is not tried itself. */
  before?: string;
};

/** What the newest recorded events would have led to. Times are ms since the epoch; null when there are no events. */
export type BacktestResult = {
  events: number;
  from: number | null;
  to: number | null;
  automations: Backtested[];
  /** Where to continue, if there are more events than were requested or than there was time for. */
  next: string | null;
};

/** How many events are tried by default. */
export const backtestEvents = 1_000;

/** How many events are matched at once, and how long their jq may take, ms. */
const page = 500;
const deadline = 5_000;

/** How long one request may take, ms; a caller that wants more continues from `next`. */
const budget = 5_000;

/** How many requests may wait in the queue. */
const maxWaiting = 4;

/**
 * Creates the trial of proposed definitions on recorded events, newest first: what would have fired next to what did.
 * It changes nothing, and works in small slices and on one request at a time, so that it holds up nothing else.
 */
export function createBacktests(world: Pick<World, 'store' | 'jq' | 'backends' | 'clock'>) {
  let waiting = 0;
  let last: Promise<unknown> = Promise.resolve();
  return async (request: BacktestRequest): Promise<BacktestResult> => {
    if (waiting >= maxWaiting) {
      throw new AppError('unavailable', 'Too many backtests are waiting. Try again in a minute.');
    }
    waiting += 1;
    const mine = last.then(() => backtest(world, request));
    last = mine.catch(() => {});
    return mine.finally(() => {
      waiting -= 1;
    });
  };
}

async function backtest(
  world: Pick<World, 'store' | 'jq' | 'backends' | 'clock'>,
  request: BacktestRequest,
): Promise<BacktestResult> {
  const { store, jq, clock } = world;
  const { since = Number.NEGATIVE_INFINITY, removed = [], events: limit = backtestEvents } = request;
  const begun = clock.now();
  const desired = await checkDesired(world, request.definitions);
  const proposed = desired.map(({ automation }) => automation);
  const others = new Set([...removed, ...(await leftOut(world, request, proposed))]);
  const test = createBacktest(proposed, [...others], jq);
  let [events, isMore] = [0, true];
  let from: number | null = null;
  let to: number | null = null;
  let last = request.before ?? null;
  while (isMore && events < limit && clock.now() - begun < budget) {
    const asked = Math.min(page, limit - events);
    const read = await store.events.before(last, asked);
    const stored = read.filter(({ receivedAt }) => receivedAt >= since);
    isMore = read.length === asked && stored.length === read.length;
    if (stored.length === 0) break;
    await test.add(await withRuns(store, stored), deadline);
    events += stored.length;
    to ??= stored[0]?.receivedAt ?? null;
    from = stored.at(-1)?.receivedAt ?? from;
    last = stored.at(-1)?.event.id ?? null;
    // The rest of the service gets to run between two pages.
    await setImmediate();
  }
  return { events, from, to, automations: test.result(), next: isMore ? last : null };
}

async function withRuns({ runCounts }: World['store'], stored: readonly StoredEvent[]): Promise<Recorded[]> {
  const fired = groupBy(await runCounts.triggeredBy(stored.map(({ event }) => event.id)), ({ eventId }) => eventId);
  return stored.map(({ event }) => ({
    event,
    fired: (fired.get(event.id) ?? []).map(({ automation }) => automation),
  }));
}

/** The stored definitions of the source that the proposed set no longer contains. */
async function leftOut(
  { store }: Pick<World, 'store'>,
  { source, path }: BacktestRequest,
  proposed: readonly { identifier: string }[],
): Promise<string[]> {
  if (source === undefined || path === undefined) return [];
  const kept = new Set(proposed.map(({ identifier }) => identifier));
  const name = sourceName(source, path);
  const stored = await store.automations.list();
  return stored.flatMap(({ automation: { identifier }, source: owner }) =>
    owner === name && !kept.has(identifier) ? [identifier] : [],
  );
}
