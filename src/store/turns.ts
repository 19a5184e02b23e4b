import { setImmediate as nextTurn } from 'node:timers/promises';

/** How long statements may run without yielding to the event loop, ms. */
const maxTurnMs = 10;

/**
 * Keeps work that answers in microtasks from starving sockets and timers. The returned function is called before each
 * piece of work, and yields to the event loop when the current turn has lasted too long.
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
