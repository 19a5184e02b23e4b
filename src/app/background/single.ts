/**
 * Makes work that is asked for again while it runs follow once more, however often it was asked for; never twice at the
 * same time.
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
