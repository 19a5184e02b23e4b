import { filled } from '../../core/definition/filled-text.ts';
import { isObject, type Json, type JsonObject, type JsonSchema } from '../../core/json.ts';

/** The HTTP methods that a webhook may use. */
export const methods: readonly string[] = ['POST', 'PUT', 'PATCH', 'GET', 'DELETE'];

const inAnyCase = (word: string) => word.replaceAll(/[A-Z]/g, (letter) => `[${letter}${letter.toLowerCase()}]`);

/** The schema of `method`: a supported method in any case, or a template that yields one. */
export const methodSchema: JsonSchema = {
  type: 'string',
  pattern: `^(?:${methods.map(inAnyCase).join('|')}|[\\s\\S]*\\{\\{[\\s\\S]*)$`,
  // What editors suggest and messages name.
  examples: methods,
  description: `One of ${methods.join(', ')}; default POST.`,
};

/**
 * The schema of `url`: an address, or a template that yields one. Placeholders copied from documentation (`<URL>`,
 * `YOUR_URL`) are left to lint.
 */
export const urlSchema: JsonSchema = {
  type: 'string',
  pattern: '^(?:\\s*[Hh][Tt][Tt][Pp][Ss]?://[^\\s/?#][\\s\\S]*|[\\s\\S]*\\{\\{[\\s\\S]*|<[\\s\\S]*>|[A-Z][A-Z0-9_]*)$',
  patternErrorMessage: 'must be an address that begins with https:// or http://, or a template that renders to one',
  allOf: [filled('write the address to call, such as https://example.com/hook')],
  description: 'The address to call; templates are allowed.',
};

/** The HTTP method of a rendered webhook, in upper case. */
export function methodOf({ method }: JsonObject): string {
  return String(method ?? 'POST').toUpperCase();
}

/** Reads a boolean that may be text, as in Port, because a template may produce it. */
export function isTrue(value: Json | undefined): boolean {
  return value === true || value === 'true';
}

/** Headers as text, by their names as written; those rendered to null are omitted. */
export function headersOf(headers: Json | undefined): Record<string, string> {
  if (!isObject(headers)) return {};
  const entries = Object.entries(headers).filter(([, value]) => value !== null);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
  );
}
