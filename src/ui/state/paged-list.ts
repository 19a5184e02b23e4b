import { type Signal, signal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import {
  type Identified,
  type Listing,
  listingOf,
  type PageOf,
  withNews,
  withNewsShown,
  withOlder,
} from '../core/paging.ts';
import { withSince } from '../core/since.ts';
import { call } from './call-api.ts';
import { onNews } from './live-updates.ts';
import { isReturn } from './location.ts';
import { noteRefusal } from './session.ts';

/** A list that is read a page at a time; `listing` is undefined until the first page is there. */
export type PagedList<Row> = {
  listing: Listing<Row> | undefined;
  error: Error | null;
  busy: boolean;
};

/** The actions on a list. */
export type PagedActions = { loadMore: () => void; showNews: () => void };

const pageSize = 50;
const maxSize = 200;
/** The maximum number of pages read for one click, because a filter with few matches finds nothing in most pages. */
const maxEmptyPages = 40;
/** Changes come in bursts; the list is reloaded at most this often, ms. */
const pauseMs = 1_000;
/** Waits until the filter has been typed. */
const typingMs = 150;
const maxCached = 20;

type Anything = Identified & Record<string, unknown>;
const lists = new Map<string, Signal<PagedList<Anything>>>();

function entryOf(path: string): Signal<PagedList<Anything>> {
  const known = lists.get(path);
  if (known !== undefined) return known;
  const created = signal<PagedList<Anything>>({ listing: undefined, error: null, busy: false });
  lists.set(path, created);
  const [oldest] = lists.keys();
  if (lists.size > maxCached && oldest !== undefined) lists.delete(oldest);
  return created;
}

/** A row of the API; some lists call the id of a row its identifier. */
type ApiRow = Record<string, unknown> & { id?: string; identifier?: string };

function identified(row: ApiRow): Anything {
  return { ...row, id: row.id ?? row.identifier ?? '' };
}

/** Reads on from a cursor until there are rows: a page may be empty and still have a next one. */
async function read(
  path: string,
  name: string,
  { from, limit, maxPages }: { from: string | null; limit: number; maxPages: number },
): Promise<PageOf<Anything>> {
  let cursor = from;
  for (let pages = 1; ; pages += 1) {
    const place = cursor === null ? '' : `&cursor=${cursor}`;
    const answer = await call<Record<string, unknown>>('GET', `${path}&limit=${limit}${place}`);
    const rows = (answer[name] as ApiRow[]).map(identified);
    const next = answer.next as string | null;
    if (rows.length > 0 || next === null || pages >= maxPages) return { rows, next };
    cursor = next;
  }
}

type ListingChange = (
  listing: Listing<Anything> | undefined,
) => Promise<(now: Listing<Anything> | undefined) => Listing<Anything>>;

/** Reads something into a list, which stays as it is when that fails. False when it is being read already. */
async function change(entry: Signal<PagedList<Anything>>, by: ListingChange): Promise<boolean> {
  if (entry.peek().busy) return false;
  entry.value = { ...entry.peek(), busy: true };
  try {
    const apply = await by(entry.peek().listing);
    entry.value = { listing: apply(entry.peek().listing), error: null, busy: false };
  } catch (cause) {
    noteRefusal(cause);
    const error = cause instanceof Error ? cause : new Error(String(cause));
    entry.value = { ...entry.peek(), error, busy: false };
  }
  return true;
}

/** A list of the API whose rows are under `name`; it is updated on changes whose names begin with one of the topics. */
export function usePagedList<Row extends Identified>(
  path: string,
  name: string,
  ...topics: readonly string[]
): PagedList<Row> & PagedActions {
  const entry = useMemo(() => {
    // Going back restores the list as it was; a first visit gets the newest rows.
    if (!isReturn()) lists.delete(path);
    return entryOf(path);
  }, [path]);
  const heard = topics.join(' ');
  const last = useRef<Listing<Anything> | undefined>(undefined);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isDue = false;
    let isOver = false;
    const look = async () => {
      isDue = false;
      const hasLooked = await change(entry, async (listing) => {
        const size = Math.min(maxSize, Math.max(pageSize, listing?.rows.length ?? 0));
        // What is new is at the beginning, so that a search which found nothing need not be made again.
        const maxPages = listing === undefined ? maxEmptyPages : 1;
        const page = await read(withSince(path, Date.now()), name, { from: null, limit: size, maxPages });
        return (now) => (now === undefined ? listingOf(page) : withNews(now, page));
      });
      if (!hasLooked) isDue = true;
      if (!isOver) timer = setTimeout(again, pauseMs);
    };
    const again = () => {
      timer = undefined;
      if (isDue) void look();
    };
    timer = setTimeout(() => void look(), last.current === undefined ? 0 : typingMs);
    const stop = onNews((news) => {
      if (!news.some((one) => one === '*' || heard.split(' ').some((topic) => one.startsWith(topic)))) return;
      isDue = true;
      if (timer === undefined) again();
    });
    return () => {
      stop();
      clearTimeout(timer);
      isOver = true;
    };
  }, [entry, path, name, heard]);
  const { listing, error, busy } = entry.value;
  if (listing !== undefined) last.current = listing;
  // While another filter is read, what was shown before stays, so that nothing jumps during typing.
  const shown = listing ?? (error === null ? last.current : undefined);
  return {
    listing: shown as Listing<Row> | undefined,
    error,
    busy,
    loadMore: () => {
      const cursor = entry.peek().listing?.next ?? null;
      if (cursor === null) return;
      void change(entry, async () => {
        const page = await read(withSince(path, Date.now()), name, {
          ...{ from: cursor, limit: pageSize, maxPages: maxEmptyPages },
        });
        return (now) => (now === undefined ? listingOf(page) : withOlder(now, page));
      });
    },
    showNews: () => {
      const { listing: present } = entry.peek();
      if (present !== undefined) entry.value = { ...entry.peek(), listing: withNewsShown(present) };
    },
  };
}
