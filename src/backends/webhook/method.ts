import { isObject, type Json, type JsonObject, type JsonSchema } from '../../core/json.ts';

/** The HTTP methods that a webhook may use. */
export const methods: readonly string[] = ['POST', 'PUT', 'PATCH', 'GET', 'DELETE'];

const inAnyCase = (word: string) => word.replaceAll(/[A-Z]/g, (letter) => `[${letter}${letter.toLowerCase()}]`);

/** The schema of `method`: what execution takes, in any case, or a template that gives it. */
export const methodSchema: JsonSchema = {
  type: 'string',
  pattern: `^(?:${methods.map(inAnyCase).join('|')}|[\\s\\S]*\\{\\{[\\s\\S]*)$`,
  // What editors offer, and what a message names.
  examples: methods,
  description: `One of ${methods.join(', ')}; default POST.`,
};

/**
 * The schema of `url`: an address, or a template that gives one. What a documentation leaves for its reader to fill in
 * (`<URL>`, `YOUR_URL`) is lint's affair.
 */
export const urlSchema: JsonSchema = {
  type: 'string',
  pattern: '^(?:\\s*[Hh][Tt][Tt][Pp][Ss]?://[^\\s/?#][\\s\\S]*|[\\s\\S]*\\{\\{[\\s\\S]*|<[\\s\\S]*>|[A-Z][A-Z0-9_]*)$',
  patternErrorMessage: 'must be an address that begins with https:// or http://, or a template that gives one',
  description: 'The address to call; templates are allowed.',
};

/** The HTTP method of a rendered webhook, in capitals. */
export function methodOf({ method }: JsonObject): string {
  return String(method ?? 'POST').toUpperCase();
}

/** Port allows text where a boolean stands, because a template may make it. */
export function isTrue(value: Json | undefined): boolean {
  return value === true || value === 'true';
}

/** Headers as text, by their names as they are written; one that rendered to null is left out. */
export function headersOf(headers: Json | undefined): Record<string, string> {
  if (!isObject(headers)) return {};
  const entries = Object.entries(headers).filter(([, value]) => value !== null);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
  );
}
