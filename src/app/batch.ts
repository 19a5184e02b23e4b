import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';

/** Under load, how long a round waits for company, ms: a transaction costs several times that. */
const gathering = 2;

/**
 * Lets concurrent callers share one piece of work, such as a transaction: whoever comes while a round is under way
 * goes into the next one together. `work` answers in the order of its items.
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
    // The embedded database runs on this thread: without a turn of the event loop, nobody else could arrive.
    await nextTurn();
    for (let rounds = 0; waiting.length > 0; rounds++) {
      if (rounds > 0 && waiting.length < limit) await pause(gathering);
      const round = waiting.splice(0, limit);
      try {
        const results = await work(round.map(({ item }) => item));
        for (const [index, { resolve }] of round.entries()) resolve(results[index] as Result);
      } catch (error) {
        for (const { reject } of round) reject(error);
      }
    }
    busy = false;
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      if (!busy) void drain();
    });
}
