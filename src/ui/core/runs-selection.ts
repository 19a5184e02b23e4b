import { sinceTime } from './since.ts';
import type { Filters } from './url-filters.ts';

/** The filters of a list as the API's bulk work takes them; empty when nothing is filtered. `now` is in ms. */
export function selectionOf(filters: Filters, now: number): Record<string, string> {
  const { since = '', ...rest } = filters;
  const from = sinceTime(since, now);
  return { ...rest, ...(from !== null && { from }) };
}

/** A count of runs or events as a person reads it; counting may have stopped early. */
export function countWords(
  { count, complete }: { count: number; complete: boolean },
  noun: 'run' | 'event' = 'run',
): string {
  const counted = count === 1 ? `1 ${noun}` : `${count} ${noun}s`;
  return complete ? counted : `at least ${counted}`;
}
