/** What is remembered of expressions that kept a worker busy or broke it. */
export type Suspects = {
  /** True when the expression has made trouble lately and is to be run apart from others. */
  has(expression: string): boolean;
  /** It did not answer in the company of others. */
  suspect(expression: string): void;
  /** It ran to its end quickly. */
  clear(expression: string): void;
  /** It broke a worker, or kept one busy for long, all alone. */
  offend(expression: string): void;
  /** Why it is not even tried at the moment, or null. */
  sentence(expression: string): string | null;
};

type Entry = { offences: number; since: number; until: number };

const maxEntries = 1000;
/** So many offences without a quiet hour between them stop an expression from being tried for a while. */
const maxOffences = 3;
const quietTime = 60 * 60_000;
const firstBan = 10_000;
const longestBan = 10 * 60_000;

/** An empty memory; `now` in milliseconds. It is bounded: the oldest entry makes room. */
export function createSuspects(now: () => number): Suspects {
  const entries = new Map<string, Entry>();

  function entryOf(expression: string): Entry {
    const known = entries.get(expression);
    const entry = known && now() - known.since < quietTime ? known : { offences: 0, since: now(), until: 0 };
    entry.since = now();
    entries.delete(expression);
    entries.set(expression, entry);
    for (const oldest of entries.keys()) {
      if (entries.size <= maxEntries) break;
      entries.delete(oldest);
    }
    return entry;
  }

  return {
    has(expression) {
      const entry = entries.get(expression);
      return entry !== undefined && now() - entry.since < quietTime;
    },
    suspect: (expression) => {
      entryOf(expression);
    },
    clear(expression) {
      // What has offended stays apart: it may be slow with one event and quick with the next.
      if (entries.get(expression)?.offences === 0) entries.delete(expression);
    },
    offend(expression) {
      const entry = entryOf(expression);
      entry.offences++;
      const over = entry.offences - maxOffences;
      if (over >= 0) entry.until = now() + Math.min(longestBan, firstBan * 2 ** over);
    },
    sentence(expression) {
      const entry = entries.get(expression);
      if (!entry || entry.until <= now()) return null;
      return `It was stopped ${entry.offences} times for taking too long or too much memory, and is not tried again until ${new Date(entry.until).toISOString()}.`;
    },
  };
}
