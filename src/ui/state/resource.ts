import { type Signal, signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { call } from './api.ts';
import { onNews } from './live.ts';
import { noteRefusal } from './session.ts';

/** An answer of the API as the page has it now; what was read stays while it is read again. */
export type Resource<T> = { data: T | undefined; error: Error | null };

const cache = new Map<string, Signal<Resource<unknown>>>();
const maxCached = 50;

function entryOf(path: string): Signal<Resource<unknown>> {
  const known = cache.get(path);
  if (known !== undefined) return known;
  const created = signal<Resource<unknown>>({ data: undefined, error: null });
  cache.set(path, created);
  const [oldest] = cache.keys();
  if (cache.size > maxCached && oldest !== undefined) cache.delete(oldest);
  return created;
}

/** Reads a path again into the cache. */
export async function refresh(path: string): Promise<void> {
  const entry = entryOf(path);
  try {
    entry.value = { data: await call<unknown>('GET', path), error: null };
  } catch (error) {
    noteRefusal(error);
    entry.value = { ...entry.peek(), error: error instanceof Error ? error : new Error(String(error)) };
  }
}

/** What a path answers, read now and on news of its topics (the beginnings of their names). */
export function useResource<T>(path: string, topics: readonly string[]): Resource<T> {
  const names = topics.join(' ');
  useEffect(() => {
    void refresh(path);
    const wanted = names.split(' ');
    return onNews((news) => {
      if (news.some((one) => one === '*' || wanted.some((topic) => one.startsWith(topic)))) void refresh(path);
    });
  }, [path, names]);
  return entryOf(path).value as Resource<T>;
}
