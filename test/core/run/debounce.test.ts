import { describe, expect, test } from 'vitest';
import type { Event } from '../../../src/core/event/event.ts';
import { debounced, debounceKey } from '../../../src/core/run/debounce.ts';
import { queuedRun } from '../../../src/core/run/run.ts';
import { created, runEvent } from '../../e2e/harness/shapes.ts';

const run = (id: string, nextAt: number) => ({
  ...queuedRun({ id, eventId: `event-${id}`, automation: 'a', now: 1 }),
  phase: 'limited' as const,
  nextAt,
});
const event = (value: object) => value as unknown as Event;

describe('core/run/debounce', () => {
  test('the last run stays, at the time of the first, and each run says what happened to it', () => {
    expect(debounced([run('r1', 100), run('r2', 120)], '30s', 50)).toMatchObject({
      last: { id: 'r2', phase: 'limited', nextAt: 100 },
      replaced: [{ id: 'r1', status: 'SUCCESS', phase: 'ended', statusLabel: 'REPLACED', endedAt: 50, nextAt: null }],
      lines: [
        { runId: 'r1', message: 'Not called: run r2 of a later event of the same entity replaced it within 30s' },
        { runId: 'r2', message: 'Replaces run r1 of event event-r1: both are about the same entity, within 30s' },
      ],
    });
    expect(debounced([run('r1', 100)], '30s', 50)).toBeNull();
  });

  test('entities are distinguished by blueprint and identifier, in events of runs too', () => {
    const key = debounceKey(event(created('service', 'pay')));
    expect(debounceKey(event(created('team', 'pay')))).not.toBe(key);
    const after = { blueprint: { identifier: 'service' }, entity: { identifier: 'pay' } };
    expect(debounceKey(event(runEvent('deploy', { after })))).toBe(key);
    expect(debounceKey(event(runEvent('deploy', { after: { id: 'r_1' } })))).toBe('');
  });
});
