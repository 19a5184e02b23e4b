import { closest } from '../../closest.ts';
import { AppError } from '../../error.ts';
import { isObject, type Json, type JsonObject, valueAt } from '../../json.ts';
import type { Blueprint } from '../blueprint.ts';
import { presets, rangeOf } from './date-range.ts';
import { type EntityGraph, entityKey } from './entity-graph.ts';
import { propertiesOfSchema } from './property-schema.ts';
import { findRelated, readRelationRule } from './relations.ts';
import { type Operator, operators, rangeOperators, schemaOperators } from './search-operators.ts';

/** The context of a search: the time (ms since the epoch), the blueprints, and the graph for relation rules. */
export type SearchContext = {
  now: number;
  blueprints: ReadonlyMap<string, Blueprint>;
  /** Null if no rule of the query needs it (see `hasRelationRule`). */
  graph: EntityGraph | null;
};

/** Tells whether a search finds an entity. */
export type EntityTest = (entity: JsonObject) => boolean;

const shape =
  'A search is {"combinator": "and", "rules": [{"property": "$title", "operator": "=", "value": "…"}]}; an empty array of rules finds all entities';

/**
 * Compiles a search query of Port's API (`combinator` and nested `rules`) into a test for entities. Throws
 * `invalid_content` for anything unknown, rather than finding too much or too little.
 */
export function searchFilter(query: Json, context: SearchContext): EntityTest {
  if (!isObject(query)) throw invalid('A search must be an object with combinator and rules');
  if ('rules' in query || 'combinator' in query) return groupFilter(query, context);
  if (['property', 'propertySchema', 'operator'].some((key) => key in query)) return ruleFilter(query, context);
  throw invalid(`The search has no rules. ${shape}`);
}

function groupFilter({ combinator = 'and', rules }: JsonObject, context: SearchContext): EntityTest {
  if (combinator !== 'and' && combinator !== 'or') throw invalid('combinator must be "and" or "or"');
  if (!Array.isArray(rules)) throw invalid(`rules must be an array. ${shape}`);
  const tests = rules.map((rule) => searchFilter(rule, context));
  return (entity) => (combinator === 'and' ? tests.every((test) => test(entity)) : tests.some((test) => test(entity)));
}

function ruleFilter(rule: JsonObject, context: SearchContext): EntityTest {
  const relation = readRelationRule(rule);
  if (relation !== null) {
    if (context.graph === null) throw new Error('a rule on relations was evaluated without the graph');
    const found = findRelated(context.graph, relation);
    return (entity) => found.has(entityKey(entity));
  }
  const { property, propertySchema, operator, value = null } = rule;
  const compare = operatorOf(operator);
  if (isObject(value) && 'context' in value) {
    throw invalid('A value with a context refers to the user who searches, but this service has no users');
  }
  if (rangeOperators.has(String(operator)) && rangeOf(value, context.now) === null) {
    throw invalid(
      `The value of ${operator} must be {"from": …, "to": …} with two timestamps, or {"preset": …} with one of ${presets.join(', ')}`,
    );
  }
  if (propertySchema !== undefined) {
    if (!isObject(propertySchema) || typeof propertySchema.type !== 'string') {
      throw invalid('propertySchema must be an object with a type, such as {"type": "string"}');
    }
    if (!schemaOperators.has(String(operator))) {
      throw invalid(`With propertySchema the operator must be one of ${[...schemaOperators].join(', ')}`);
    }
    return (entity) => {
      const blueprint = context.blueprints.get(String(entity.blueprint));
      const names = propertiesOfSchema(entity, propertySchema, blueprint);
      return names.some((name) => compare(read(entity, name), value, context.now));
    };
  }
  if (typeof property !== 'string') {
    throw invalid('A rule needs a property: $identifier, $blueprint, $title, $team or a name');
  }
  return (entity) => compare(read(entity, property), value, context.now);
}

function operatorOf(name: Json | undefined): Operator {
  const operator = typeof name === 'string' && Object.hasOwn(operators, name) ? operators[name] : undefined;
  if (operator !== undefined) return operator;
  const known = [...Object.keys(operators), 'relatedTo', 'matchAny'];
  const near = typeof name === 'string' ? closest(name, known) : undefined;
  const hint = near === undefined ? '.' : `; did you mean ${near}?`;
  throw invalid(`Unknown operator ${JSON.stringify(name ?? null)}${hint} The operators are ${known.join(', ')}`);
}

function read(entity: JsonObject, property: string): Json {
  const value = property.startsWith('$')
    ? valueAt(entity, property.slice(1))
    : (valueAt(entity, 'properties', property) ?? valueAt(entity, 'relations', property));
  return value ?? null;
}

function invalid(message: string): AppError {
  return new AppError('invalid_content', message);
}
