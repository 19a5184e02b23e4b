import { AppError } from '../core/error.ts';
import { readTime } from '../core/event/read-time.ts';

/**
 * Reads a time in a request, in ms since the epoch; `name` is what the caller called it. Without an offset it is UTC.
 * Times before 1970 and after 9999 are refused: the database cannot compare with all of them.
 */
export function momentOf(name: string, value: string): number {
  const read = readTime(value);
  if (read.type === 'time') return read.at;
  const isFar = read.type === 'implausible' || expandedYear.test(value);
  const problem = isFar
    ? `${name} must be a time in the years 1970 to 9999`
    : `${name} must be a time, such as 2026-11-29T09:00:00Z`;
  throw new AppError('invalid_content', problem);
}

/** A year that ISO 8601 writes with a sign, or with more than four digits. */
const expandedYear = /^[+-]?\d{5,6}-\d{2}(?:-|$)/;
