import fc from 'fast-check';
import type { TriggerEvent } from '../../../src/core/automation.ts';
import { type Blueprint, readBlueprint } from '../../../src/core/catalog/blueprint.ts';
import type { Json, JsonObject } from '../../../src/core/json.ts';
import { runStatuses } from '../../../src/core/types/shape.ts';

const texts = ['open', 'closed', 'prod', '', '3', 'a b', '2026-01-01T00:00:00Z', 'Ünï'];
const numbers = [0, 1, 3, -2, 1.5, 80];

const text = fc.constantFrom(...texts);
const number = fc.constantFrom(...numbers);
const anyValue: fc.Arbitrary<Json> = fc.oneof(
  text,
  number,
  fc.boolean(),
  fc.constant(null),
  fc.array(text, { maxLength: 2 }),
  fc.constant({ a: 1 }),
);

const schema: fc.Arbitrary<JsonObject> = fc.oneof(
  fc.constant({ type: 'string' }),
  fc.constant({ type: 'string', format: 'date-time' }),
  fc.subarray(['open', 'closed', 'prod'], { minLength: 1 }).map((values) => ({ type: 'string', enum: values })),
  fc.constant({ type: 'number' }),
  fc.subarray([1, 3, 80], { minLength: 1 }).map((values) => ({ type: 'number', enum: values })),
  fc.constant({ type: 'boolean' }),
  fc.constant({ type: 'object' }),
  fc.constant({ type: 'object', properties: { a: { type: 'number' }, b: { type: 'string' } } }),
  fc.constant({ type: 'array' }),
  fc.constant({ type: 'array', items: { type: 'string' } }),
  fc.constant<JsonObject>({ type: 'array', items: { type: 'string', enum: ['open', 'prod'] } }),
);

/** Names that every blueprint may have; `absent` is never one of them. */
export const names = ['p', 'q', 'r', 's'];

const blueprint = fc.record({
  properties: fc.tuple(...names.map(() => fc.option(schema, { nil: undefined }))),
  required: fc.subarray(names),
  relations: fc.tuple(...names.map(() => fc.record({ many: fc.boolean(), required: fc.boolean() }))),
});

/** A blueprint as Port's API has it. */
export type Made = { definition: JsonObject; read: Blueprint };

/** Generates blueprints named `service`. */
export const blueprints: fc.Arbitrary<Made> = blueprint.map(({ properties, required, relations }) => {
  const known = Object.fromEntries(
    properties.flatMap((one, index) => (one === undefined ? [] : [[names[index] ?? '', one]])),
  );
  const definition = {
    identifier: 'service',
    schema: { properties: known, required: required.filter((name) => Object.hasOwn(known, name)) },
    relations: Object.fromEntries(relations.map((one, index) => [names[index] ?? '', { target: 'team', ...one }])),
  };
  const read = readBlueprint(definition);
  if (!read) throw new Error('not a blueprint');
  return { definition, read };
});

/** Every kind of trigger. */
export const triggers: readonly TriggerEvent[] = [
  { type: 'ENTITY_CREATED', blueprintIdentifier: 'service' },
  { type: 'ENTITY_UPDATED', blueprintIdentifier: 'service' },
  { type: 'ENTITY_DELETED', blueprintIdentifier: 'service' },
  { type: 'ANY_ENTITY_CHANGE', blueprintIdentifier: 'service' },
  { type: 'TIMER_PROPERTY_EXPIRED', blueprintIdentifier: 'service', propertyIdentifier: 'p' },
  { type: 'RUN_CREATED', actionIdentifier: 'deploy' },
  { type: 'RUN_UPDATED', actionIdentifier: 'deploy' },
  { type: 'ANY_RUN_CHANGE', actionIdentifier: 'deploy' },
];

/** Generates events that a trigger waits for. */
export function events(trigger: TriggerEvent, { read }: Made): fc.Arbitrary<Json> {
  const isRun = 'actionIdentifier' in trigger;
  const snapshot: fc.Arbitrary<Json> = isRun ? runs : entities(read);
  const changes: readonly ('CREATE' | 'UPDATE' | 'DELETE' | 'TIMER_EXPIRED')[] =
    trigger.type === 'TIMER_PROPERTY_EXPIRED'
      ? ['TIMER_EXPIRED']
      : trigger.type === 'ANY_ENTITY_CHANGE'
        ? ['CREATE', 'UPDATE', 'DELETE']
        : trigger.type === 'ANY_RUN_CHANGE'
          ? ['CREATE', 'UPDATE']
          : trigger.type.endsWith('CREATED')
            ? ['CREATE']
            : [trigger.type.endsWith('DELETED') ? 'DELETE' : 'UPDATE'];
  return fc.record({ action: fc.constantFrom(...changes), before: snapshot, after: snapshot }).map(
    (made): Json => ({
      id: 'event_1',
      action: made.action,
      resourceType: isRun ? 'run' : 'entity',
      trigger: { by: { orgId: 'o' }, origin: 'API', at: '2026-01-01T00:00:00Z' },
      context: isRun
        ? { action: { identifier: 'deploy' } }
        : {
            blueprintIdentifier: 'service',
            entityIdentifier: 'e',
            propertyIdentifier: made.action === 'TIMER_EXPIRED' ? 'p' : null,
          },
      diff: {
        before: made.action === 'CREATE' || made.action === 'TIMER_EXPIRED' ? null : made.before,
        after: made.action === 'DELETE' ? null : made.after,
      },
    }),
  );
}

const runs: fc.Arbitrary<Json> = fc
  .record({ status: fc.constantFrom(...runStatuses), properties: fc.dictionary(fc.constantFrom(...names), anyValue) })
  .map((run) => ({ id: 'r_1', source: 'AUTOMATION', ...run }));

function entities(blueprint: Blueprint): fc.Arbitrary<Json> {
  const properties = [...blueprint.properties].map(([name, schema]) => {
    const value = valueFor(schema);
    return [name, blueprint.required.has(name) ? value : fc.option(value, { nil: null })] as const;
  });
  const relations = [...blueprint.relations].map(([name, { many, required }]) => {
    const value: fc.Arbitrary<Json> = many === true ? fc.array(text, { maxLength: 2 }) : text;
    return [name, required === true ? value : fc.option(value, { nil: null })] as const;
  });
  return fc
    .record({
      identifier: text,
      blueprint: fc.constant('service'),
      title: fc.option(text, { nil: null }),
      team: fc.oneof(fc.constant(null), text, fc.array(text, { maxLength: 2 })),
      properties: fc.record(Object.fromEntries(properties), { requiredKeys: [...blueprint.required] }),
      relations: fc.record(Object.fromEntries(relations)),
    })
    .map((entity) => entity as unknown as Json);
}

function valueFor({ type, items, ...schema }: JsonObject): fc.Arbitrary<Json> {
  if (Array.isArray(schema.enum)) return fc.constantFrom(...schema.enum);
  switch (type) {
    case 'string':
      return text;
    case 'number':
      return number;
    case 'boolean':
      return fc.boolean();
    case 'object':
      return fc.constantFrom<Json>({}, { a: 1 }, { a: 3, b: 'open' });
    default:
      return fc.array(items ? valueFor(items as JsonObject) : anyValue, { maxLength: 3 });
  }
}
