/** Reads something, sharing the answer with others who ask for the same at the same time. */
export type SharedRead<T> = (key: string, read: () => Promise<T>) => Promise<T>;

/**
 * Creates reads that are shared by key: while one is in progress, all that come wait together for the next. None is
 * answered by a read that began before it asked, so that a change is always seen by who made it.
 */
export function createSharedRead<T>(): SharedRead<T> {
  const reading = new Map<string, { current: Promise<T>; next: Promise<T> | null }>();

  function start(key: string, read: () => Promise<T>): Promise<T> {
    const entry: { current: Promise<T>; next: Promise<T> | null } = { current: read(), next: null };
    reading.set(key, entry);
    const end = () => {
      if (entry.next === null) reading.delete(key);
    };
    entry.current.then(end, end);
    return entry.current;
  }

  return (key, read) => {
    const entry = reading.get(key);
    if (entry === undefined) return start(key, read);
    const again = () => start(key, read);
    entry.next ??= entry.current.then(again, again);
    return entry.next;
  };
}
