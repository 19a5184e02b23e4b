import type { Filters } from './filters.ts';
import { sinceTime } from './since.ts';

/** The filters of the list of runs as the API's bulk work takes them; empty when nothing is filtered. `now` is in ms. */
export function selectionOf(filters: Filters, now: number): Record<string, string> {
  const { since = '', ...rest } = filters;
  const from = sinceTime(since, now);
  return { ...rest, ...(from !== null && { from }) };
}

/** A count of runs as a person reads it; counting may have stopped early. */
export function countWords({ count, complete }: { count: number; complete: boolean }): string {
  const runs = count === 1 ? '1 run' : `${count} runs`;
  return complete ? runs : `at least ${runs}`;
}
