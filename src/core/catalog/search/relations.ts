import { AppError } from '../../error.ts';
import { isObject, type Json, type JsonObject } from '../../json.ts';
import type { EntityGraph } from './entity-graph.ts';

/** A validated relation rule: `relatedTo`, or `matchAny` along a path of relations (Port's API). */
export type RelationRule =
  | {
      operator: 'relatedTo';
      blueprint: string;
      identifiers: readonly string[];
      direction: 'upstream' | 'downstream' | 'both';
      required: boolean | null;
    }
  | { operator: 'matchAny'; path: readonly string[]; fromBlueprint: string | null; identifiers: readonly string[] };

/** Reads a relation rule; null for any other rule. Throws `invalid_content` if it is incomplete. */
export function readRelationRule(rule: JsonObject): RelationRule | null {
  if (rule.operator === 'relatedTo') {
    const { blueprint, direction = null, required = null } = rule;
    if (typeof blueprint !== 'string') throw invalid('relatedTo needs the blueprint of the entity in value');
    if (direction !== null && direction !== 'upstream' && direction !== 'downstream') {
      throw invalid('direction must be "upstream" or "downstream"');
    }
    if (required !== null && typeof required !== 'boolean') throw invalid('required must be true or false');
    const identifiers = identifiersOf('relatedTo', rule.value);
    return { operator: 'relatedTo', blueprint, identifiers, direction: direction ?? 'both', required };
  }
  if (rule.operator !== 'matchAny') return null;
  const { property } = rule;
  const path = isObject(property) ? property.path : null;
  if (!isObject(property) || !Array.isArray(path) || path.length === 0 || !path.every(isText)) {
    throw invalid('matchAny needs a property such as {"path": ["relation", …]}, with at least one relation');
  }
  const { fromBlueprint = null } = property;
  if (fromBlueprint !== null && typeof fromBlueprint !== 'string') throw invalid('fromBlueprint must be text');
  return { operator: 'matchAny', path, fromBlueprint, identifiers: identifiersOf('matchAny', rule.value) };
}

/** Whether a query contains a relation rule at any level; without one, a search needs no graph. */
export function hasRelationRule(query: Json): boolean {
  if (!isObject(query)) return false;
  if (Array.isArray(query.rules)) return query.rules.some(hasRelationRule);
  return query.operator === 'relatedTo' || query.operator === 'matchAny';
}

/** The keys (see `entityKey`) of the entities that a relation rule finds. */
export function findRelated(graph: EntityGraph, rule: RelationRule): ReadonlySet<string> {
  if (rule.operator === 'relatedTo') {
    const { blueprint, direction, required } = rule;
    const start = rule.identifiers.flatMap((identifier) => graph.find(identifier, blueprint));
    const up = direction === 'downstream' ? [] : graph.walk(start, 'upstream', required);
    const down = direction === 'upstream' ? [] : graph.walk(start, 'downstream', required);
    return new Set([...up, ...down]);
  }
  const targets = rule.identifiers.flatMap((identifier) => graph.find(identifier, rule.fromBlueprint));
  // With `fromBlueprint`, the path leads away from the named entities; otherwise it leads to them and is walked
  // backwards.
  return rule.fromBlueprint === null
    ? graph.follow(targets, rule.path.toReversed(), 'downstream')
    : graph.follow(targets, rule.path, 'upstream');
}

function identifiersOf(operator: string, value: Json | undefined): readonly string[] {
  if (isText(value)) return [value];
  if (Array.isArray(value) && value.every(isText)) return value;
  throw invalid(`The value of ${operator} must be an entity's identifier, or an array of them`);
}

function isText(value: Json | undefined): value is string {
  return typeof value === 'string';
}

function invalid(message: string): AppError {
  return new AppError('invalid_content', message);
}
