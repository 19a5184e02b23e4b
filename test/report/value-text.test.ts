import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json } from '../../src/core/json.ts';
import { cutAround, cutValue, valueLines, valueText } from '../../src/report/value-text.ts';

const json = fc.jsonValue({ maxDepth: 2 }).map((value) => value as Json);
const tricky = fc.oneof(
  json,
  fc.string({ unit: 'binary' }),
  json.map((value) => JSON.stringify(value)),
  fc.constantFrom('a b', 'a\u00a0b', 'a\u200bb', 'a\\u200bb', ' a', 'a\nb', 'null', '3', '{{ .a }}', '"a"'),
);

describe('report/value-text', () => {
  test('shows a string without quotes where it cannot be taken for another value', () => {
    expect(['.status == "open"', '{{ .event.id }}', '3', 'null', '', ' a', 'a\nb'].map(valueText)).toEqual([
      '.status == "open"',
      '{{ .event.id }}',
      '"3"',
      '"null"',
      '""',
      '" a"',
      '"a\\nb"',
    ]);
    expect([3, null, { a: ['b'] }].map(valueText)).toEqual(['3', 'null', '{"a":["b"]}']);
  });

  test('writes what is invisible as an escape', () => {
    expect([valueText('a\u00a0b'), valueText('a\u200bb')]).toEqual(['a\\u00a0b', 'a\\u200bb']);
  });

  test('gives the lines of a text, and indented JSON otherwise', () => {
    expect(valueLines('a\n  b')).toEqual(['a', '  b']);
    expect(valueLines({ a: 1 })).toEqual(['{', '  "a": 1', '}']);
    expect(valueLines('[\n1\n]')).toEqual(['"[\\n1\\n]"']);
  });

  test('cuts around the difference', () => {
    const start = '.diff.after.properties.environment == "production" and .diff.after.properties';
    const [was, is] = cutAround(`${start}.status == "open" and .b`, `${start}.status == "Open" and .b`, 60);
    expect([was, is]).toEqual(['….status == "open" and .b', '….status == "Open" and .b']);
    expect(cutValue('x'.repeat(100), 20)).toBe(`${'x'.repeat(20)}…`);
  });

  test('never shows two different values alike, nor half a character', () => {
    fc.assert(
      fc.property(
        tricky,
        tricky,
        fc.string({ unit: 'binary', maxLength: 200 }),
        fc.integer({ min: 20, max: 90 }),
        (a, b, around, width) => {
          fc.pre(JSON.stringify(a) !== JSON.stringify(b));
          const wrapped = typeof a === 'string' && typeof b === 'string';
          const [one, other]: [Json, Json] = wrapped ? [`${around}${a}${around}`, `${around}${b}${around}`] : [a, b];
          const [was, is] = cutAround(one, other, width);
          expect(was).not.toBe(is);
          for (const text of [was, is]) {
            expect(text).not.toMatch(/\p{Cs}/u);
            expect(text.length).toBeLessThanOrEqual(width + 7);
          }
        },
      ),
    );
  });
});
