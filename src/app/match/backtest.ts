import { groupBy } from '../../core/group-by.ts';
import { type Backtested, createBacktest } from '../../core/match/backtest.ts';
import type { DesiredSet } from '../../core/plan/desired-set.ts';
import { checkDesired } from '../sync/desired.ts';
import { sourceName } from '../sync/source-name.ts';
import type { World } from '../world.ts';

/**
 * Definitions to try on recorded events; with `source` and `path`, stored definitions of the source that the set leaves
 * out count too.
 */
export type BacktestRequest = Pick<DesiredSet, 'definitions' | 'source'> & { path?: string; events?: number };

/** What the newest recorded events would have led to. Times are ms since the epoch; null when there are no events. */
export type BacktestResult = {
  events: number;
  from: number | null;
  to: number | null;
  automations: Backtested[];
};

/** How many events are tried by default. */
export const backtestEvents = 1_000;

/** How many events are matched at once, and how long their jq may take, ms. */
const page = 200;
const deadline = 5_000;

/**
 * Tries proposed definitions on recorded events, newest first: what would have fired next to what did. Changes nothing.
 */
export async function backtest(
  world: Pick<World, 'store' | 'jq' | 'backends'>,
  request: BacktestRequest,
): Promise<BacktestResult> {
  const { store, jq } = world;
  const desired = await checkDesired(world, request.definitions);
  const proposed = desired.map(({ automation }) => automation);
  const test = createBacktest(proposed, await leftOut(world, request, proposed), jq);
  let events = 0;
  let from: number | null = null;
  let to: number | null = null;
  let last: string | null = null;
  for (const limit = request.events ?? backtestEvents; events < limit; ) {
    const stored = await store.events.before(last, Math.min(page, limit - events));
    if (stored.length === 0) break;
    const runs = await store.runs.ofEvents(stored.map(({ event }) => event.id));
    const firedBy = groupBy(runs, ({ eventId }) => eventId);
    const recorded = stored.map(({ event }) => ({
      event,
      fired: (firedBy.get(event.id) ?? []).flatMap(({ automation, repeats }) => (repeats === '' ? [automation] : [])),
    }));
    await test.add(recorded, deadline);
    events += stored.length;
    to ??= stored[0]?.receivedAt ?? null;
    from = stored.at(-1)?.receivedAt ?? from;
    last = stored.at(-1)?.event.id ?? null;
  }
  return { events, from, to, automations: test.result() };
}

/** The stored definitions of the source that the proposed set no longer holds. */
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
