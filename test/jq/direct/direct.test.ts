import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { Json } from '../../../src/core/json.ts';
import { createCompiler } from '../../../src/jq/compile.ts';
import { createDirect } from '../../../src/jq/direct/direct.ts';
import { createQuarantine } from '../../../src/jq/quarantine.ts';
import { jqForTests } from '../jq.ts';
import { createPatientPool } from '../patient-pool.ts';

const keys = fc.constantFrom('a', 'b', 'c', 'status', '__proto__', 'constructor', 'é', 'two words', '');
const text = fc.constantFrom(
  '',
  'a',
  'b',
  'ab',
  'Open',
  'In Progress',
  'é',
  '😀',
  '\uffee',
  'a😀b',
  'é\u0301',
  '10',
  'a.c',
);
const number = fc.constantFrom(0, 1, 2, -1, 1.5, 10, 0.1, 123456789012345, 1e21, 1e-7, 5e-324);
const scalar = fc.oneof(text, text, number, fc.boolean(), fc.constant(null));
const { value: json } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    scalar,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.uniqueArray(fc.tuple(keys, tie('value')), { maxLength: 4, selector: ([key]) => key }).map(Object.fromEntries),
  ),
}));

const space = fc.constantFrom('', '', ' ', '  ', '\n', '\t');
const words = (...parts: fc.Arbitrary<string>[]) => fc.tuple(...parts).map((all) => all.join(''));
const literal = fc.oneof(
  text.map((value) => JSON.stringify(value)),
  fc.constantFrom('0', '1', '2', '10', '1.5', '-1', '007', 'true', 'false', 'null', '[]', '["a", 1]', '"a\\"b"'),
);
const path = words(
  fc.constantFrom('.a', '.', '.b.c', '.status', '."two words"', '.["é"]', '.a[0]', '.["a"]', '.__proto__', '. .a'),
  fc.constantFrom('', '', '.a', '.b', '[0]', '[-1]', '["c"]', '.["a"]', '."b"', ' .a', '.constructor'),
);
const call = fc.oneof(
  fc.constantFrom('not', 'length', 'type', 'ascii_downcase', 'ascii_upcase', 'tostring'),
  words(
    fc.constantFrom('index', 'has', 'startswith', 'endswith', 'contains', 'test', 'IN'),
    space,
    fc.constant('('),
    literal,
    fc.constant(')'),
  ),
  words(fc.constant('IN('), literal, space, fc.constant(','), space, literal, fc.constant(')')),
);
const operator = fc.constantFrom('==', '!=', '<', '<=', '>', '>=', ' and ', ' or ', '//', '|', '+', ' - ', '*', '/');
const { expression } = fc.letrec<{ expression: string }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 4 },
    path,
    literal,
    call,
    words(space, tie('expression'), space, operator, space, tie('expression'), space),
    words(tie('expression'), operator, tie('expression')),
    words(path, fc.constant(' | '), call),
    words(fc.constant('('), space, tie('expression'), fc.constant(')')),
  ),
}));

