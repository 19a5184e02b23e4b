import { type Signal, signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { call } from './call-api.ts';
import { onNews } from './live-updates.ts';
import { noteRefusal } from './session.ts';

/** A response of the API as the page has it now; the previous data is kept while it is reloaded. */
export type Resource<T> = { data: T | undefined; error: Error | null };

const cache = new Map<string, Signal<Resource<unknown>>>();
const maxCached = 50;

/** News come in bursts; a path is read again at most this often, ms, and never twice at once. */
const pauseMs = 1_000;

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

/** The response of a path, read now and on changes of its topics (the beginnings of their names). */
export function useResource<T>(path: string, topics: readonly string[]): Resource<T> {
  const names = topics.join(' ');
  useEffect(() => {
    const wanted = names.split(' ').filter((topic) => topic !== '');
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isResting = false;
    let isDue = false;
    let isOver = false;
    const look = async () => {
      isDue = false;
      isResting = true;
      await refresh(path);
      if (isOver) return;
      timer = setTimeout(() => {
        isResting = false;
        if (isDue) void look();
      }, pauseMs);
    };
    void look();
    const stop = onNews((news) => {
      if (!news.some((one) => one === '*' || wanted.some((topic) => one.startsWith(topic)))) return;
      isDue = true;
      if (!isResting) void look();
    });
    return () => {
      isOver = true;
      stop();
      clearTimeout(timer);
    };
  }, [path, names]);
  return entryOf(path).value as Resource<T>;
}
