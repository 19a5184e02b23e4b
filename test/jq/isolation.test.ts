import { afterAll, describe, expect, it } from 'vitest';
import { createJq } from '../../src/jq/jq.ts';
import { openJq } from './jq.ts';
import { createPatientPool, workerUrl } from './patient-pool.ts';

const events = [{ a: 1 }, { a: 2 }];
const neighbor = '.a == 1 and (.a | tostring | test("1"))';
const neighborSays = [
  { ok: true, value: true },
  { ok: true, value: false },
];

/**
 * Which limit is hit first depends on the machine; what matters is that the expression is stopped and its neighbors are
 * not.
 */
const stopped = /memory|recurses too deeply|larger than 16 MB|ran out of time/;

describe('jq/isolation', () => {
  // The limit of an expression is short, so that an endless one takes little time; the limit of a call leaves time for
  // all.
  const jq = openJq({ deadline: 500 });
  afterAll(() => jq.close());
  const patient = { deadline: 60_000 };

  it.each([
    ['endless', 'def f: f; f', 'ran out of time'],
    ['endless with output to come', '[repeat(1)]', stopped],
    ['eats memory', '[range(1e9)]', stopped],
    ['eats memory at once', '"x" * 1e9', stopped],
    ['recurses', 'def f: 1 + f; f', stopped],
    ['nests too deeply', 'reduce range(100000) as $i (null; [.])', stopped],
    ['prints too much', '"x" * 3e7', stopped],
    ['halts', 'halt', 'halt is not available'],
    ['halts with a code', 'halt_error(0)', 'halt_error is not available'],
    ['reads the next event', 'input', 'No more inputs'],
    ['breaks out of a label', 'error({__jq: 0})', /__jq|no answer/],
    ['breaks out of another label', 'error({__jq: 1})', /__jq|no answer/],
    ['opens an interpolation', '"\\(', 'does not compile'],
    ['closes the wrapper', ') | (', 'does not compile'],
    ['closes the wrapper and its sequel', '1), (1', 'does not compile'],
    ['ends the text', '1 \0', 'NUL'],
    ['fails', 'error("on purpose")', 'on purpose'],
    ['fails with an object', 'error({a: 1})', '(not a string): {"a":1}'],
    ['fails with null', 'error(null)', '(not a string): null'],
  ])('evaluates the neighbors of a bad expression: %s', async (_name, culprit, error) => {
    const results = await jq.evaluate([neighbor, culprit, '.a', neighbor], events, patient);
    expect(results.map((row) => row[0])).toEqual(neighborSays);
    expect(results.map((row) => row[3])).toEqual(neighborSays);
    expect(results.map((row) => row[2])).toEqual([
      { ok: true, value: 1 },
      { ok: true, value: 2 },
    ]);
    const [said] = results.map((row) => row[1]);
    if (said?.ok) expect([said.value, error]).toEqual([undefined, /__jq|no answer/]);
    else expect(said?.error).toMatch(error);
  });

  it.each([
    ['inputs', '[inputs]', []],
    ['the environment', 'env', {}],
    ['the environment variable', '$ENV', {}],
    ['one environment variable', '$ENV.PATH', null],
    ['debug output', 'debug | debug("x \\(.)") | stderr | .a', 1],
    ['the search list', 'get_search_list', []],
    ['the file name', 'input_filename', null],
    ['a name of its own', 'def first(f): 7; def __e0: 8; [first(1), __e0]', [7, 8]],
    ['a comment at the end', '.a # the end', 1],
    ['a comment that goes on', '.a # the end \\', 1],
    ['a comment that goes on, with a carriage return', '.a # the end \\\r', 1],
    ['the first of many outputs', '.a, error("late")', 1],
    ['no output', 'empty', undefined],
    ['an early end of a stream', 'first(range(10; 1e9))', 10],
  ])('evaluates %s', async (_name, expression, value) => {
    const [row] = await jq.evaluate([expression, '.a'], [{ a: 1 }, { a: 2 }], patient);
    expect(row).toEqual([
      { ok: true, value },
      { ok: true, value: 1 },
    ]);
  });

  it('returns truth values on request', async () => {
    const expressions = ['.a', 'empty', 'error("x")', 'null', '"false"', '.a, error', 'def f: f; f'];
    const [row] = await jq.evaluate(expressions, [{ a: false }], { ...patient, answer: 'truth' });
    expect(row).toEqual([
      { ok: true, value: false },
      { ok: true, value: undefined },
      { ok: false, error: 'x' },
      { ok: true, value: false },
      { ok: true, value: true },
      { ok: true, value: false },
      { ok: false, error: expect.any(String), timeout: true },
    ]);
  });

  it('reports an input that jq cannot accept, and evaluates the others', async () => {
    const deep = JSON.parse(`${'['.repeat(9000)}${']'.repeat(9000)}`);
    const tooDeepForJq = JSON.parse(`${'['.repeat(12_000)}${']'.repeat(12_000)}`);
    const results = await jq.evaluate(['type', 'length'], [{ a: 1 }, deep, tooDeepForJq, 'half \ud800 \\ud800']);
    const refused = { ok: false, error: 'The input is nested more than 500 levels deep.' };
    expect(results).toEqual([
      [
        { ok: true, value: 'object' },
        { ok: true, value: 1 },
      ],
      [refused, refused],
      [refused, refused],
      [
        { ok: true, value: 'string' },
        { ok: true, value: 13 },
      ],
    ]);
  });

  it('says that an expression was not tried when others took the time', async () => {
    const pool = { start() {}, close: async () => {}, run: async () => ({ type: 'expired' as const }) };
    const own = createJq({ workerUrl, pool });
    const results = await own.evaluate(['.a | test("x")'], [{ a: 'x' }], { deadline: 1000 });
    const untried = { ok: false, error: expect.stringContaining('other expressions'), timeout: true, untried: true };
    expect(results).toEqual([[untried]]);
  });

  it('quarantines a repeatedly failing expression, and finally stops running it for a while', async () => {
    let time = 0;
    const own = openJq({ deadline: 500, batchDeadline: 50, now: () => time });
    const ask = async () => (await own.evaluate(['def g: g; g', '.a | tostring'], [{ a: 1 }], patient))[0];
    const good = { ok: true, value: '1' };
    for (let times = 0; times < 3; times++) {
      expect(await ask()).toEqual([expect.objectContaining({ ok: false, timeout: true }), good]);
    }
    const mark = { timeout: true, quarantined: true };
    const banned = { ok: false, error: expect.stringContaining('1970-01-01T00:00:10.000Z'), ...mark };
    expect(await ask()).toEqual([banned, good]);
    time = 10_001;
    expect(await ask()).toEqual([expect.objectContaining({ ok: false, timeout: true }), good]);
    time = 29_000;
    expect(await ask()).toEqual([{ ok: false, error: expect.stringContaining('1970-01-01T00:00:30'), ...mark }, good]);
    await own.close();
  });

  it('skips quarantined expressions in quick mode, and evaluates the others', async () => {
    const own = openJq({ deadline: 20_000, batchDeadline: 50 });
    const ask = (options: object) => own.evaluate(['def q: q; q', '.a | tostring'], events, { ...patient, ...options });
    const quarantined = expect.objectContaining({ ok: false, timeout: true, quarantined: true });
    const rows = [
      [quarantined, { ok: true, value: '1' }],
      [quarantined, { ok: true, value: '2' }],
    ];
    expect(await ask({ quick: true })).toEqual(rows);
    expect(await ask({ quick: true })).toEqual(rows);
    await own.close();
  });

  it('does not let one endless input use up the time of the others', async () => {
    const pool = createPatientPool(({ input }) => input.includes('{"a":1}'));
    const own = openJq({ pool, deadline: 20_000, batchDeadline: 50 });
    const inputs = [1, 2, 3].map((a) => ({ a }));
    const rows = await own.evaluate(['if .a == 1 then def r: r; r else .a end'], inputs, { deadline: 2_000 });
    expect(rows).toEqual([
      [expect.objectContaining({ ok: false })],
      [{ ok: true, value: 2 }],
      [{ ok: true, value: 3 }],
    ]);
    await own.close();
  });

  it('keeps a short deadline and marks the results that timed out', async () => {
    const own = openJq({ deadline: 60_000, batchDeadline: 50 });
    const rows = await own.evaluate(['def h: h; h', '.a'], events, { deadline: 2_000 });
    expect(rows).toEqual([
      [expect.objectContaining({ ok: false, timeout: true }), { ok: true, value: 1 }],
      [expect.objectContaining({ ok: false, timeout: true }), { ok: true, value: 2 }],
    ]);
    await own.close();
  });

  it('distinguishes a failing expression from workers that do not start', async () => {
    const own = createJq({ workerUrl: new URL('file:///nowhere/jq-worker.mjs') });
    await expect(own.evaluate(['.a | tojson'], [1])).rejects.toThrow();
    expect(await own.evaluate(['.a'], [])).toEqual([]);
    await own.close();
  });

  it('rejects work after it is closed', async () => {
    const own = createJq({ workerUrl });
    await own.close();
    await expect(own.evaluate(['.a | tostring'], [1])).rejects.toThrow('closed');
  });
});
