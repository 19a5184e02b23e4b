import { createHash } from 'node:crypto';
import fc from 'fast-check';
import type { Automation } from '../../src/core/automation.ts';
import type { Json, JsonObject } from '../../src/core/json.ts';

/** SHA-256, as it is passed to the core. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** A definition that calls a webhook. */
export function definition(identifier: string, change: Partial<Automation> = {}): Automation {
  return {
    identifier,
    trigger: {
      type: 'automation',
      event: { type: 'ENTITY_UPDATED', blueprintIdentifier: 'service' },
      condition: { type: 'JQ', expressions: ['.diff.after.properties.tier == "gold"'], combinator: 'and' },
    },
    invocationMethod: { type: 'WEBHOOK', url: 'https://example.com', body: { id: '{{ .run.id }}', n: 1 } },
    publish: true,
    ...change,
  };
}

const word = fc.constantFrom('a', 'b', 'c', '{{ .d }}', 'e f', '__proto__', 'constructor');
const text = fc.constantFrom(
  '',
  'x',
  'a  b',
  '{{ .event.a }}',
  '{{.event.a|tostring}}',
  'n: {{ .a + 1 }}!',
  '{{ broken',
  'é',
);

/** A value of an invocation method: JSON of any shape, with templates. */
const value: fc.Arbitrary<Json> = fc.letrec<{ any: Json }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    text,
    fc.integer({ min: -2, max: 2 }),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('any'), { maxLength: 3 }),
    fc.array(fc.tuple(word, tie('any')), { maxLength: 4 }).map((entries) => Object.fromEntries(entries)),
  ),
})).any;

const expression = fc.constantFrom('.a', '.a == "x  y"', '.b | not', '.c # why\n', ".d == 'x'", 'true');

/** Definitions of every form that a plan must distinguish. */
export function anyDefinition(identifier: fc.Arbitrary<string>): fc.Arbitrary<Automation> {
  const optional = fc.record(
    {
      title: fc.constantFrom('One', 'Two', null),
      description: text,
      publish: fc.boolean(),
    },
    { requiredKeys: [] },
  );
  const condition = fc.record(
    {
      type: fc.constant('JQ' as const),
      expressions: fc.array(expression, { maxLength: 4 }),
      combinator: fc.constantFrom('and' as const, 'or' as const),
    },
    { requiredKeys: ['type', 'expressions'] },
  );
  const event = fc.constantFrom('ENTITY_CREATED' as const, 'ENTITY_UPDATED' as const).map((type) => {
    return { type, blueprintIdentifier: 'service' };
  });
  return fc
    .tuple(identifier, optional, event, fc.option(condition, { nil: undefined }), value)
    .map(([name, more, listens, given, body]) => ({
      identifier: name,
      ...more,
      trigger: { type: 'automation', event: listens, ...(given && { condition: given }) },
      invocationMethod: { type: 'WEBHOOK', url: 'https://example.com', body },
    }));
}

/** The same value with the keys of its objects in a different order, except for templated keys. */
export function reordered(value: Json): Json {
  if (Array.isArray(value)) return value.map(reordered);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([key, member]): [string, Json] => [key, reordered(member)]);
  const fixed = members.some(([key]) => key.includes('{{'));
  return Object.fromEntries(fixed ? members : members.reverse()) satisfies JsonObject;
}
