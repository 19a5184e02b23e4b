import type { SyntaxCode } from '../issue/codes/syntax-codes.ts';
import type { Path } from './places.ts';

/** Maximum nesting depth of a definition; real ones stay below fifteen. */
export const maxDepth = 100;

/** A value that is not plain JSON, or nested too deeply, and its path. */
export type InvalidValue = { code: SyntaxCode; message: string; path: Path };

/** Finds the first value that JSON cannot represent (YAML has some), or that is nested deeper than `maxDepth`. */
export function findInvalidValue(value: unknown): InvalidValue | null {
  return search(value, 0);
}

/** The path is built on the way back, because hardly any file has such a value. */
function search(value: unknown, depth: number): InvalidValue | null {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return null;
  if (typeof value === 'number' && Number.isFinite(value)) return null;
  if (typeof value !== 'object' || !(Array.isArray(value) || isPlain(value))) return notJson(value);
  // Only the file is named: locating the value would need a recursive parser, which may fail at this depth.
  if (depth >= maxDepth) {
    const message = `This file nests values more than ${maxDepth} levels deep.`;
    return { code: 'syntax/too-deep', message, path: [] };
  }
  // Not `Object.keys`, which would allocate a list for each of the thousands of objects.
  for (const key in value) {
    const invalid = search((value as Record<string, unknown>)[key], depth + 1);
    if (invalid) return { ...invalid, path: [Array.isArray(value) ? Number(key) : key, ...invalid.path] };
  }
  return null;
}

function isPlain(value: object): boolean {
  return (
    Object.getPrototypeOf(value) === Object.prototype || Object.prototype.toString.call(value) === '[object Object]'
  );
}

function notJson(value: unknown): InvalidValue {
  const kind = typeof value === 'number' ? String(value) : value instanceof Date ? 'a date' : 'this value';
  const message = `JSON cannot represent ${kind}; write it as quoted text or as an ordinary number.`;
  return { code: 'syntax/not-json', message, path: [] };
}
