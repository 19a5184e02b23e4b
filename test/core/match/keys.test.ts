import { describe, expect, test } from 'vitest';
import type { Automation } from '../../../src/core/automation.ts';
import { readEvent } from '../../../src/core/event/read-event.ts';
import type { JsonObject } from '../../../src/core/json.ts';
import { triggerMismatch } from '../../../src/core/match/keys.ts';
import { testDefaults } from '../../../src/core/test-file/short-event.ts';

const said = (listens: JsonObject, happened: JsonObject): string => {
  const read = readEvent(happened, testDefaults);
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  const automation = { identifier: 'a', trigger: { type: 'automation', event: listens } };
  return triggerMismatch(automation as unknown as Automation, read.event);
};

const entity = (action: string, propertyIdentifier: string | null = null): JsonObject => ({
  resourceType: 'entity',
  action,
  context: { blueprintIdentifier: 'cluster', entityIdentifier: 'a', propertyIdentifier },
  diff: { before: action === 'CREATE' ? null : {}, after: action === 'DELETE' ? null : {} },
});

describe('core/match/keys', () => {
  test('describes triggers and events in the same terms', () => {
    const any = { type: 'ANY_ENTITY_CHANGE', blueprintIdentifier: 'cluster' };
    expect(said(any, entity('TIMER_EXPIRED', 'ttl'))).toBe(
      'It listens to ANY_ENTITY_CHANGE of the blueprint cluster; this event is TIMER_PROPERTY_EXPIRED of the blueprint cluster, property ttl.',
    );
    const timer = { type: 'TIMER_PROPERTY_EXPIRED', blueprintIdentifier: 'service', propertyIdentifier: 'ttl' };
    expect(said(timer, entity('DELETE'))).toBe(
      'It listens to TIMER_PROPERTY_EXPIRED of the blueprint service, property ttl; this event is ENTITY_DELETED of the blueprint cluster.',
    );
    const run = {
      resourceType: 'run',
      action: 'UPDATE',
      context: { action: { identifier: 'deploy' } },
      diff: { before: {}, after: {} },
    };
    expect(said({ type: 'RUN_CREATED', actionIdentifier: 'deploy' }, run)).toBe(
      'It listens to RUN_CREATED of deploy; this event is RUN_UPDATED of deploy.',
    );
  });
});
