import { readTime } from '../../event/time.ts';
import { isObject, type Json } from '../../json.ts';

/** A range of time, both ends included, ms since the epoch. */
export type TimeRange = { from: number; to: number };

const day = 24 * 60 * 60 * 1000;

/** Days that the presets reach back from now, as Port's operator page lists them. */
const daysBack: Readonly<Record<string, number>> = {
  lastDay: 1,
  lastWeek: 7,
  last2Weeks: 14,
  lastMonth: 30,
  last3Months: 90,
  last6Months: 180,
  last12Months: 365,
  last2Years: 730,
  last3Years: 1095,
};

/** Whole days in UTC, as days from today. */
const wholeDays: Readonly<Record<string, number>> = { yesterday: -1, today: 0, tomorrow: 1 };

/** Every preset of a range of time (Port's API). */
export const presets: readonly string[] = [...Object.keys(wholeDays), ...Object.keys(daysBack)];

/** The moment that a date or date-time names, ms since the epoch; null for anything else. */
export function timeOf(value: Json): number | null {
  if (typeof value !== 'string') return null;
  const read = readTime(value);
  return read.type === 'no-time' ? null : read.at;
}

/** The range that `{from, to}` or `{preset}` names at a moment; null for a value that is neither. */
export function rangeOf(value: Json, now: number): TimeRange | null {
  if (!isObject(value)) return null;
  const { preset } = value;
  if (typeof preset === 'string') {
    if (Object.hasOwn(daysBack, preset)) return { from: now - (daysBack[preset] ?? 0) * day, to: now };
    if (!Object.hasOwn(wholeDays, preset)) return null;
    const from = Math.floor(now / day) * day + (wholeDays[preset] ?? 0) * day;
    return { from, to: from + day - 1 };
  }
  const [from, to] = [timeOf(value.from ?? null), timeOf(value.to ?? null)];
  return from === null || to === null ? null : { from, to };
}

/** Whether a value is a time inside a range. */
export function isWithin(value: Json, range: TimeRange | null): boolean {
  const at = timeOf(value);
  return at !== null && range !== null && at >= range.from && at <= range.to;
}
