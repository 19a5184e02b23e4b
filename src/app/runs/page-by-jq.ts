import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ListedEvent } from '../../store/event-list.ts';
import type { World } from '../world.ts';
import { prepareEventTest } from './event-jq.ts';

/** How many events one page evaluates at most. */
const maxEvaluated = 2_000;

/** How many are evaluated at once. */
const batchSize = 200;

type MatchingEvents = { events: ListedEvent[]; next: number | null };

/** Reads events page by page, and keeps those for which a jq expression is true; an error is not true. */
export async function pageByJq(
  { store, jq }: Pick<World, 'store' | 'jq'>,
  expression: string,
  page: (before: number | null, limit: number) => Promise<MatchingEvents>,
  { cursor, limit }: { cursor: number | null; limit: number },
): Promise<MatchingEvents> {
  const test = await prepareEventTest(expression, jq);
  const found: ListedEvent[] = [];
  let before = cursor;
  for (let read = 0; read < maxEvaluated; read += batchSize) {
    const { events, next } = await page(before, batchSize);
    const { fitting } = await test(await store.events.getMany(events.map(({ id }) => id)));
    const wanted = new Set(fitting.map(({ event }) => event.id));
    for (const event of events) {
      if (!wanted.has(event.id)) continue;
      found.push(event);
      if (found.length === limit) return { events: found, next: event.seq };
    }
    if (next === null) return { events: found, next: null };
    before = next;
    // PGlite answers in microtasks.
    await nextTurn();
  }
  return { events: found, next: before };
}
