import { describe, expect, test } from 'vitest';
import { readPartial } from '../../../src/core/definition/partial.ts';

describe('core/definition/partial', () => {
  const event = { type: 'ENTITY_UPDATED', blueprintIdentifier: 'service' };

  test('takes a trigger and a half-written rest, as if it were published', () => {
    expect(readPartial({ trigger: { event, condition: { expressions: ['.a', 3] } }, publish: false })).toEqual({
      ok: true,
      automation: {
        identifier: '',
        trigger: {
          type: 'automation',
          event,
          condition: { type: 'JQ', expressions: ['.a', '3'], combinator: 'and' },
        },
        invocationMethod: { type: '' },
        publish: true,
      },
    });
  });

  test('keeps the invocation method and the combinator', () => {
    const invocationMethod = { type: 'WEBHOOK', url: 7 };
    const definition = { trigger: { event, condition: { combinator: 'or' } }, invocationMethod };
    expect(readPartial(definition)).toMatchObject({
      automation: { trigger: { condition: { combinator: 'or' } }, invocationMethod },
    });
  });

  test.each([[null], [{}], [{ trigger: { event: { type: 'toString' } } }], [{ trigger: { event: { type: 3 } } }]])(
    'says what is missing from %j',
    (definition) => {
      expect(readPartial(definition)).toEqual({
        ok: false,
        problem: 'Choose the event that the automation listens to.',
      });
    },
  );
});
