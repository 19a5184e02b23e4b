import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJq } from '../../../src/core/syntax/parser.ts';
import { jqForTests } from '../../jq/jq.ts';
import { printed } from './print.ts';

const space = fc.constantFrom('', ' ', ' ', '\n', ' # note\n');
const words = (...parts: (string | fc.Arbitrary<string>)[]) =>
  fc.tuple(...parts.map((part) => (typeof part === 'string' ? fc.constant(part) : part))).map((all) => all.join(''));

const pattern = fc.constantFrom(
  '$x',
  '[$x]',
  '{a:$x}',
  '{$x}',
  '[$x, {b:$y}]',
  '{"a":[$x]}',
  '$x ?// [$x]',
  '{("a"):$x}',
);
const operator = fc.constantFrom(
  ...['|', ',', '//', '=', '|=', '+=', '-=', '*=', '/=', '//=', ' or ', ' and ', '==', '!=', '<', '<=', '>', '>='],
  ...['+', ' - ', '*', '/', '%', '|', ',', ' and ', '=='],
);
const leaf = fc.constantFrom(
  ...['.', '..', '.a', '.b', '.a.b', '."a"', '.["a"]', '.[0]', '.a[]?', '.[1:]', '.[:1]', '1', '2', '0.5', '"x"'],
  ...[
    '"a\\u00e9\\n"',
    '"v\\(.a)w"',
    '@json',
    '@text "\\(.b)"',
    'null',
    'true',
    'false',
    'empty',
    'not',
    'length',
    '[]',
    '{}',
  ],
  ...['{a}', '{a:1,"b":2}', '{if:1}', '{(.b|tostring):1}', '$__loc__', 'error("e")', 'map(.a)', 'type', 'first(1,2)'],
);
const { program } = fc.letrec<{ program: string }>((tie) => {
  const one = tie('program');
  return {
    program: fc.oneof(
      { maxDepth: 5 },
      leaf,
      leaf,
      words(one, space, operator, space, one),
      words(one, operator, one),
      words('(', one, space, ')'),
      words('(', one, ')', fc.constantFrom('.a', '[0]', '?', '[]', '.["a"]', '."b"', '[1:2]', '??')),
      words('[', one, ']'),
      words('{a:', one, ', b: ', one, '}'),
      words('-', space, one),
      words('if ', one, ' then ', one, fc.constantFrom('', ' else 3', ' elif .a then 2'), ' end'),
      words('try ', one, fc.constantFrom('', ' catch .')),
      words('reduce ', one, ' as ', pattern, ' (', one, ';', one, ')'),
      words('foreach ', one, ' as ', pattern, ' (', one, ';', one, fc.constantFrom('', '; [.]'), ')'),
      words(one, ' as ', pattern, ' | ', one),
      words('def f: ', one, '; ', one),
      words('def g($p; q): q, $p; g(', one, ';', one, ')'),
      words('label $out | ', one),
      words('"s\\(', one, ')"'),
      words('select(', one, ')'),
      words('any(.[]?; ', one, ')'),
    ),
  };
});
const inputs = [null, { a: 1, b: 'x' }, { a: { b: [1, 2] }, b: { a: 'y' } }, [1, { a: 2 }], 'text', 3];

describe('core/syntax/parser', () => {
  const jq = jqForTests();

  it('accepts exactly what jq accepts', async () => {
    const characters = fc.constantFrom(
      ...'..ab01"\\()[]{}|,;:?/=<>+-*%$@# \n',
      '?//',
      ' as ',
      'if ',
      ' then ',
      ' end',
      '::',
    );
    const noise = fc.array(fc.oneof(characters, leaf), { maxLength: 9 }).map((parts) => parts.join(''));
    const all = fc.sample(fc.oneof(program, noise), { numRuns: 6000, seed: 1 });
    const problems = await jq.compile(all);
    const wrong = all.flatMap((text, index) => {
      const message = problems[index]?.message ?? '';
      const isRefused =
        message.includes('syntax error') || message.includes('escape') || message === 'The expression is empty.';
      // Names, constant keys and modules are not a matter of syntax.
      return parseJq(text).ok === !isRefused || /object key|too long/.test(message) ? [] : [{ text, message }];
    });
    expect(wrong).toEqual([]);
  });

  it('understands programs as jq does', async () => {
    const all = fc.sample(program, { numRuns: 3000, seed: 2 });
    const problems = await jq.compile(all);
    const sound = all.filter((text, index) => problems[index] === null && !/\.\.|repeat/.test(text));
    expect(sound.length).toBeGreaterThan(1000);
    const again = sound.map((text) => {
      const parsed = parseJq(text);
      return parsed.ok ? printed(parsed.node) : 'unparsed';
    });
    const list = (text: string) => `[limit(50; ${text}\n)]`;
    const first = await jq.evaluate(sound.map(list), inputs);
    const second = await jq.evaluate(again.map(list), inputs);
    const wrong = sound.flatMap((text, column) => {
      const at = inputs.findIndex(
        (_, row) => JSON.stringify(first[row]?.[column]) !== JSON.stringify(second[row]?.[column]),
      );
      return at < 0 || text.includes('$__loc__')
        ? []
        : [{ text, again: again[column], first: first[at]?.[column], second: second[at]?.[column] }];
    });
    expect(wrong).toEqual([]);
  });
});
