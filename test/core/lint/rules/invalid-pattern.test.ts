import { describe, expect, test } from 'vitest';
import { automation, lintFile } from '../lint-file.ts';

async function messages(expression: string): Promise<string[]> {
  const event = { type: 'ENTITY_CREATED', blueprintIdentifier: 'service' };
  return (await lintFile(automation({ event, expressions: [expression] }))).map(({ message }) => message);
}

describe('core/lint/rules/invalid-pattern', () => {
  test.each([
    ['(a', 'close `(` with `)`, or write `\\\\(` for the character itself'],
    ['a)', 'remove `)`, or write `\\\\)` for the character itself'],
    ['[a', 'close `[` with `]`, or write `\\\\[` for the character itself'],
    ['[]', 'write characters in `[]`, or write `\\\\[\\\\]` for the brackets themselves'],
    ['[z-a]', 'write the lower character first, or write `-` last for the character itself'],
    ['*a', '`*`, `+` and `?` repeat what is before them, as in `.*`; write `\\\\*` for the character itself'],
    ['a\\\\', 'write `\\\\\\\\` for a backslash itself'],
    ['(?P<name>a)', 'a named group is written `(?<name>…)`, and an option as in `(?i)`'],
  ])('says what to write instead of %s', async (pattern, way) => {
    const found = await messages(`.diff.after.title | test("${pattern}")`);
    expect(found).toEqual([expect.stringContaining(`; ${way}. The automation never fires.`)]);
  });

  test('what it suggests compiles', async () => {
    for (const pattern of [
      '(a)',
      '\\\\(a',
      'a\\\\)',
      '[a]',
      '\\\\[a',
      '\\\\[\\\\]',
      '[za-]',
      '.*a',
      '\\\\*a',
      'a\\\\\\\\',
    ]) {
      expect(await messages(`.diff.after.title | test("${pattern}")`)).toEqual([]);
    }
  });
});
