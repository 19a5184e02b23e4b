/** A cache of limited size, whose values can also expire. */
export type Cache<V> = {
  /** The value of a key; undefined when it is absent or has expired. */
  get(key: string): V | undefined;
  /** Stores a value, dropping the oldest one when the cache is full. */
  set(key: string, value: V): void;
  delete(key: string): void;
  /** Deletes the values of all keys with this prefix. */
  deletePrefix(prefix: string): void;
  /** All entries, including expired ones, and whether each has expired. */
  entries(): { key: string; value: V; expired: boolean }[];
};

/** Creates a cache. `ttlMs`: how long a value is valid by the clock `now`; without it values do not expire. */
export function createCache<V>(options: { max: number; ttlMs?: number; now?: () => number }): Cache<V> {
  const { max, ttlMs = Number.POSITIVE_INFINITY, now = () => 0 } = options;
  const kept = new Map<string, { value: V; until: number }>();
  return {
    get(key) {
      const found = kept.get(key);
      return found !== undefined && found.until > now() ? found.value : undefined;
    },
    set(key, value) {
      const [oldest] = kept.keys();
      if (!kept.delete(key) && kept.size >= max && oldest !== undefined) kept.delete(oldest);
      kept.set(key, { value, until: now() + ttlMs });
    },
    delete: (key) => void kept.delete(key),
    deletePrefix(prefix) {
      for (const key of kept.keys()) if (key.startsWith(prefix)) kept.delete(key);
    },
    entries: () => [...kept].map(([key, { value, until }]) => ({ key, value, expired: until <= now() })),
  };
}
