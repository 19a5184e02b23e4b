import { AppError } from '../error.ts';
import { entityIdentifierRule, isEntityIdentifier, isIdentifier } from '../identifiers.ts';
import { isObject, type Json, type JsonObject } from '../json.ts';

/**
 * How a write treats an existing entity (Port's API): `create` rejects it, `override` replaces it entirely, `merge`
 * keeps what the input omits; `replace` and `patch` do the same, but only for entities that exist.
 */
export type WriteMode = 'create' | 'override' | 'merge' | 'replace' | 'patch';

/** The result of a write. */
export type EntityChange = { after: JsonObject; created: boolean; changed: boolean };

/** Who writes, and when (ISO 8601). */
export type EntityAuthor = { by: string; at: string };

/** The fields of an entity that can be written. */
export const writtenFields = ['identifier', 'title', 'icon', 'blueprint', 'team', 'properties', 'relations'] as const;

const fields = new Set<string>(writtenFields);

/**
 * Applies a write to an entity. Throws `conflict` if it must not exist, `not_found` if it must, and `invalid_content`
 * for an invalid input.
 */
export function writeEntity(
  before: JsonObject | null,
  input: JsonObject,
  mode: WriteMode,
  author: EntityAuthor,
): EntityChange {
  const name = `${String(input.blueprint)}/${String(input.identifier)}`;
  if (before !== null && mode === 'create') throw new AppError('conflict', `The entity ${name} already exists`);
  if (before === null && (mode === 'replace' || mode === 'patch')) {
    throw new AppError('not_found', `The entity ${name} does not exist`);
  }
  const keeps = before !== null && (mode === 'merge' || mode === 'patch');
  const base = keeps
    ? before
    : { title: input.identifier ?? null, icon: null, team: [], properties: {}, relations: {} };
  const after: JsonObject = {
    identifier: input.identifier ?? null,
    title: input.title ?? base.title ?? input.identifier ?? null,
    icon: input.icon === undefined ? (base.icon ?? null) : input.icon,
    blueprint: input.blueprint ?? null,
    team: input.team === undefined ? (base.team ?? []) : teamOf(input.team),
    properties: merged(base.properties, input.properties),
    relations: merged(base.relations, input.relations),
    createdAt: before?.createdAt ?? author.at,
    createdBy: before?.createdBy ?? author.by,
    updatedAt: author.at,
    updatedBy: author.by,
  };
  const changed = before === null || !isEqual(content(before), content(after));
  return { after: changed || before === null ? after : before, created: before === null, changed };
}

/** Checks the body of an entity as Port's API accepts it; the blueprint is from the URL. */
export function checkEntity(blueprint: string, input: Json): JsonObject {
  if (!isObject(input)) throw new AppError('invalid_content', 'The entity must be an object');
  const problems: string[] = [];
  if (!isIdentifier(blueprint)) problems.push('the blueprint is not a valid identifier');
  if (!isEntityIdentifier(input.identifier)) {
    problems.push(`identifier ${entityIdentifierRule}`);
  }
  if (input.blueprint !== undefined && input.blueprint !== blueprint) {
    problems.push(`blueprint is ${JSON.stringify(input.blueprint)} but the URL has ${JSON.stringify(blueprint)}`);
  }
  for (const key of Object.keys(input)) {
    if (!fields.has(key)) problems.push(`${key} is not a field of an entity; the fields are ${[...fields].join(', ')}`);
  }
  for (const key of ['title', 'icon'] as const) {
    if (input[key] !== undefined && input[key] !== null && typeof input[key] !== 'string') {
      problems.push(`${key} must be text`);
    }
  }
  for (const key of ['properties', 'relations'] as const) {
    if (input[key] !== undefined && !isObject(input[key])) problems.push(`${key} must be an object`);
  }
  if (input.team !== undefined && !isTeam(input.team)) problems.push('team must be text or an array of text');
  if (problems.length > 0) {
    throw new AppError('invalid_content', `The entity is not valid: ${problems.join('; ')}`, { details: { problems } });
  }
  return { ...input, blueprint };
}

function isTeam(team: Json): boolean {
  return (
    team === null || typeof team === 'string' || (Array.isArray(team) && team.every((item) => typeof item === 'string'))
  );
}

function teamOf(team: Json): Json {
  if (team === null) return [];
  return typeof team === 'string' ? [team] : team;
}

function merged(base: Json | undefined, input: Json | undefined): JsonObject {
  return { ...(isObject(base) ? base : {}), ...(isObject(input) ? input : {}) };
}

/** The content of an entity for comparison: everything except who changed it and when. */
function content(entity: JsonObject): Json[] {
  return ['title', 'icon', 'team', 'properties', 'relations'].map((key) => entity[key] ?? null);
}

/** Deep equality of JSON values; the order of keys does not matter. */
export function isEqual(a: Json, b: Json): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, index) => isEqual(item, b[index] as Json));
  }
  if (!isObject(a) || !isObject(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && isEqual(a[key] as Json, b[key] as Json))
  );
}
