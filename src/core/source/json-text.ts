import { isObject, type Json } from '../json.ts';

/** Parses text that is a JSON object or array, such as a block of a YAML file; returns any other value unchanged. */
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
