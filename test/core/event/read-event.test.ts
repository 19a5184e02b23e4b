import { describe, expect, test } from 'vitest';
import { readEvent } from '../../../src/core/event/read-event.ts';
import type { Json } from '../../../src/core/json.ts';

const defaults = { id: 'event_1', orgId: 'org', at: '2026-01-01T00:00:00.000Z' };
const entity = {
  action: 'UPDATE',
  resourceType: 'entity',
  context: { blueprintIdentifier: 'service', entityIdentifier: 'x' },
  diff: { before: {}, after: {} },
};
const problems = (value: Json): string[] => {
  const read = readEvent(value, defaults);
  return read.ok ? [] : read.problems.map(({ path, message }) => `${path} ${message}`);
};

describe('core/event/read-event', () => {
  test('fills in optional fields', () => {
    expect(readEvent(entity, defaults)).toEqual({
      ok: true,
      event: {
        ...entity,
        id: 'event_1',
        trigger: { by: { orgId: 'org' }, origin: 'API', at: defaults.at },
        context: { ...entity.context, propertyIdentifier: null },
      },
    });
  });

  test.each<[string, Json, string]>([
    ['no object', 'x', ' must be an object'],
    ['a misspelled field', { ...entity, dif: {} }, '/dif is not a field of an event'],
    ['an unknown resource', { ...entity, resourceType: 'blueprint' }, '/resourceType must be "entity" or "run"'],
    [
      'an unknown action',
      { ...entity, action: 'MOVE' },
      '/action must be one of CREATE, UPDATE, DELETE, TIMER_EXPIRED',
    ],
    ['a missing context', { ...entity, context: null }, '/context is required'],
    [
      'an identifier with a line break',
      { ...entity, context: { blueprintIdentifier: 'service', entityIdentifier: 'a\nb' } },
      '/context/entityIdentifier',
    ],
    [
      'an update without before',
      { ...entity, diff: { after: {} } },
      '/diff/before must be an object for the action UPDATE',
    ],
    [
      'an id of more bytes than an index holds',
      { ...entity, id: '漢'.repeat(400) },
      '/id must be an identifier: letters, digits and @_.+:/=-, at most 1,000 bytes',
    ],
    ['a timer without its property', { ...entity, action: 'TIMER_EXPIRED' }, '/context/propertyIdentifier must name'],
    ['a run without its action', { ...entity, resourceType: 'run' }, '/context/action/identifier is required'],
    ['a time that is none', { ...entity, trigger: { at: 'yesterday' } }, '/trigger/at must be an ISO 8601 time'],
  ])('reports %s with its place', (_, value, message) => {
    expect(problems(value).some((problem) => problem.startsWith(message))).toBe(true);
  });

  test('reports everything that is wrong at once', () => {
    expect(problems({ resourceType: 'entity', action: 'CREATE' }).length).toBeGreaterThanOrEqual(2);
  });
});
