import type { Condition, TriggerEvent } from '../automation.ts';
import type { Blueprint } from '../catalog/blueprint.ts';
import { expressionsOf } from '../expression/conditions.ts';
import { type Json, type JsonObject, valueAt } from '../json.ts';
import { keysOf, literalOf } from '../syntax/literals.ts';
import { parseJq } from '../syntax/parser.ts';
import type { Node } from '../syntax/syntax.ts';
import { expandEvent } from './short-event.ts';

/** A sample event for a trigger, with the properties of the blueprint and those that conditions read. */
export function sampleEvent(
  event: TriggerEvent,
  condition: Condition | undefined,
  blueprint: Blueprint | null,
): JsonObject {
  if ('actionIdentifier' in event) return runSample(event.type, event.actionIdentifier);
  const after = { title: 'Sample', properties: properties(condition, blueprint), relations: relations(blueprint) };
  const before = { ...after, properties: earlier(after.properties, blueprint) };
  const entity = { blueprint: event.blueprintIdentifier, entity: 'sample' };
  switch (event.type) {
    case 'ENTITY_CREATED':
      return expandEvent({ type: event.type, ...entity, after });
    case 'ENTITY_DELETED':
      return expandEvent({ type: event.type, ...entity, before: after });
    case 'TIMER_PROPERTY_EXPIRED':
      return expandEvent({ type: event.type, ...entity, property: event.propertyIdentifier, after });
    default:
      return expandEvent({ type: 'ENTITY_UPDATED', ...entity, before, after });
  }
}

function runSample(type: string, action: string): JsonObject {
  if (type === 'RUN_CREATED') return expandEvent({ type, action, after: {} });
  return expandEvent({ type: 'RUN_UPDATED', action, before: {}, after: { status: 'SUCCESS' } });
}

function properties(condition: Condition | undefined, blueprint: Blueprint | null): JsonObject {
  const declared = [...(blueprint?.properties ?? [])].map(([name, schema]): [string, Json] => [name, sampleOf(schema)]);
  // Values that the blueprint restricts are not adapted to the condition, which would hide a mistake in it.
  return { ...comparedWith(condition), ...Object.fromEntries(declared) };
}

function relations(blueprint: Blueprint | null): JsonObject {
  const all = [...(blueprint?.relations ?? [])];
  return Object.fromEntries(
    all.map(([name, { target, many }]): [string, Json] => {
      const related = typeof target === 'string' ? `sample-${target}` : 'sample';
      return [name, many === true ? [related] : related];
    }),
  );
}

const texts: Readonly<Record<string, string>> = {
  'date-time': '2026-01-01T00:00:00.000Z',
  timer: '2026-01-01T00:00:00.000Z',
  url: 'https://example.com',
  email: 'somebody@example.com',
  user: 'somebody@example.com',
  team: 'shop',
  ipv4: '192.0.2.1',
};

function sampleOf(schema: JsonObject): Json {
  const { type, format, enum: choices, default: preset } = schema;
  if (preset !== undefined) return preset;
  if (Array.isArray(choices) && choices[0] !== undefined) return choices[0];
  if (type === 'number' || type === 'integer') return 1;
  if (type === 'boolean') return true;
  if (type === 'array') return [];
  if (type === 'object') return {};
  return (typeof format === 'string' && texts[format]) || 'text';
}

/** The properties before a change, different from those after it where another value is known. */
function earlier(after: JsonObject, blueprint: Blueprint | null): JsonObject {
  const entries = Object.entries(after).map(([name, value]): [string, Json] => {
    const choices = valueAt(blueprint?.properties.get(name), 'enum');
    const other = Array.isArray(choices) ? choices.find((choice) => choice !== value) : undefined;
    if (other !== undefined) return [name, other];
    if (typeof value === 'number') return [name, 0];
    return [name, typeof value === 'boolean' ? !value : value];
  });
  return Object.fromEntries(entries);
}

/** The properties that conditions compare with a literal, with that literal. */
function comparedWith(condition: Condition | undefined): JsonObject {
  const found: JsonObject = {};
  const visit = (node: Node): void => {
    if (node.type === 'group') visit(node.of);
    if (node.type !== 'binary') return;
    const [left, right] = [keysOf(node.left), literalOf(node.right)];
    const [root, , list, name] = left ?? [];
    if (root === 'diff' && list === 'properties' && typeof name === 'string' && right !== undefined) {
      found[name] ??= right;
      return;
    }
    visit(node.left);
    visit(node.right);
  };
  for (const expression of expressionsOf(condition)) {
    const parsed = parseJq(expression);
    if (parsed.ok) visit(parsed.node);
  }
  return found;
}
