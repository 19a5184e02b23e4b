/**
 * Runs work never twice at the same time: however often it is requested while it runs, it runs once more afterwards.
 */
export function createSingle(work: () => Promise<unknown>): () => Promise<void> {
  let running: Promise<void> | null = null;
  let again = false;
  async function run(): Promise<void> {
    try {
      do {
        again = false;
        await work();
      } while (again);
    } finally {
      running = null;
    }
  }
  return () => {
    if (running !== null) again = true;
    else running = run();
    return running ?? Promise.resolve();
  };
}
