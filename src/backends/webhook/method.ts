import { isObject, type Json, type JsonObject } from '../../core/json.ts';

/** The HTTP methods that a webhook may use. */
export const methods: readonly string[] = ['POST', 'PUT', 'PATCH', 'GET', 'DELETE'];

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
