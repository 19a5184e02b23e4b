import { isObject, type Json } from '../../core/json.ts';

/** The way to a value in an event: keys of objects and indexes of lists. */
export type EventPath = readonly (string | number)[];

/** A path as jq writes it: `.diff.after["a b"][0]`. */
export function jqPathOf(path: EventPath): string {
  if (path.length === 0) return '.';
  return path
    .map((step, index) => {
      if (typeof step === 'string' && /^[A-Za-z_]\w*$/.test(step)) return `.${step}`;
      return `${index === 0 ? '.' : ''}[${JSON.stringify(step)}]`;
    })
    .join('');
}

/** A path that an event has, and its value there, cut to one line. */
export type KnownPath = { path: string; value: string };

const maxPaths = 2_000;

/** Every path of some events, in the order of the first event that has it. Lists are not looked into. */
export function pathsOf(events: readonly Json[]): KnownPath[] {
  const found = new Map<string, string>();
  const visit = (value: Json, path: EventPath): void => {
    if (found.size >= maxPaths) return;
    const text = jqPathOf(path);
    if (path.length > 0 && !found.has(text)) found.set(text, briefOf(value));
    if (!isObject(value)) return;
    for (const [key, member] of Object.entries(value)) visit(member, [...path, key]);
  };
  for (const event of events) visit(event, []);
  return [...found].map(([path, value]) => ({ path, value }));
}

/** A value in one short line. */
export function briefOf(value: Json): string {
  if (Array.isArray(value)) return value.length === 0 ? '[]' : `[ ${value.length} ]`;
  if (isObject(value)) return Object.keys(value).length === 0 ? '{}' : '{ … }';
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
