import { isObject, type Json } from '../json.ts';

/** The object or array that a text holds as JSON, as in a block of a YAML file; any other value as it is. */
export function parsedText(value: Json): Json {
  if (typeof value !== 'string' || !/^\s*[{[]/.test(value)) return value;
  try {
    const parsed = JSON.parse(value) as Json;
    return isObject(parsed) || Array.isArray(parsed) ? parsed : value;
  } catch {
    return value;
  }
}

/** True for a content type (RFC 6838) whose content is JSON. */
export function isJsonType(contentType: string): boolean {
  return /^\s*[\w.+-]+\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i.test(contentType);
}

/** True for the content type of an HTML form's fields. */
export function isFormType(contentType: string): boolean {
  return /^\s*application\/x-www-form-urlencoded\s*(?:;|$)/i.test(contentType);
}
