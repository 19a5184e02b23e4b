import { setImmediate as nextTurn } from 'node:timers/promises';

/** How long a round waits for more items, ms: the first round after a pause, and rounds that follow directly. */
export type Gathering = { first: number; next: number };

/** No caller waits for long; under load a transaction costs several times that. */
const briefly: Gathering = { first: 0, next: 2 };

/**
 * Lets concurrent callers share one piece of work, such as a transaction: calls made during a round go into the next
 * one together. `work` answers in the order of its items. When a round fails, each item is retried alone, so that one
 * bad item does not fail the others.
 */
export function createBatcher<Item, Result>(
  work: (items: Item[]) => Promise<Result[]>,
  limit: number,
  gathering: Gathering = briefly,
): (item: Item) => Promise<Result> {
  type Waiting = { item: Item; resolve: (result: Result) => void; reject: (error: unknown) => void };
  const waiting: Waiting[] = [];
  let busy = false;
  /** Begins the round that is gathering, because it is full. */
  let begin = (): void => {};

  async function drain(): Promise<void> {
    busy = true;
    for (let wait = gathering.first; waiting.length > 0; wait = gathering.next) {
      await gather(wait);
      await carryOut(waiting.splice(0, limit));
    }
    busy = false;
  }

  /** Waits for more items, at most `wait` ms; less when the round is full. */
  async function gather(wait: number): Promise<void> {
    // The embedded database runs on this thread: without yielding to the event loop, no other caller could join the
    // round.
    if (wait === 0 || waiting.length >= limit) return nextTurn();
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, wait);
      begin = () => {
        clearTimeout(timer);
        resolve();
      };
    });
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
      else if (waiting.length >= limit) begin();
    });
}
