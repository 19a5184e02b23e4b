import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { backends } from '../../../../src/backends/index.ts';
import { triggerTypes } from '../../../../src/core/definition/trigger-types.ts';
import { issueCodes } from '../../../../src/core/issue/codes/index.ts';
import type { Json, JsonObject } from '../../../../src/core/json.ts';
import { shortEventSchemas, testFileSchema } from '../../../../src/core/test-file/test-file-schema.ts';
import { checkShape } from '../../../../src/core/validate/schema/check-shape.ts';
import { compileChecks } from '../../../../src/core/validate/schema/compile-checks.ts';
import { createAjv } from '../../../../src/core/validate/schema/compile-schema.ts';
import { automationSchema } from '../../../../src/core/validate/schema/editor-schema.ts';
import { eventSchema } from '../../../../src/core/validate/schema/parts.ts';

function calling(more: JsonObject): JsonObject {
  const event = { type: 'RUN_CREATED', actionIdentifier: 'b' };
  const invocationMethod = { type: 'WEBHOOK', url: 'https://example.com', ...more };
  return { identifier: 'a', trigger: { type: 'automation', event }, invocationMethod, publish: true };
}

describe('core/validate/schema/editor-schema', () => {
  const validate = createAjv().compile(automationSchema(backends));
  const checks = compileChecks(backends);
  const isValid = (value: Json) => checkShape(value, checks).every(({ code }) => issueCodes[code].severity !== 'error');

  test('is a valid schema, as is every part that is compiled separately', () => {
    const meta = new Ajv2020({ strict: false });
    const schemas = [
      automationSchema(backends),
      testFileSchema({ type: 'object' }),
      ...backends.map(({ schema }) => schema),
      ...Object.entries(triggerTypes).map(([type, spec]) => eventSchema(type, spec)),
      ...Object.values(shortEventSchemas),
    ];
    for (const schema of schemas) expect(meta.validateSchema(schema), JSON.stringify(meta.errors)).toBe(true);
  });

  test.each(backends.map((backend) => [backend.type, backend] as const))('accepts the example of %s', (_, backend) => {
    const value = {
      $schema: 'x',
      identifier: 'a',
      trigger: { type: 'automation', event: { type: 'RUN_CREATED', actionIdentifier: 'b' } },
      invocationMethod: backend.example,
    };
    expect(validate(value), JSON.stringify(validate.errors)).toBe(true);
    expect(validate([value])).toBe(true);
    expect(validate({ ...value, invocationMethod: { ...backend.example, nope: 1 } })).toBe(false);
    for (const type of backend.aliases ?? []) {
      expect(validate({ ...value, invocationMethod: { ...backend.example, type } })).toBe(true);
    }
  });

  test.each([true, false, 'true', 'false', ' {{ .event.x }} ', '{{ if .a then true else false end }}\n'])(
    'a flag may be %j',
    (synchronized) => {
      expect(isValid(calling({ synchronized }))).toBe(true);
      expect(validate(calling({ synchronized }))).toBe(true);
    },
  );

  test.each(['yes', 'no', '1', '', 'TRUE', '{ true }'])(
    'text of a flag that would mean false is refused: %j',
    (text) => {
      for (const flag of ['synchronized', 'agent']) {
        const problems = checkShape(calling({ [flag]: text }), checks);
        const message = `\`invocationMethod.${flag}\` must be true, false or a template that renders to one of them, not ${JSON.stringify(text)}.`;
        expect(problems).toMatchObject([{ code: 'schema/wrong-format', message }]);
        expect(validate(calling({ [flag]: text }))).toBe(false);
      }
    },
  );

  test('rejects exactly what validation reports as an error', () => {
    const text = fc.constantFrom<Json>('a', 'b c', '', 1, null);
    const event = fc.record(
      {
        type: fc.constantFrom('ENTITY_CREATED', 'RUN_UPDATED', 'TIMER_PROPERTY_EXPIRED', 'NOPE', 3),
        blueprintIdentifier: text,
        actionIdentifier: text,
        propertyIdentifier: text,
        extra: text,
      },
      { requiredKeys: [] },
    );
    const condition = fc.record(
      {
        type: fc.constantFrom('JQ', 'X'),
        expressions: fc.constantFrom<Json>([], ['.a'], [1], '.a'),
        combinator: fc.constantFrom('and', 'xor'),
      },
      { requiredKeys: ['type', 'expressions'] },
    );
    const method = fc.oneof(
      fc.constantFrom<Json>(...backends.map((backend) => backend.example)),
      fc.record(
        { type: fc.constantFrom('WEBHOOK', 'SLACK', 'UPSERT_ENTITY', 'NOPE'), url: text, body: text, mapping: text },
        { requiredKeys: [] },
      ),
      text,
    );
    const automation = fc.record(
      {
        identifier: text,
        title: text,
        publish: fc.constantFrom<Json>(true, 'yes'),
        createdAt: text,
        requiredApproval: fc.constantFrom<Json>(true, { type: 'ANY' }, { type: 'X' }, 'x'),
        trigger: fc.record(
          { type: fc.constantFrom('automation', 'x'), event, condition },
          { requiredKeys: ['type', 'event'] },
        ),
        invocationMethod: method,
      },
      { requiredKeys: ['identifier', 'trigger', 'invocationMethod'] },
    );
    fc.assert(
      fc.property(automation, (value) => {
        expect(isValid(value as Json)).toBe(validate(value));
      }),
      { numRuns: 1_000 },
    );
  });
});
