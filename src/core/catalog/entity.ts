import { AppError } from '../error.ts';
import { entityIdentifierRule, isEntityIdentifier, isIdentifier } from '../identifiers.ts';
import { isObject, type Json, type JsonObject } from '../json.ts';

/**
 * How a write treats what is there (Port's API): `create` refuses an existing entity, `override` replaces it whole,
 * `merge` keeps what the input does not name; `replace` and `patch` are the same for entities that must exist.
 */
export type WriteMode = 'create' | 'override' | 'merge' | 'replace' | 'patch';

/** What a write makes of an entity. */
export type EntityChange = { after: JsonObject; created: boolean; changed: boolean };

/** Who writes, and when (ISO 8601). */
export type Author = { by: string; at: string };

/** What may be written of an entity. */
export const writtenFields = ['identifier', 'title', 'icon', 'blueprint', 'team', 'properties', 'relations'] as const;

const fields = new Set<string>(writtenFields);

/**
 * The entity after a write. Throws `conflict` where it must not exist, `not_found` where it must, and
 * `invalid_content` naming everything wrong with the input.
 */
export function writeEntity(
  before: JsonObject | null,
  input: JsonObject,
  mode: WriteMode,
  author: Author,
): EntityChange {
  const name = `${String(input.blueprint)}/${String(input.identifier)}`;
  if (before !== null && mode === 'create') throw new AppError('conflict', `The entity ${name} exists already`);
  if (before === null && (mode === 'replace' || mode === 'patch')) {
    throw new AppError('not_found', `There is no entity ${name}`);
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

/** Checks an entity's body as Port's API takes it; the blueprint comes from the path. */
export function checkEntity(blueprint: string, input: Json): JsonObject {
  if (!isObject(input)) throw new AppError('invalid_content', 'The entity must be an object');
  const problems: string[] = [];
  if (!isIdentifier(blueprint)) problems.push('the blueprint is no identifier');
  if (!isEntityIdentifier(input.identifier)) {
    problems.push(`identifier ${entityIdentifierRule}`);
  }
  if (input.blueprint !== undefined && input.blueprint !== blueprint) {
    problems.push(`blueprint is ${JSON.stringify(input.blueprint)} but the path says ${JSON.stringify(blueprint)}`);
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
  if (input.team !== undefined && !isTeam(input.team)) problems.push('team must be text or an array of texts');
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

/** What makes two states of an entity the same: everything but who touched it and when. */
function content(entity: JsonObject): Json[] {
  return ['title', 'icon', 'team', 'properties', 'relations'].map((key) => entity[key] ?? null);
}

/** Deep equality of JSON; the order of keys does not matter. */
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
