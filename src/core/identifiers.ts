/** Identifiers of automations, blueprints and actions (Port's API: no slash, no space, not `.` or `..`). */
export const identifierPattern = '^(?!\\.{1,2}$)[\\p{L}0-9@_.+:=-]+$';

/** Identifiers of entities: a slash or backslash is allowed as well (Port's API). */
export const entityIdentifierPattern = '^(?!\\.{1,2}$)[\\p{L}0-9@_.+:\\\\/=-]+$';

/**
 * The longest identifier, in bytes: Port takes 1,000 characters, and an entry of an index in Postgres, in which two
 * identifiers stand together, has room for 2,704 bytes.
 */
export const identifierLength = 1000;

/** The longest name of a timer property, in bytes: it stands in an index beside two identifiers. */
export const propertyNameLength = 500;

/** What the identifier of an entity must be, as the end of a sentence. */
export const entityIdentifierRule = 'must be text of letters, digits and @_.+:\\/=-, 1,000 bytes at most';

/** The same for blueprints. */
export const identifierRule = 'must be text of letters, digits and @_.+:=-, 1,000 bytes at most';

/**
 * The pattern of an identifier that templates may make, in whole or in part: what stands around them is judged. A stand-in
 * of an example (`<YOUR-ID>`) is lint's affair.
 */
export function orTemplate(pattern: string): string {
  const name = pattern.slice(1, -1);
  const part = name.slice(name.indexOf('['), -1);
  const template = '\\{\\{[\\s\\S]*\\}\\}';
  return `^(?:${name}|${part}*${template}${part}*|\\s*${template}\\s*|<[\\s\\S]*>)$`;
}

const identifier = new RegExp(identifierPattern, 'u');
const entityIdentifier = new RegExp(entityIdentifierPattern, 'u');

/** True for what Port takes as the identifier of an automation, blueprint or action. */
export function isIdentifier(text: unknown): text is string {
  return typeof text === 'string' && hasRoom(text) && identifier.test(text);
}

/** True for what Port takes as the identifier of an entity. */
export function isEntityIdentifier(text: unknown): text is string {
  return typeof text === 'string' && hasRoom(text) && entityIdentifier.test(text);
}

/** True for a text of so many bytes at most. */
export function hasRoom(text: string, bytes = identifierLength): boolean {
  // A UTF-16 unit takes three bytes at most, so most texts need not be encoded.
  if (text.length * 3 <= bytes) return true;
  return text.length <= bytes && byteLength(text) <= bytes;
}

/** How many bytes a text takes in UTF-8. */
export function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}
