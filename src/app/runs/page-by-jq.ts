import { setImmediate as nextTurn } from 'node:timers/promises';
import { AppError } from '../../core/error.ts';
import { prepareExpressions } from '../../core/expression/conditions.ts';
import { jqHint } from '../../core/expression/hints.ts';
import type { Json } from '../../core/json.ts';
import type { ListedEvent } from '../../store/event-list.ts';
import type { World } from '../world.ts';

/** How many events one page evaluates at most. */
const maxEvaluated = 2_000;

/** How many are evaluated at once, and how long that may take, ms. */
const batchSize = 200;
const deadline = 2_000;

type Found = { events: ListedEvent[]; next: number | null };

/** Reads events page by page, and keeps those for which a jq expression is true; an error is not true. */
export async function pageByJq(
  { store, jq }: Pick<World, 'store' | 'jq'>,
  expression: string,
  page: (before: number | null, limit: number) => Promise<Found>,
  { cursor, limit }: { cursor: number | null; limit: number },
): Promise<Found> {
  const [prepared] = await prepareExpressions([expression], jq);
  if (prepared === undefined || prepared.program === null) {
    const hint = prepared === undefined ? null : jqHint(expression, prepared.problem);
    const reason = hint?.message ?? prepared?.problem.message ?? 'it is empty';
    throw new AppError('invalid_content', `jq does not compile: ${reason}`);
  }
  const { program } = prepared;
  const found: ListedEvent[] = [];
  let before = cursor;
  for (let read = 0; read < maxEvaluated; read += batchSize) {
    const { events, next } = await page(before, batchSize);
    const stored = await store.events.getMany(events.map(({ id }) => id));
    const byId = new Map(stored.map(({ event }) => [event.id, event]));
    const inputs = events.map(({ id }) => (byId.get(id) ?? null) as unknown as Json);
    const results = await jq.evaluate([program], inputs, { deadline, answer: 'truth' });
    for (const [index, event] of events.entries()) {
      const result = results[index]?.[0];
      if (result?.ok !== true || result.value !== true) continue;
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
