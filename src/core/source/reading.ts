import type { SyntaxCode } from '../issue/codes/syntax.ts';
import type { Json, JsonObject } from '../json.ts';

/** A problem of a file's syntax, placed by offsets into its text. */
export type FileProblem = { code: SyntaxCode; message: string; start: number; end: number };

/** What a text holds: one value per document (JSON has one document), and what is wrong with it. */
export type Reading = { values: (Json | undefined)[]; problems: FileProblem[] };

/** Sets a member whatever its name is: plain assignment of `__proto__` would change the object's prototype instead. */
export function setOwn(object: JsonObject, key: string, value: Json): void {
  Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}
