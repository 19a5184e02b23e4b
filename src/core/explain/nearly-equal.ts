import type { Json } from '../json.ts';
import { invisibleIn, withoutInvisible } from '../source/invisible.ts';
import { plainLooking, visibleJson } from '../source/look-alike.ts';
import type { NearMissKind } from '../views/explanation-view.ts';

/** How a value differs from the one that was written, in all respects, and in a sentence. */
export type ValueDifference = { kind: NearMissKind; message: string; kinds: readonly NearMissKind[]; how: string };

/** Finds out whether a value is nearly the one that an author wrote; null if it is quite different, or the same. */
export function nearlyEqual(name: string, value: Json, wanted: Json): ValueDifference | null {
  if (!isScalar(value) || !isScalar(wanted) || value === wanted) return null;
  const [shown, other] = [shownValue(value), shownValue(wanted)];
  if (typeof value !== typeof wanted) {
    const isSame = String(value).trim().toLowerCase() === String(wanted).trim().toLowerCase();
    if (!isSame) return null;
    const message = `${name} is the ${nameOf(value)} ${shown}, not the ${nameOf(wanted)} ${other}.`;
    return { kind: 'type', message, kinds: ['type'], how: 'in being text or not' };
  }
  if (typeof value !== 'string' || typeof wanted !== 'string') return null;
  if (Math.abs(value.length - wanted.length) > maxDifference || wanted.length > maxLength) return null;
  const found = differences(wanted, value);
  const kinds = found.map(({ kind }) => kind);
  const [kind] = kinds;
  if (!kind) return null;
  const how = found.map((one) => one.how).join(' and ');
  return { kind, message: `${name} is ${shown}, which differs from ${other} only ${how}.`, kinds, how };
}

/** Longer texts, and those of quite another length, are not compared: there may be thousands of them. */
const [maxDifference, maxLength] = [100, 2000];

/** How a value is written in jq, with invisible characters escaped. */
export function shownValue(value: Json): string {
  return visibleJson(JSON.stringify(value));
}

function isScalar(value: Json): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function nameOf(value: string | number | boolean): string {
  return typeof value === 'string' ? 'text' : typeof value;
}

type PartialDifference = { kind: NearMissKind; how: string };

/** In what two texts differ, if that is little; one after the other is put aside. */
function differences(wanted: string, value: string): PartialDifference[] {
  const parts: PartialDifference[] = [];
  let [one, other] = [wanted, value];
  const putAside = (part: PartialDifference, [nextOne, nextOther]: [string, string]) => {
    if (one === other || (nextOne === one && nextOther === other)) return;
    [one, other] = [nextOne, nextOther];
    parts.push(part);
  };
  const visible = (text: string) => withoutInvisible(text).trim();
  if (invisibleIn(one).length + invisibleIn(other).length > 0) {
    putAside({ kind: 'space', how: 'by an invisible character' }, [visible(one), visible(other)]);
  }
  if (one !== other && plainLooking(one).toLowerCase() === plainLooking(other).toLowerCase()) {
    putAside({ kind: 'look-alike', how: 'by a look-alike character' }, [plainLooking(one), plainLooking(other)]);
  }
  putAside({ kind: 'space', how: 'in white space' }, [one.trim(), other.trim()]);
  if (one === other) return parts;
  const [low, high] = [one.toLowerCase(), other.toLowerCase()];
  if (low === high) return [...parts, { kind: 'case', how: 'in upper and lower case' }];
  if (wordsOf(one) === wordsOf(other)) return [...parts, { kind: 'spelling', how: 'in how its words are joined' }];
  if (isConstant(one) && isConstant(other) && one.slice(0, 4) === other.slice(0, 4)) {
    return [...parts, { kind: 'spelling', how: 'in how it ends' }];
  }
  return isTypo(low, high) ? [...parts, { kind: 'spelling', how: 'in one letter' }] : [];
}

/** `in_progress` for `In Progress`. */
function wordsOf(text: string): string {
  return text.toLowerCase().replaceAll(/[-_ ]+/g, '');
}

/** `FAILED` for `FAILURE`: words that stand for a state. */
function isConstant(text: string): boolean {
  return /^[A-Z][A-Z_]{3,}$/.test(text);
}

/** In shorter words, one letter is too much of a difference. */
const minLength = 5;

/** True if one letter is missing, too many or another one. Digits tell names apart on purpose. */
function isTypo(one: string, other: string): boolean {
  if (Math.min(one.length, other.length) < minLength || Math.max(one.length, other.length) > 100) return false;
  let start = 0;
  while (start < Math.min(one.length, other.length) && one[start] === other[start]) start += 1;
  let end = 0;
  while (end < Math.min(one.length, other.length) - start && one.at(-1 - end) === other.at(-1 - end)) end += 1;
  const [a, b] = [one.slice(start, one.length - end), other.slice(start, other.length - end)];
  return a.length <= 1 && b.length <= 1 && !/\d/.test(a + b);
}
