import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';

/** How long a round waits for more items under load, ms: a transaction costs several times that. */
const gathering = 2;

/**
 * Lets concurrent callers share one piece of work, such as a transaction: calls made during a round go into the next
 * one together. `work` answers in the order of its items. When a round fails, each item is retried alone, so that one
 * bad item does not fail the others.
 */
export function createBatcher<Item, Result>(
  work: (items: Item[]) => Promise<Result[]>,
  limit: number,
): (item: Item) => Promise<Result> {
  type Waiting = { item: Item; resolve: (result: Result) => void; reject: (error: unknown) => void };
  const waiting: Waiting[] = [];
  let busy = false;

  async function drain(): Promise<void> {
    busy = true;
    // The embedded database runs on this thread: without yielding to the event loop, no other caller could join the
    // round.
    await nextTurn();
    for (let rounds = 0; waiting.length > 0; rounds++) {
      if (rounds > 0) await (waiting.length < limit ? pause(gathering) : nextTurn());
      await carryOut(waiting.splice(0, limit));
    }
    busy = false;
  }

  async function carryOut(batch: readonly Waiting[]): Promise<void> {
    try {
      const results = await work(batch.map(({ item }) => item));
      for (const [index, { resolve }] of batch.entries()) resolve(results[index] as Result);
    } catch (error) {
      const [only] = batch;
      if (batch.length === 1 && only !== undefined) return only.reject(error);
      for (const one of batch) await carryOut([one]);
    }
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (!busy) void drain();
    });
}
