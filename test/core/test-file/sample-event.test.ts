import { describe, expect, test } from 'vitest';
import type { TriggerEvent, TriggerType } from '../../../src/core/automation.ts';
import { readBlueprint } from '../../../src/core/catalog/blueprint.ts';
import { readPartial } from '../../../src/core/definition/partial.ts';
import { triggerTypes } from '../../../src/core/definition/trigger-types.ts';
import { eventKeys, triggerKey } from '../../../src/core/match/keys.ts';
import { readWrittenEvent } from '../../../src/core/test-file/read-written-event.ts';
import { sampleEvent } from '../../../src/core/test-file/sample-event.ts';

const blueprint = readBlueprint({
  identifier: 'service',
  schema: {
    properties: {
      tier: { type: 'string', enum: ['gold', 'silver'] },
      replicas: { type: 'number' },
      live: { type: 'boolean' },
      until: { type: 'string', format: 'timer' },
      owners: { type: 'array' },
      zone: { type: 'string', default: 'eu' },
    },
  },
  relations: { team: { target: 'team', many: false }, uses: { target: 'library', many: true } },
});

function triggerOf(type: string): TriggerEvent {
  const part = readPartial({
    trigger: {
      event: { type, blueprintIdentifier: 'service', propertyIdentifier: 'until', actionIdentifier: 'deploy' },
    },
  });
  if (!part.ok) throw new Error(part.problem);
  return part.automation.trigger.event;
}

describe('core/test-file/sample-event', () => {
  test.each(Object.keys(triggerTypes) as TriggerType[])(
    'a sample for %s is an event that the trigger hears',
    (type) => {
      const problems: unknown[] = [];
      const event = readWrittenEvent(sampleEvent(triggerOf(type), undefined, blueprint), [], (one) =>
        problems.push(one),
      );
      expect(problems).toEqual([]);
      expect(event && eventKeys(event)).toContain(triggerKey(triggerOf(type)));
    },
  );

  test('has a value of its type for each property and relation, and another one before an update', () => {
    const { diff } = sampleEvent(triggerOf('ENTITY_UPDATED'), undefined, blueprint);
    expect(diff).toMatchObject({
      before: { properties: { tier: 'silver', replicas: 0, live: false } },
      after: {
        properties: {
          tier: 'gold',
          replicas: 1,
          live: true,
          until: '2026-01-01T00:00:00.000Z',
          owners: [],
          zone: 'eu',
        },
        relations: { team: 'sample-team', uses: ['sample-library'] },
      },
    });
  });

  test('has the values that conditions require, unless the blueprint declares them', () => {
    const expressions = [
      '.diff.after.properties.tier == "Gold" and (.diff.before.properties.cpu > 80)',
      '.diff.after.properties.zone | test("x")',
      'broken (',
    ];
    const { diff } = sampleEvent(triggerOf('ENTITY_CREATED'), { type: 'JQ', expressions }, blueprint);
    expect(diff).toMatchObject({ after: { properties: { tier: 'gold', cpu: 80 } } });
  });
});
