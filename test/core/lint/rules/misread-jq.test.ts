import { describe, expect, test } from 'vitest';
import { jqForTests } from '../../../jq/jq.ts';
import { automation, base, lintLines } from '../lint-file.ts';

const jq = jqForTests();

describe('core/lint/rules/misread-jq', () => {
  test.each([
    ['not .diff.after.title', ['misread-jq not .diff.after.title → .diff.after.title | not']],
    ['.diff.before and not .diff.after', ['misread-jq not .diff.after → (.diff.after | not)']],
    ['not .diff.after.title == "x"', ['misread-jq not .diff.after.title']],
    ['$ENV.STAGE == "prod"', ['misread-jq $ENV']],
    ['env.STAGE == "prod"', ['misread-jq env']],
    [
      '.diff.after.properties.x and (.diff.after.properties.n != 1 or .diff.after.properties.n != 2 or .diff.after.properties.n != 3)',
      [
        'misread-jq .diff.after.properties.n != 1 or .diff.after.properties.n != 2 or .diff.after.properties.n != 3 → .diff.after.properties.n != 1 and .diff.after.properties.n != 2 and .diff.after.properties.n != 3',
      ],
    ],
    ['.diff.after.title | not', []],
    ['(.diff.after | not) or .diff.after.properties.env == "not .x"', []],
    ['.diff.after.properties.env.x == "$ENV"', []],
    ['.diff.after.properties | {env, not: .x} | .env == "env.x"', []],
  ])('%s', async (expression, expected) => {
    expect(await lintLines(automation({ expressions: [expression] }))).toEqual(expected);
  });

  test('checks templates too', async () => {
    const body = { a: '{{ $ENV.TOKEN }}', b: '{{ if not .event.diff.before then 1 else 2 end }}' };
    expect(await lintLines(automation({ method: { ...base.invocationMethod, body } }))).toEqual([
      'misread-jq $ENV',
      'misread-jq not .event.diff.before → (.event.diff.before | not)',
    ]);
  });

  test('describes what jq really does', async () => {
    const [[denied, asked, fixed] = []] = await jq.evaluate(['not .a', '$ENV.PATH', '.a | not'], [{ a: null }]);
    expect([denied?.ok, asked, fixed]).toEqual([false, { ok: true, value: null }, { ok: true, value: true }]);
  });
});
