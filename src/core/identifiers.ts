/** Identifiers of automations, blueprints and actions (Port's API: no slash, no space, not `.` or `..`). */
export const identifierPattern = '^(?!\\.{1,2}$)[\\p{L}0-9@_.+:=-]+$';

/** Identifiers of entities: a slash or backslash is allowed as well (Port's API). */
export const entityIdentifierPattern = '^(?!\\.{1,2}$)[\\p{L}0-9@_.+:\\\\/=-]+$';

/** The longest identifier Port takes. */
export const identifierLength = 1000;

const identifier = new RegExp(identifierPattern, 'u');
const entityIdentifier = new RegExp(entityIdentifierPattern, 'u');

/** True for what Port takes as the identifier of an automation, blueprint or action. */
export function isIdentifier(text: unknown): text is string {
  return typeof text === 'string' && text.length <= identifierLength && identifier.test(text);
}

/** True for what Port takes as the identifier of an entity. */
export function isEntityIdentifier(text: unknown): text is string {
  return typeof text === 'string' && text.length <= identifierLength && entityIdentifier.test(text);
}
