/** A parsed time, `at` in ms since the epoch; an implausible one is a valid date, but not one to wait for. */
export type ReadTime = { type: 'time' | 'implausible'; at: number } | { type: 'no-time' };

/** ISO 8601 as people and date pickers write it: a date, or a date and time with or without an offset. */
const form =
  /^(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})(?:T(?<hour>\d{2}):(?<minute>\d{2})(?::(?<second>\d{2})(?:[.,](?<fraction>\d{1,9}))?)?(?<offset>Z|[+-]\d{2}(?::?\d{2})?)?)?$/i;

/** The end of the year 9999, the latest time that JSON, databases and other systems write in the same way. */
const endMs = Date.UTC(10_000, 0, 1);

/**
 * Parses a time. Without an offset it is UTC, whatever the time zone of the server. A date that does not exist, such as
 * 2026-02-30, is not a time; one before 1970 or after 9999 (UTC) is implausible, such as the year 26.
 */
export function readTime(text: string): ReadTime {
  const parts = form.exec(text)?.groups;
  if (parts === undefined) return { type: 'no-time' };
  const number = (name: string): number => Number(parts[name] ?? 0);
  const [year, month, day] = [number('year'), number('month'), number('day')];
  const [hour, minute, second] = [number('hour'), number('minute'), number('second')];
  if (!isDate(year, month, day)) return { type: 'no-time' };
  const isMidnight = hour === 24 && minute === 0 && second === 0 && number('fraction') === 0;
  if ((hour > 23 && !isMidnight) || minute > 59 || second > 59) return { type: 'no-time' };
  const offset = offsetOf(parts.offset ?? 'Z');
  if (offset === null) return { type: 'no-time' };
  const milliseconds = Number((parts.fraction ?? '0').padEnd(3, '0').slice(0, 3));
  const date = new Date(0);
  // Not Date.UTC, which maps the years 0 to 99 to 1900 to 1999.
  date.setUTCFullYear(year, month - 1, day);
  const at = date.getTime() + ((hour * 60 + minute - offset) * 60 + second) * 1_000 + milliseconds;
  return { type: at >= 0 && at < endMs ? 'time' : 'implausible', at };
}

/** True for a date that exists in the calendar. */
function isDate(year: number, month: number, day: number): boolean {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return day >= 1 && day <= (lengths[month - 1] ?? 0);
}

/** The offset in minutes east of UTC; null if it is invalid. */
function offsetOf(text: string): number | null {
  if (text.toUpperCase() === 'Z') return 0;
  const digits = text.slice(1).replace(':', '');
  const [hours, minutes] = [Number(digits.slice(0, 2)), Number(digits.slice(2) || '0')];
  if (hours > 23 || minutes > 59) return null;
  return (text.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}
