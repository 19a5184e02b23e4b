import { describe, expect, it } from 'vitest';
import type { Event } from '../../../src/core/event/event.ts';
import { triggerData } from '../../../src/core/match/trigger-data.ts';

describe('core/match/trigger-data', () => {
  it('builds the root that Port documents', () => {
    const event: Event = {
      id: 'e1',
      action: 'UPDATE',
      resourceType: 'entity',
      trigger: { by: { orgId: 'o', userId: 'u' }, origin: 'UI', at: '2026-01-01T00:00:00.000Z' },
      context: { blueprintIdentifier: 'service', entityIdentifier: 's', propertyIdentifier: null },
      diff: { before: null, after: null },
    };
    const by = { orgId: 'o', userId: 'u', user: { email: 'u@example.com' } };
    const root = triggerData({
      event,
      automation: 'notify',
      runId: 'r_1234567890123456',
      by,
      at: '2026-01-01T00:00:01.000Z',
    });
    expect(root).toEqual({
      inputs: null,
      trigger: { by, origin: 'AUTOMATION', at: '2026-01-01T00:00:01.000Z' },
      event,
      entity: null,
      action: { identifier: 'notify' },
      run: { id: 'r_1234567890123456' },
    });
  });
});
