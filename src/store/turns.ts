import { setImmediate as nextTurn } from 'node:timers/promises';

/** How long statements may follow one another without a turn of the event loop, ms. */
const maxTurnMs = 10;

/**
 * Keeps work that answers in microtasks from starving everything else: a loop over it would otherwise never let sockets and
 * timers have their turn. The returned function is called before each piece of work, and resolves after a turn of the event
 * loop when the current one has lasted too long.
 */
export function createTurns(now: () => number = () => performance.now()): () => Promise<void> {
  let begun: number | null = null;

  return async () => {
    if (begun === null) {
      begun = now();
      setImmediate(() => {
        begun = null;
      });
    } else if (now() - begun > maxTurnMs) {
      await nextTurn();
    }
  };
}
