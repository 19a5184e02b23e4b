import type { EventRow, RunRow } from '../../core/views/run-view.ts';
import type { EventListFilter } from '../../store/event-list.ts';
import type { RunListFilter } from '../../store/run-list.ts';
import type { World } from '../world.ts';
import { pageByJq } from './page-by-jq.ts';

/** A page of a list: the sequence number that it continues from, as text, and the number of rows. */
export type ListRequest = { cursor: number | null; limit: number };

/** Runs and events in short rows, a page at a time, newest first. */
export type Lists = {
  runs(filter: RunListFilter, page: ListRequest): Promise<{ runs: RunRow[]; next: string | null }>;
  /** `jq`: only events for which this expression is true; a page then looks at a limited number of events. */
  events(filter: EventListFilter, page: ListRequest, jq?: string): Promise<{ events: EventRow[]; next: string | null }>;
};

/** Creates the lists. */
export function createLists({ store, jq }: Pick<World, 'store' | 'jq'>): Lists {
  return {
    async runs(filter, { cursor, limit }) {
      const { runs, next } = await store.runList.page(filter, cursor, limit);
      const rows = runs.map(({ seq, nextAt, createdAt, updatedAt, endedAt, ...run }) => ({
        ...run,
        nextAttemptAt: timeOf(nextAt),
        createdAt: new Date(createdAt).toISOString(),
        updatedAt: new Date(updatedAt).toISOString(),
        endedAt: timeOf(endedAt),
      }));
      return { runs: rows, next: next === null ? null : String(next) };
    },

    async events(filter, { cursor, limit }, expression) {
      const page = (before: number | null, count: number) => store.eventList.page(filter, before, count);
      const { events, next } =
        expression === undefined
          ? await page(cursor, limit)
          : await pageByJq({ store, jq }, expression, page, { cursor, limit });
      const rows = events.map(({ seq, receivedAt, matchedAt, ...event }) => ({
        ...event,
        receivedAt: new Date(receivedAt).toISOString(),
        matchedAt: timeOf(matchedAt),
      }));
      return { events: rows, next: next === null ? null : String(next) };
    },
  };
}

function timeOf(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
