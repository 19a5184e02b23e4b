import { readTime } from '../../event/read-time.ts';
import { isObject, type Json } from '../../json.ts';

/** A time range in ms since the epoch, both ends included. */
export type TimeRange = { from: number; to: number };

const dayMs = 24 * 60 * 60 * 1000;

/** How many days the presets reach back from now (Port's list of operators). */
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

/** Presets for whole days in UTC, as days from today. */
const wholeDays: Readonly<Record<string, number>> = { yesterday: -1, today: 0, tomorrow: 1 };

/** Every preset for a time range (Port's API). */
export const presets: readonly string[] = [...Object.keys(wholeDays), ...Object.keys(daysBack)];

/** The time of a date or date-time in ms since the epoch; null for anything else. */
export function timeOf(value: Json): number | null {
  if (typeof value !== 'string') return null;
  const read = readTime(value);
  return read.type === 'no-time' ? null : read.at;
}

/** The time range of `{from, to}` or `{preset}` at a given time; null for any other value. */
export function rangeOf(value: Json, now: number): TimeRange | null {
  if (!isObject(value)) return null;
  const { preset } = value;
  if (typeof preset === 'string') {
    if (Object.hasOwn(daysBack, preset)) return { from: now - (daysBack[preset] ?? 0) * dayMs, to: now };
    if (!Object.hasOwn(wholeDays, preset)) return null;
    const from = Math.floor(now / dayMs) * dayMs + (wholeDays[preset] ?? 0) * dayMs;
    return { from, to: from + dayMs - 1 };
  }
  const [from, to] = [timeOf(value.from ?? null), timeOf(value.to ?? null)];
  return from === null || to === null ? null : { from, to };
}

/** Whether a value is a time within a range. */
export function isWithin(value: Json, range: TimeRange | null): boolean {
  const at = timeOf(value);
  return at !== null && range !== null && at >= range.from && at <= range.to;
}
