import { describe, expect, test } from 'vitest';
import { alertEvent, automationFailing, targetOpened } from '../../../src/core/event/alerts.ts';
import { readEvent } from '../../../src/core/event/read-event.ts';
import type { Json } from '../../../src/core/json.ts';
import { eventKeys } from '../../../src/core/match/keys.ts';
import { listenersOf } from '../../../src/core/match/listeners.ts';
import { definition } from '../definitions.ts';

const at = { now: 0, orgId: 'org' };
const listening = (identifier: string, blueprintIdentifier: string, publish = true) =>
  definition(identifier, {
    trigger: { type: 'automation', event: { type: 'ENTITY_UPDATED', blueprintIdentifier } },
    publish,
  });

describe('core/event/alerts', () => {
  test.each([
    targetOpened('https://example.com:8443', 10, 'HTTP 503'),
    automationFailing({ identifier: 'a', title: 'A' }, 3, { run: 'r_1', summary: null }),
  ])('an alert is an event that the API would accept, and an update of its pseudo-blueprint', (alert) => {
    const event = alertEvent('event_1', alert, at);
    expect(readEvent(event as unknown as Json, { id: 'x', orgId: 'org', at: '' })).toEqual({ ok: true, event });
    expect(eventKeys(event)[0]).toBe(`ENTITY_UPDATED _${alert.kind}`);
  });

  test('only published automations on a pseudo-blueprint listen', () => {
    const { alerts } = listenersOf([
      listening('alert', '_target'),
      listening('off', '_automation', false),
      listening('other', 'service'),
    ]);
    expect([...alerts.blueprints]).toEqual(['_target']);
    expect([...alerts.automations]).toEqual(['alert']);
  });
});
