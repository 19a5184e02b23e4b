import { createContext, Script } from 'node:vm';

/** Runs synchronous work; returns null when it takes too long, or did so recently. */
export type TimeLimit = <T>(key: string, work: () => T) => T | null;

/** How long work may take, ms: a thousand times what a sound schema needs, so that a busy machine is not mistaken for a slow schema. */
const limitMs = 250;

/** The number of consecutive timeouts after which work is not tried again for a while. */
const maxLate = 2;

/** How long work that keeps timing out is not tried, ms. */
const quarantineMs = 60_000;

const script = new Script('work()');
const context = createContext({ work: null });

/**
 * Limits the time of work that a user's schema or regular expression could make endless, which would block the whole
 * process, because JavaScript cannot be interrupted otherwise. Work that keeps timing out under the same key is refused
 * at once.
 */
export function createTimeLimit(now: () => number): TimeLimit {
  const late = new Map<string, { times: number; until: number }>();
  return (key, work) => {
    const before = late.get(key);
    if (before !== undefined && before.times >= maxLate && now() < before.until) return null;
    try {
      context.work = work;
      const result: ReturnType<typeof work> = script.runInContext(context, { timeout: limitMs });
      late.delete(key);
      return result;
    } catch (error) {
      if (!isTimeout(error)) throw error;
      late.set(key, { times: (before?.times ?? 0) + 1, until: now() + quarantineMs });
      return null;
    } finally {
      context.work = null;
    }
  };
}

/** The error comes from the context of the script, whose `Error` is another class. */
function isTimeout(error: unknown): boolean {
  return (
    typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
  );
}
