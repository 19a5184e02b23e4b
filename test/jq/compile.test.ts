import { describe, expect, it } from 'vitest';
import { createPool } from '../../src/jq/pool.ts';
import { waitLimitMs } from '../wait-limit.ts';
import { jqForTests, openJq } from './jq.ts';
import { workerUrl } from './patient-pool.ts';

describe('jq/compile', () => {
  const jq = jqForTests();

  it.each([
    ['.a ==', 'unexpected end of file', 3],
    ['"é" | foo', 'foo/0 is not defined', 6],
    ['.a\n| "😀" | foo', 'foo/0 is not defined', 12],
    ['.a || .b', "unexpected '|'", 4],
    ['.arr.0', 'unexpected', 4],
    ["'x'", 'unexpected character', 0],
    ['.a, $x', '$x is not defined', 4],
    ['"\\(', 'unexpected end of file', 1],
    [') | (', 'unexpected character', 0],
    ['1), (1', 'unexpected character', 1],
    ['-foo', 'foo/0 is not defined', 1],
    ['"abc', 'unexpected end of file', 1],
    ['"\\u00"', 'Invalid \\uXXXX escape', 1],
  ])('explains what is wrong with %j and where', async (expression, message, offset) => {
    expect(await jq.compile(['.fine | test("x")', expression])).toEqual([
      null,
      { message: expect.stringContaining(message), offset },
    ]);
  });

  it.each([
    ['', 'The expression is empty.'],
    ['# only a comment', 'The expression is empty.'],
    ['def f: 1;', 'The expression is empty.'],
    ['import "a" as a; .', 'import and include are not available'],
    ['module {}; .', 'module directives are not available'],
    ['"\ud800"', 'surrogate'],
    ['1 + 1 \0', 'NUL'],
  ])('explains what is wrong with %j', async (expression, message) => {
    expect(await jq.compile([expression])).toEqual([
      expect.objectContaining({ message: expect.stringContaining(message) }),
    ]);
  });

  it.each(['-(.a)', '-not', '--arg'])('treats %j as an expression, not as an option', async (expression) => {
    const [problem] = await jq.compile([expression]);
    expect(problem?.message ?? 'not defined').toContain('not defined');
  });

  it('compiles more long expressions than it can cache', async () => {
    const expressions = Array.from({ length: 290 }, (_, index) => `"${'x'.repeat(60_000)}" | length + ${index}`);
    // Together they take too long, and are divided.
    const own = openJq({ pool: createPool(workerUrl, 2), deadline: waitLimitMs });
    expect(await own.compile(expressions)).toEqual(expressions.map(() => null));
    expect(await own.compile([...expressions, '.a ==', ...expressions])).toHaveProperty(['290', 'offset'], 3);
    await own.close();
  });

  it('rejects an extremely long expression', async () => {
    const message = expect.stringContaining('longer than 65536');
    expect(await jq.compile([`"${'x'.repeat(70_000)}"`])).toEqual([{ message, offset: 65536 }]);
  });

  it.each([
    [['(1', '1)']],
    [['"abc', '" | .x']],
    [['[1', '2]']],
    [['1), (1', '1']],
    [['"\\(1', '1)"']],
    [['. as $x', '1']],
    [['1,', '1']],
    [['label $x |', '1']],
    [['$__scope_0', '$__scope__0']],
    [['1 #', 'foo']],
    [['1) #', '(1']],
    [['"a" "', '" "b"']],
  ])('does not let two texts combine into one program: %j', async (expressions) => {
    const [first, second] = expressions.map((expression) => jq.compile([expression]));
    const alone = [...((await first) ?? []), ...((await second) ?? [])];
    const own = jqForTests();
    expect(await own.compile(expressions)).toEqual(alone);
    expect(alone.some((problem) => problem !== null)).toBe(true);
  });

  it('finds the invalid expressions among hundreds', async () => {
    const expressions = Array.from({ length: 700 }, (_, i) =>
      i % 10 === 3 ? `.a | foo${i}` : i % 100 === 7 ? `.a[${i}` : `.a | test("${i}") and (.b | length) > ${i}`,
    );
    const problems = await jq.compile(expressions);
    const broken = expressions.flatMap((_, i) => (i % 10 === 3 || i % 100 === 7 ? [i] : []));
    expect(problems.flatMap((problem, i) => (problem ? [i] : []))).toEqual(broken);
    expect(problems[13]).toEqual({ message: 'foo13/0 is not defined', offset: 5 });
  });

  it('survives an expression that crashes the compiler', async () => {
    const deep = `${'['.repeat(9000)}1${']'.repeat(9000)}`;
    const [fine, broken] = await jq.compile(['.a | test("x")', deep]);
    expect(fine).toBeNull();
    expect(broken === null || broken?.message !== '').toBe(true);
  });

  it('evaluates expressions that are together too long for one function', async () => {
    const expressions = Array.from({ length: 64 }, (_, i) => `[${`(.a | test("${i}")), `.repeat(60)} 1] | length`);
    const rows = await jq.evaluate(expressions, [{ a: 'x' }]);
    expect(rows).toEqual([expressions.map(() => ({ ok: true, value: 61 }))]);
  });
});
