/** What identifiers are made of, as the content of a character class. */
export const identifierCharacters = '\\p{L}0-9@_.+:=-';

/**
 * The pattern for identifiers of automations, blueprints and actions (Port's API: no slash, no space, not `.` or `..`).
 */
export const identifierPattern = `^(?!\\.{1,2}$)[${identifierCharacters}]+$`;

/** The pattern for identifiers of entities, which may also contain slashes and backslashes (Port's API). */
export const entityIdentifierPattern = '^(?!\\.{1,2}$)[\\p{L}0-9@_.+:\\\\/=-]+$';

/**
 * Maximum length of an identifier in bytes: Port allows 1,000 characters, and an index entry in Postgres, which may
 * hold two identifiers, has at most 2,704 bytes.
 */
export const maxIdentifierBytes = 1000;

/** Maximum length of the name of a timer property in bytes: it is indexed together with two identifiers. */
export const maxPropertyNameBytes = 500;

/** The rule for identifiers of entities, as the end of a sentence. */
export const entityIdentifierRule = 'must be text with only letters, digits and @_.+:\\/=-, at most 1,000 bytes long';

/** The rule for identifiers of blueprints, as the end of a sentence. */
export const identifierRule = 'must be text with only letters, digits and @_.+:=-, at most 1,000 bytes long';

/**
 * Extends the pattern of an identifier to allow templates; only the text around them is checked. A placeholder from an
 * example (`<YOUR-ID>`) is allowed too, because lint reports it.
 */
export function allowTemplates(pattern: string): string {
  const name = pattern.slice(1, -1);
  const part = name.slice(name.indexOf('['), -1);
  const template = '\\{\\{[\\s\\S]*\\}\\}';
  return `^(?:${name}|${part}*${template}${part}*|\\s*${template}\\s*|<[\\s\\S]*>)$`;
}

const identifier = new RegExp(identifierPattern, 'u');
const entityIdentifier = new RegExp(entityIdentifierPattern, 'u');

/** True for a valid identifier of an automation, blueprint or action. */
export function isIdentifier(text: unknown): text is string {
  return typeof text === 'string' && fitsInBytes(text) && identifier.test(text);
}

/** True for a valid identifier of an entity. */
export function isEntityIdentifier(text: unknown): text is string {
  return typeof text === 'string' && fitsInBytes(text) && entityIdentifier.test(text);
}

/** True if a text has at most this many bytes in UTF-8. */
export function fitsInBytes(text: string, bytes = maxIdentifierBytes): boolean {
  // A UTF-16 unit has at most three bytes in UTF-8, so most texts need not be encoded.
  if (text.length * 3 <= bytes) return true;
  return text.length <= bytes && byteLength(text) <= bytes;
}

/** The length of a text in UTF-8 bytes. */
export function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}