describe('jq/direct', () => {
  const jq = jqForTests();
  const { isSimple, direct } = createDirect();
  const pool = createPatientPool();
  afterAll(() => pool.close());
  /** Skips the check whether an expression is simple. */
  const compileByJq = createCompiler(pool, createQuarantine(Date.now), 30_000);

  /** Returns the expressions that `direct` accepts, with its result and jq's result for every input. */
  async function both(expressions: readonly string[], inputs: Json[]) {
    const simple = expressions.flatMap((one) => {
      const run = direct(one);
      return run ? [{ one, run }] : [];
    });
    const byJq = await jq.evaluate(
      simple.map(({ one }) => one),
      inputs,
    );
    const reads: Json[][] = inputs.map(() => []);
    return simple.flatMap(({ one, run }, column) =>
      inputs.map((input, row) => ({ one, input, ours: run(input, reads[row]), jqs: byJq[row]?.[column] })),
    );
  }

  it('returns the values and errors of jq', async () => {
    let decided = 0;
    let errors = 0;
    const compared = fc.asyncProperty(
      fc.array(expression, { minLength: 30, maxLength: 60 }),
      fc.array(json, { minLength: 4, maxLength: 8 }),
      async (expressions, inputs) => {
        for (const { one, input, ours, jqs } of await both(expressions, inputs)) {
          if (ours === null) continue;
          decided++;
          if (!ours.ok) errors++;
          expect({ one, input, result: ours }).toEqual({ one, input, result: jqs });
        }
      },
    );
    await fc.assert(compared, { numRuns: 60 });
    expect(decided).toBeGreaterThan(5000);
    expect(errors).toBeGreaterThan(500);
  });

  it('accepts no text that jq rejects', async () => {
    const soup = fc
      .array(
        fc.constantFrom(
          '.a',
          '.',
          '"x"',
          '1',
          '-',
          '==',
          'and',
          'or',
          'not',
          '(',
          ')',
          '[',
          ']',
          '|',
          '//',
          '.["a"]',
          '?',
          ',',
          'IN',
          'null',
          ' ',
          '+',
          '..',
          '.b',
          '1.',
          'a',
          '#',
          '<',
          '$x',
          '::',
          '=',
          '!',
        ),
        { minLength: 1, maxLength: 8 },
      )
      .map((all) => all.join(''));
    let taken = 0;
    const compiles = fc.asyncProperty(fc.array(soup, { minLength: 300, maxLength: 500 }), async (texts) => {
      const simple = texts.filter(isSimple);
      expect(await compileByJq(simple)).toEqual(simple.map(() => null));
      const results = await both(texts, [{ a: { a: 1 }, b: 'x' }]);
      taken += results.length;
      for (const { one, ours, jqs } of results) if (ours) expect({ one, result: ours }).toEqual({ one, result: jqs });
    });
    await fc.assert(compiles, { numRuns: 40 });
    expect(taken).toBeGreaterThan(300);
  });

  it.each([
    'has(null)',
    'has([1])',
    'index(1)',
    'startswith(1)',
    'contains([1])',
    'test("(")',
    'test("a.c")',
    'IN([1], 2)',
    '-1 - 1',
    '.["a"]["b"][0]',
    '. | . // not',
  ])('treats %s as simple, and it compiles', async (one) => {
    expect(isSimple(one)).toBe(true);
    expect(await compileByJq([one])).toEqual([null]);
  });

  it.each([
    ['.diff.after.status == "FAILURE"', true],
    ['.diff.before.properties.status != .diff.after.properties.status', true],
    ['.diff.after.team | index("admins") != null', true],
    ['.diff.after.status | IN("DECLINED", "FAILURE")', true],
    ['(.diff.after.properties.mtbf / .diff.after.properties.target * 100) < .diff.after.properties.critical', true],
    ['.diff.after.properties.status', 'up'],
    ['.diff.after.scorecards.ready.level // "none"', 'none'],
    ['.diff.after.properties["status"] == "up" and (.diff.before.properties.status == "down" or .nothing)', true],
  ])('needs no jq for %s', (one, value) => {
    const event = {
      diff: {
        before: { properties: { status: 'down' } },
        after: { status: 'FAILURE', team: ['admins'], properties: { status: 'up', mtbf: 1, target: 2, critical: 51 } },
      },
    };
    expect(direct(one)?.(event)).toEqual({ ok: true, value });
  });

  it.each([
    '.a[]',
    '.a?',
    '..',
    '.a as $x | $x',
    '"\\(.a)"',
    '"\\u0041"',
    '1e3',
    '12345678901234567890',
    '@base64',
    'test("a.c")',
    'if .a then 1 else 2 end',
    '.a, .b',
    '.a == .b == .c',
    '{}',
    '-.a',
    'foo',
    '',
    '.a.0',
    `${'('.repeat(60)}1${')'.repeat(60)}`,
  ])('delegates %j to jq', (one) => {
    expect(direct(one)).toBeNull();
  });

  it.each([
    ['.a + 1', { a: {} }],
    ['.a / .b', { a: 1, b: 0 }],
    ['.', 'half \ud800'],
    [`."${'long'.repeat(10)}"`, 1],
  ])('delegates %j on %j to jq', (one, input) => {
    expect(direct(one)?.(input)).toBeNull();
  });

  it('compares half surrogate pairs and infinite numbers as jq receives them', async () => {
    const inputs = [
      '\ud800',
      '\ufffd',
      'a\udc00',
      '\ud83d\ude00',
      '\ud83d',
      '\ud83dx',
      Number.POSITIVE_INFINITY,
      [Number.NaN],
    ];
    const expressions = ['.[0] == .[1]', '.[0] < .[1]', '.[0] > .[1]', '.[0] == null'];
    const pairs = inputs.flatMap((one) => inputs.map((other) => [one, other]));
    for (const { ours, jqs, input } of await both(expressions, pairs)) {
      expect({ input, ours }).toEqual({ input, ours: jqs });
    }
  });
});
