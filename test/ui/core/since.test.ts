import { describe, expect, test } from 'vitest';
import { countWords, selectionOf } from '../../../src/ui/core/runs-selection.ts';
import { isoTime, localTime, withSince } from '../../../src/ui/core/since.ts';

const now = Date.parse('2026-11-29T09:00:00Z');

describe('ui/core/since', () => {
  test('becomes the time that it means now, and a typed time stays', () => {
    expect(withSince('/v1/x?a=1&since=hour', now)).toBe('/v1/x?a=1&from=2026-11-29T08%3A00%3A00.000Z');
    expect(withSince('/v1/x?since=between&from=a&to=b', now)).toBe('/v1/x?from=a&to=b');
  });

  test('selects the runs for bulk work, together with the other filters', () => {
    expect(selectionOf({ since: 'day', status: 'FAILURE' }, now)).toEqual({
      status: 'FAILURE',
      from: '2026-11-28T09:00:00.000Z',
    });
    expect(selectionOf({}, now)).toEqual({});
    expect([countWords({ count: 1, complete: true }), countWords({ count: 7, complete: false })]).toEqual([
      '1 run',
      'at least 7 runs',
    ]);
  });

  test('fields for date and time give back what they were given, and nothing for nothing', () => {
    const at = '2026-11-29T09:30:00.000Z';
    expect(isoTime(localTime(at))).toBe(at);
    expect([isoTime(''), localTime(undefined), localTime('yesterday')]).toEqual(['', '', '']);
  });
});
