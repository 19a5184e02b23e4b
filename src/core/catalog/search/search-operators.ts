import type { Json } from '../../json.ts';
import { isEqual } from '../entity.ts';
import { isWithin, rangeOf, timeOf } from './date-range.ts';

/** Compares the value of a property with the value of a rule; `now` is in ms since the epoch. */
export type Operator = (value: Json, wanted: Json, now: number) => boolean;

const not =
  (operator: Operator): Operator =>
  (value, wanted, now) =>
    !operator(value, wanted, now);

const isEmpty: Operator = (value) => value === null || value === '' || (Array.isArray(value) && value.length === 0);

const isBetween: Operator = (value, wanted, now) => isWithin(value, rangeOf(wanted, now));

const equals: Operator = (value, wanted, now) =>
  isEqual(value, wanted) || (rangeOf(wanted, now) !== null && isBetween(value, wanted, now));

const contains: Operator = (value, wanted) =>
  typeof value === 'string'
    ? value.includes(String(wanted))
    : Array.isArray(value) && value.some((item) => isEqual(item, wanted));

const beginsWith: Operator = (value, wanted) => typeof value === 'string' && value.startsWith(String(wanted));
const endsWith: Operator = (value, wanted) => typeof value === 'string' && value.endsWith(String(wanted));
const isIn: Operator = (value, wanted) => Array.isArray(wanted) && wanted.some((item) => isEqual(item, value));

const isExpired: Operator = (value, _wanted, now) => {
  const time = timeOf(value);
  return time !== null && time <= now;
};

const isNotExpired: Operator = (value, _wanted, now) => {
  const time = timeOf(value);
  return time !== null && time > now;
};

/**
 * Orders numbers, times (by the instant, whatever their offset) and other strings; null if the values are not
 * comparable.
 */
function order(value: Json, wanted: Json): number | null {
  if (typeof value === 'number' && typeof wanted === 'number') return value - wanted;
  if (typeof value !== 'string' || typeof wanted !== 'string') return null;
  const [time, wantedTime] = [timeOf(value), timeOf(wanted)];
  if (time !== null && wantedTime !== null) return time - wantedTime;
  return value < wanted ? -1 : value > wanted ? 1 : 0;
}

/**
 * The operators of Port's search rules (`POST /v1/entities/search`). Port's API spells three of them `doesNotContains`,
 * `doesNotBeginsWith` and `doesNotEndsWith`; its documentation also has the grammatical forms, so both are accepted.
 */
export const operators: Readonly<Record<string, Operator>> = {
  '=': equals,
  '!=': not(equals),
  '>': (value, wanted) => (order(value, wanted) ?? 0) > 0,
  '>=': (value, wanted) => (order(value, wanted) ?? -1) >= 0,
  '<': (value, wanted) => (order(value, wanted) ?? 0) < 0,
  '<=': (value, wanted) => (order(value, wanted) ?? 1) <= 0,
  isEmpty,
  isNotEmpty: not(isEmpty),
  contains,
  doesNotContains: not(contains),
  doesNotContain: not(contains),
  containsAny: (value, wanted, now) => Array.isArray(wanted) && wanted.some((item) => contains(value, item, now)),
  beginsWith,
  doesNotBeginsWith: not(beginsWith),
  doesNotBeginWith: not(beginsWith),
  endsWith,
  doesNotEndsWith: not(endsWith),
  doesNotEndWith: not(endsWith),
  in: isIn,
  notIn: not(isIn),
  between: isBetween,
  notBetween: not(isBetween),
  isExpired,
  isNotExpired,
};

/** Operators whose value is a time range: `{from, to}` or `{preset}`. */
export const rangeOperators: ReadonlySet<string> = new Set(['between', 'notBetween']);

/** Operators that can be combined with `propertySchema` (Port's API). */
export const schemaOperators: ReadonlySet<string> = new Set(['=', '!=', 'contains']);
