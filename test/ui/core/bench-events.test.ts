import { describe, expect, test } from 'vitest';
import type { EventRow } from '../../../src/core/views/run-view.ts';
import { asReceived, eventsOf, eventsPath } from '../../../src/ui/core/bench-events.ts';

const definition = (type: string, more = {}) => ({ trigger: { event: { type, ...more } } });
const row = (type: string, action: string) => ({ type, action }) as EventRow;

describe('ui/core/bench-events', () => {
  test('requests events for the trigger', () => {
    expect(eventsPath(definition('ENTITY_UPDATED', { blueprintIdentifier: 'a b' }))).toBe(
      '/v1/lists/events?limit=50&blueprint=a+b&type=UPDATE',
    );
    expect(eventsPath(definition('ANY_RUN_CHANGE'))).toBe('/v1/lists/events?limit=50');
    expect(eventsPath({})).toBe('/v1/lists/events?limit=50');
  });

  test('offers the events that the trigger listens to', () => {
    const rows = [row('run', 'UPDATE'), row('entity', 'UPDATE'), row('entity', 'TIMER_EXPIRED')];
    expect(eventsOf(rows, definition('RUN_UPDATED'))).toEqual([rows[0]]);
    expect(eventsOf(rows, definition('ANY_ENTITY_CHANGE'))).toEqual([rows[1]]);
    expect(eventsOf(Array(90).fill(rows[1]), definition('ENTITY_UPDATED'))).toHaveLength(20);
  });

  test('removes the fields that the service added', () => {
    expect(asReceived({ id: 'a', runs: [], execution: {}, diff: {} })).toEqual({ id: 'a', diff: {} });
  });
});
