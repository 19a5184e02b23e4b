import type { Json } from '../json.ts';
import type { LiteralCall } from './call-edits.ts';
import type { ExpressionEdit } from './edits.ts';
import { nearlyEqual, shownValue } from './nearly-equal.ts';

/** Functions that look for a part of a text or a list. */
const searchers: ReadonlySet<string> = new Set(['startswith', 'endswith', 'contains', 'index', 'indices']);

/** Corrections of a search for a text: in a list, in another case, or with white space around it. */
export function searchEdits(call: LiteralCall): ExpressionEdit[] {
  const { name, text, subject, value, input, edit } = call;
  if (!searchers.has(name)) return [];
  if (Array.isArray(input)) {
    const items = itemEdits(call, input);
    return isText(value) && items.length === 0 ? askItems(call) : items;
  }
  const [only, ...others] = Array.isArray(value) ? value : [];
  if (isText(only) && others.length === 0 && isText(input)) {
    const message = `${subject} is the text ${shownValue(input)}, not a list.`;
    return [edit('list', message, `${name}(${shownValue(only)})`)];
  }
  if (!isText(value)) return [];
  if (!isText(input)) return asText(call);
  if (holds(name, input, value)) return [];
  if (holds(name, input.toLowerCase(), value.toLowerCase())) {
    const message = `${text} is true if case is ignored.`;
    return [edit('case', message, `(ascii_downcase | ${name}(${JSON.stringify(value.toLowerCase())}))`)];
  }
  if (!holds(name, input.trim(), value.trim())) return [];
  const message = `${text} is true without the surrounding white space; ${subject} is ${shownValue(input)}.`;
  return [edit('space', message, `(trim | ${name}(${JSON.stringify(value.trim())}))`)];
}

function holds(name: string, text: string, part: string): boolean {
  if (name === 'startswith') return text.startsWith(part);
  return name === 'endswith' ? text.endsWith(part) : text.includes(part);
}

/** A list has the value as a whole, or nearly. */
function itemEdits({ name, subject, argument, value, edit }: LiteralCall, input: readonly Json[]): ExpressionEdit[] {
  const [only, ...others] = Array.isArray(value) ? value : [value];
  if (only === undefined || others.length > 0) return [];
  const near = input.flatMap((item): ExpressionEdit[] => {
    const found = nearlyEqual(`One of the values of ${subject}`, item, only);
    const text = Array.isArray(value) ? `[${shownValue(item)}]` : shownValue(item);
    return found ? [{ kind: found.kind, message: found.message, start: argument.start, end: argument.end, text }] : [];
  });
  if (Array.isArray(value) || name === 'index' || name === 'indices') return near.slice(0, 1);
  if (!input.includes(only)) return [];
  const message = `${subject} is a list, so check whether it contains ${shownValue(only)}.`;
  return [edit('list', message, `any(.[]; . == ${shownValue(only)})`)];
}

/** The correction that applies the call to each item of a list. */
export function askItems({ text, subject, edit }: LiteralCall): ExpressionEdit[] {
  return [edit('list', `${subject} is a list, so test any of its values.`, `any(.[]; ${text})`)];
}

/** The correction of a call on a number or boolean, which the call expects as text. */
export function asText({ text, subject, input, edit }: LiteralCall): ExpressionEdit[] {
  if (typeof input !== 'number' && typeof input !== 'boolean') return [];
  return [edit('type', `${subject} is the ${typeof input} ${input}, not text.`, `(tostring | ${text})`)];
}

function isText(value: Json | undefined): value is string {
  return typeof value === 'string';
}
