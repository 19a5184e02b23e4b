/** Values by key, kept for a while and up to a number of them. */
export type Cache<V> = {
  /** The value of a key, unless it is absent or has expired. */
  get(key: string): V | undefined;
  /** Keeps a value; the oldest one makes room for it. */
  set(key: string, value: V): void;
  delete(key: string): void;
  /** Deletes the values of all keys that begin so. */
  deletePrefix(prefix: string): void;
  /** What is kept, expired values too, with whether each one has expired. */
  entries(): { key: string; value: V; expired: boolean }[];
};

/** Opens a cache. `ttlMs`: how long a value is used by the clock `now`; without, until it has to make room. */
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
