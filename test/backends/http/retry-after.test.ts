import { describe, expect, test } from 'vitest';
import { limitWait, retryAfter } from '../../../src/backends/http/retry-after.ts';

const now = Date.parse('2026-01-01T00:00:00Z');

describe('backends/http/retry-after', () => {
  test.each<[string | undefined, number | undefined]>([
    ['120', 120],
    [' 120 ', 120],
    ['120.5', 121],
    ['0.2', 1],
    ['120s', 120],
    ['120 seconds', 120],
    ['2m', 120],
    ['1500ms', 2],
    ['+7', 7],
    ['99999999999', 86_400],
    ['Thu, 01 Jan 2026 00:01:00 GMT', 60],
    ['Thursday, 01-Jan-26 00:01:00 GMT', 60],
    ['Thu Jan  1 00:01:00 2026', 60],
    ['2026-01-01T00:01:00Z', 60],
    ['2026-01-01T00:01:00', 60],
    ['Sat, 01 Jan 200000 00:00:00 GMT', 86_400],
    ['10,60', 60],
    ['10, Thu, 01 Jan 2026 00:01:00 GMT', 60],
    ['Thu, 01 Jan 2026 00:01:00 GMT, Thu, 01 Jan 2026 00:02:00 GMT', 120],
    ['soon, 30', 30],
    ['0', undefined],
    ['-120', undefined],
    ['Wed, 31 Dec 2025 00:00:00 GMT', undefined],
    ['2025', 2025],
    ['1e3', undefined],
    ['12:30', undefined],
    ['soon', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('%j is a wait of %j seconds', (header, expected) => {
    expect(retryAfter(header, now)).toBe(expected);
  });

  test.each([
    [403, { 'retry-after': '30' }, false, 30],
    [403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(now / 1000 + 90) }, false, 90],
    [403, { 'x-ratelimit-remaining': '0' }, false, 60],
    [403, {}, true, 60],
    [429, {}, true, 60],
    [403, { 'x-ratelimit-remaining': '12' }, false, null],
    [403, {}, false, null],
    [429, {}, false, null],
    [200, { 'x-ratelimit-remaining': '0' }, true, null],
  ])('status %i with %j: GitHub %j waits %j seconds', (status, headers, isGitHub, expected) => {
    const data = { message: 'You have exceeded a secondary rate limit.' };
    expect(limitWait({ status, headers: headers as Record<string, string>, data, isGitHub }, now)).toBe(expected);
  });
});
