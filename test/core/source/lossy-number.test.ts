import { describe, expect, test } from 'vitest';
import { readSource } from '../../../src/core/source/source.ts';

const found = (path: string, text: string) =>
  readSource({ path, text }).issues.map(
    ({ code, range }) => `${range.start.line}:${range.start.column}-${range.end.line}:${range.end.column} ${code}`,
  );

describe('core/source/lossy-number', () => {
  test('warns at the place of a number that loses digits, and reads the rest', () => {
    const message =
      'The number 9007199254740993 is read as 9007199254740992, because JSON numbers keep about 16 digits';
    for (const [path, text, place] of [
      ['a.json', '{"x": "1e5",\n "id": 9007199254740993}', '2:8-2:24'],
      ['a.jsonc', '{"x": 1, // 9007199254740995\n "id": 9007199254740993,}', '2:8-2:24'],
      ['a.yml', 'x: 1\nid: 9007199254740993 # 9007199254740995\n', '2:5-2:21'],
      ['a.yml', 'x: 1\n9007199254740993: y\n', '2:1-2:17'],
    ] as const) {
      const { documents, issues } = readSource({ path, text });
      expect(found(path, text)).toEqual([`${place} syntax/lossy-number`]);
      expect(issues).toMatchObject([{ severity: 'warning', message: expect.stringContaining(message) }]);
      expect(documents).toHaveLength(1);
    }
  });

  test.each([
    ['9007199254740992', 0],
    ['-9007199254740993', 1],
    ['9223372036854775807', 1],
    ['100000000000000000000000', 0],
    ['0.1', 0],
    ['1.500000000000000000000', 0],
    ['0.12345678901234567890', 1],
    ['1e21', 0],
    ['1.5E+3', 0],
    ['1e-400', 1],
    ['12345678901234567890e2', 1],
    ['0.0000000000000000000001', 0],
    ['0', 0],
    ['0e5', 0],
    ['"9007199254740993 1e-400"', 0],
    ['"\\"9007199254740993"', 0],
  ])('finds in %s the %i number that loses digits, in JSON and YAML', (number, count) => {
    for (const path of ['a.json', 'a.jsonc', 'a.yml']) {
      expect(found(path, `{"a": [${number}, 1]}`).map((issue) => issue.split(' ')[1])).toEqual(
        Array(count).fill('syntax/lossy-number'),
      );
    }
  });

  test('finds lossy numbers in notations that only YAML has', () => {
    expect(found('a.yml', 'a: 0x7fffffffffffffff\nb: 0xff\nc: 0x20000000000000\n')).toEqual([
      '1:4-1:22 syntax/lossy-number',
    ]);
    expect(found('a.yml', '%YAML 1.1\n---\na: 1_000_000_000_000_000_000\nb: 0777\nc: 0777777777777777\n')).toEqual([]);
  });
});
