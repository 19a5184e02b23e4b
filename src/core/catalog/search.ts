import { AppError } from '../error.ts';
import { isObject, type Json, type JsonObject, valueAt } from '../json.ts';
import { isEqual } from './entity.ts';

type Operator = (value: Json, wanted: Json) => boolean;

const order = (value: Json, wanted: Json): number | null => {
  if (typeof value === 'number' && typeof wanted === 'number') return value - wanted;
  if (typeof value === 'string' && typeof wanted === 'string') return value < wanted ? -1 : value > wanted ? 1 : 0;
  return null;
};

const isEmpty = (value: Json): boolean =>
  value === null || value === '' || (Array.isArray(value) && value.length === 0);
const contains: Operator = (value, wanted) =>
  typeof value === 'string'
    ? value.includes(String(wanted))
    : Array.isArray(value) && value.some((item) => isEqual(item, wanted));
const isIn: Operator = (value, wanted) => Array.isArray(wanted) && wanted.some((item) => isEqual(item, value));

/** The comparisons of Port's search rules that the built-in catalog knows. */
const operators: Record<string, Operator> = {
  '=': isEqual,
  '!=': (value, wanted) => !isEqual(value, wanted),
  '>': (value, wanted) => (order(value, wanted) ?? 0) > 0,
  '>=': (value, wanted) => (order(value, wanted) ?? -1) >= 0,
  '<': (value, wanted) => (order(value, wanted) ?? 0) < 0,
  '<=': (value, wanted) => (order(value, wanted) ?? 1) <= 0,
  isEmpty,
  isNotEmpty: (value) => !isEmpty(value),
  contains,
  doesNotContain: (value, wanted) => !contains(value, wanted),
  containsAny: (value, wanted) => Array.isArray(wanted) && wanted.some((item) => contains(value, item)),
  beginsWith: (value, wanted) => typeof value === 'string' && value.startsWith(String(wanted)),
  doesNotBeginWith: (value, wanted) => !(typeof value === 'string' && value.startsWith(String(wanted))),
  endsWith: (value, wanted) => typeof value === 'string' && value.endsWith(String(wanted)),
  doesNotEndWith: (value, wanted) => !(typeof value === 'string' && value.endsWith(String(wanted))),
  in: isIn,
  notIn: (value, wanted) => !isIn(value, wanted),
};

const shape =
  'A search is {"combinator": "and", "rules": [{"property": "$title", "operator": "=", "value": "…"}]}; with no rules in the array it finds all';

/**
 * A search query of Port's API (`combinator`, `rules`, nested) as a test on entities. Throws `invalid_content` for
 * what it does not know, rather than finding too much or too little.
 */
export function searchFilter(query: Json): (entity: JsonObject) => boolean {
  if (!isObject(query)) throw new AppError('invalid_content', 'A search is an object with combinator and rules');
  if (!['rules', 'combinator', 'property', 'operator'].some((key) => key in query)) {
    throw new AppError('invalid_content', `The search says nothing to look for. ${shape}`);
  }
  if ('rules' in query || 'combinator' in query) return groupFilter(query);
  return ruleFilter(query);
}

function groupFilter({ combinator = 'and', rules }: JsonObject): (entity: JsonObject) => boolean {
  if (combinator !== 'and' && combinator !== 'or') {
    throw new AppError('invalid_content', 'combinator must be "and" or "or"');
  }
  if (!Array.isArray(rules)) throw new AppError('invalid_content', `rules must be an array. ${shape}`);
  const tests = rules.map(searchFilter);
  return (entity) => (combinator === 'and' ? tests.every((test) => test(entity)) : tests.some((test) => test(entity)));
}

function ruleFilter({ property, operator, value = null }: JsonObject): (entity: JsonObject) => boolean {
  const compare = typeof operator === 'string' && Object.hasOwn(operators, operator) ? operators[operator] : undefined;
  if (compare === undefined) {
    const known = Object.keys(operators).join(', ');
    throw new AppError('invalid_content', `The operator ${JSON.stringify(operator ?? null)} is not one of ${known}`);
  }
  if (typeof property !== 'string') {
    throw new AppError('invalid_content', 'A rule needs a property: $identifier, $blueprint, $title, $team or a name');
  }
  return (entity) => compare(read(entity, property), value);
}

function read(entity: JsonObject, property: string): Json {
  const value = property.startsWith('$')
    ? valueAt(entity, property.slice(1))
    : (valueAt(entity, 'properties', property) ?? valueAt(entity, 'relations', property));
  return value ?? null;
}
