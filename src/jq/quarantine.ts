/** Keeps track of expressions that blocked or crashed a worker. */
export type Quarantine = {
  /** True for a quarantined expression, which must be run separately from others. */
  has(expression: string): boolean;
  /** Quarantines an expression that gave no result together with others. */
  add(expression: string): void;
  /** Releases an expression that finished quickly. */
  release(expression: string): void;
  /** Records a strike: the expression crashed a worker or blocked it for long, while running alone. */
  strike(expression: string): void;
  /** Explains why the expression may not run at the moment; null if it may. */
  refusal(expression: string): string | null;
};

type QuarantineEntry = { strikes: number; since: number; until: number };

const maxEntries = 1000;
/** After this many strikes within `strikeExpiryMs` of each other, an expression is not run for a while. */
const maxStrikes = 3;
const strikeExpiryMs = 60 * 60_000;
const firstQuarantineMs = 10_000;
const maxQuarantineMs = 10 * 60_000;

/** Creates an empty quarantine; `now` is in milliseconds. It is limited in size: the oldest entry is evicted. */
export function createQuarantine(now: () => number): Quarantine {
  const entries = new Map<string, QuarantineEntry>();

  function entryOf(expression: string): QuarantineEntry {
    const known = entries.get(expression);
    const entry = known && now() - known.since < strikeExpiryMs ? known : { strikes: 0, since: now(), until: 0 };
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
      return entry !== undefined && now() - entry.since < strikeExpiryMs;
    },
    add: (expression) => {
      entryOf(expression);
    },
    release(expression) {
      // An expression with strikes stays: it may be slow on one event and fast on the next.
      if (entries.get(expression)?.strikes === 0) entries.delete(expression);
    },
    strike(expression) {
      const entry = entryOf(expression);
      entry.strikes++;
      const over = entry.strikes - maxStrikes;
      if (over >= 0) entry.until = now() + Math.min(maxQuarantineMs, firstQuarantineMs * 2 ** over);
    },
    refusal(expression) {
      const entry = entries.get(expression);
      if (!entry || entry.until <= now()) return null;
      return `The expression was stopped ${entry.strikes} times for using too much time or memory; it will not run again before ${new Date(entry.until).toISOString()}.`;
    },
  };
}
