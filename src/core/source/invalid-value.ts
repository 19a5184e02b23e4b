import type { SyntaxCode } from '../issue/codes/syntax.ts';
import type { Path } from './places.ts';

/** Levels of nesting that a definition may have; real ones stay below fifteen. */
export const maxDepth = 100;

/** What keeps a parsed value from being plain JSON of a sane depth, and where. */
export type Flaw = { code: SyntaxCode; message: string; path: Path };

/** Looks for the first value that JSON has no form for (YAML has some) and for nesting beyond `maxDepth`. */
export function flawOf(value: unknown): Flaw | null {
  return search(value, 0);
}

/** The path is put together on the way back from a flaw: hardly any file has one. */
function search(value: unknown, depth: number): Flaw | null {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return null;
  if (typeof value === 'number' && Number.isFinite(value)) return null;
  if (typeof value !== 'object' || !(Array.isArray(value) || isPlain(value))) return notJson(value);
  // Its place would take a parser that recurses, and this deep that one may fail: the file is named, not the place.
  if (depth >= maxDepth) {
    const message = `This file nests values more than ${maxDepth} levels deep.`;
    return { code: 'syntax/too-deep', message, path: [] };
  }
  // Not `Object.keys`: a list for each of the thousands of objects would be garbage at once.
  for (const key in value) {
    const flaw = search((value as Record<string, unknown>)[key], depth + 1);
    if (flaw) return { ...flaw, path: [Array.isArray(value) ? Number(key) : key, ...flaw.path] };
  }
  return null;
}

function isPlain(value: object): boolean {
  return (
    Object.getPrototypeOf(value) === Object.prototype || Object.prototype.toString.call(value) === '[object Object]'
  );
}

function notJson(value: unknown): Flaw {
  const kind = typeof value === 'number' ? String(value) : value instanceof Date ? 'a date' : 'this value';
  const message = `JSON has no form for ${kind}; write it as text in quotes, or as an ordinary number.`;
  return { code: 'syntax/not-json', message, path: [] };
}
