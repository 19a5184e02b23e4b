import { describe, expect, test } from 'vitest';
import { backends } from '../../../src/backends/index.ts';
import { jqHint } from '../../../src/core/expression/hints.ts';
import type { JsonObject } from '../../../src/core/json.ts';
import { invisibleIn, withoutInvisible, withVisible } from '../../../src/core/source/invisible.ts';
import { validate } from '../../../src/core/validate/validate.ts';
import { jqForTests } from '../../jq/jq.ts';
import { automation, base, lintLines } from '../lint/lint-file.ts';

const jq = jqForTests();

describe('core/source/invisible', () => {
  test('gives each invisible character its name and number', () => {
    expect(invisibleIn('a\u00a0b\u200bc\u2003')).toEqual([
      { index: 1, name: 'a no-break space (U+00A0)', plain: ' ' },
      { index: 3, name: 'a zero-width space (U+200B)', plain: '' },
      { index: 5, name: 'an unusual space (U+2003)', plain: ' ' },
    ]);
    expect(withVisible('a\ufeff')).toBe('a<a byte order mark (U+FEFF)>');
    expect(withoutInvisible('\u2060a\u00a0b')).toBe('a b');
    expect(invisibleIn('grüß 🚀 "x"\n\t')).toEqual([]);
  });

  test.each([
    [
      '.a\u00a0== 1',
      '.a == 1',
      'there is a no-break space (U+00A0) here, which is invisible; replace it with an ordinary space',
    ],
    ['.a\u200b == 1', '.a == 1', 'there is a zero-width space (U+200B) here, which is invisible; remove it'],
  ])('reports and fixes %j', (expression, fixed, message) => {
    expect(jqHint(expression)).toMatchObject({ fixed, message });
  });

  test('shows the name of an invisible character in a key', async () => {
    const value: JsonObject = { ...base, 'title\u200b': 'x' };
    const { issues } = await validate([{ path: 'a.json', text: JSON.stringify(value) }], { backends, jq });
    expect(issues.map(({ message, suggestion }) => [message, suggestion])).toEqual([
      ['`title<a zero-width space (U+200B)>` is not a field of an automation; did you mean `title`?', '"title"'],
    ]);
  });

  test('warns about invisible characters in a compared string and in a URL', async () => {
    const expressions = ['.diff.after.title == "prod\u00a0x"'];
    expect(await lintLines(automation({ expressions }))).toEqual(['invisible-character \u00a0']);
    const method = { ...base.invocationMethod, url: 'https://example.com/a\u200b', body: { text: 'a\u00a0b' } };
    expect(await lintLines(automation({ method }))).toEqual(['invisible-character \u200b']);
  });
});
