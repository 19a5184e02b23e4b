import type { SyntaxCode } from '../issue/codes/syntax-codes.ts';
import type { Json, JsonObject } from '../json.ts';

/** A syntax finding, located by offsets in the text. */
export type FileFinding = { code: SyntaxCode; message: string; start: number; end: number };

/** The values in a text, one per document (JSON has only one), and its syntax findings. */
export type Reading = { values: (Json | undefined)[]; findings: FileFinding[] };

/** Sets a member by any name: a plain assignment to `__proto__` would change the prototype instead. */
export function setOwn(object: JsonObject, key: string, value: Json): void {
  Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}
