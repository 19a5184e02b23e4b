import { describe, expect, test } from 'vitest';
import { backends } from '../../../src/backends/index.ts';
import type { Event } from '../../../src/core/event/event.ts';
import { explainEvent } from '../../../src/core/explain/explain.ts';
import type { Json } from '../../../src/core/json.ts';
import { createBacktest } from '../../../src/core/match/backtest.ts';
import { match } from '../../../src/core/match/match.ts';
import { indexTriggers } from '../../../src/core/match/trigger-index.ts';
import { runTestFiles } from '../../../src/core/test-file/test-file.ts';
import { validate } from '../../../src/core/validate/validate.ts';
import { jqForTests } from '../../jq/jq.ts';
import { automation, confusions } from './confusions.ts';

const jq = jqForTests();

/** Conditions that are hostile, fail, or return something else than true and false. */
const hostile: string[][] = [
  ['null'],
  ['empty'],
  ['error("no")', 'true'],
  ['.diff.after.properties.n', '.diff.before.properties.n | not'],
  ['.diff.after.properties.list[]'],
  ['.diff.after.properties.list | add > 3'],
  ['.diff.after.properties.text | tonumber > 3'],
  ['first(range(10; infinite)) == 10'],
  ['input', 'env | length == 0'],
  ['$ENV.PATH == null', 'halt'],
  ['.diff.after.properties.n / 0 > 1'],
  ['reduce .diff.after.properties.list[] as $x (0; . + 1) > 1'],
  ['try error("x") catch . == "x"'],
  ['[.. | strings | select(test("a"))] | length > 3'],
  [') or (true'],
  ['"\\(.diff.after.properties.text)" == "null"'],
  ['.diff.after.properties | to_entries | map(select(.value == null)) | length > 0'],
  ['if .diff.after.properties.n > 2 then .diff.after.properties.text == "a" else empty end'],
];

const values: readonly Json[] = [
  null,
  true,
  false,
  0,
  3,
  -1.5,
  '',
  'a',
  'Failed',
  '3',
  [],
  ['prod', 'eu'],
  [1, null, 4],
  {},
  { a: [1] },
];

/** A reproducible source of choices (a linear congruential generator). */
function choices(seed: number) {
  let state = seed;
  return <T>(list: readonly T[]): T | undefined => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return list[Math.floor((state / 2 ** 32) * list.length)];
  };
}

function generated(count: number, seed: number): Event[] {
  const choose = choices(seed);
  const names = ['status', 'replicas', 'count', 'tags', 'urgent', 'checks', 'n', 'list', 'text', 'url'];
  const side = () => ({
    identifier: 'x',
    title: choose(['Shop', 'Shop ', '', null]) ?? null,
    team: choose([['ops'], [], 'ops', null]) ?? null,
    properties: Object.fromEntries(
      names.flatMap((name) => (choose([true, true, false]) ? [[name, choose(values) ?? null]] : [])),
    ),
    relations: { service: choose(['shop', null, ['a', 'b']]) ?? null },
  });
  return Array.from({ length: count }, (_, index) => ({
    id: `event_${index}`,
    action: 'UPDATE' as const,
    resourceType: 'entity' as const,
    trigger: { by: {}, origin: 'API', at: '2026-01-01T00:00:00.000Z' },
    context: { blueprintIdentifier: 'deployment', entityIdentifier: 'x', propertyIdentifier: null },
    diff: { before: side(), after: side() },
  }));
}

describe('core/explain/equality', () => {
  test('explain, the test runner, the backtest and production agree on 10,000 events × automations', async () => {
    const plain = confusions.filter(([, , change]) => change?.event === undefined && change?.publish === undefined);
    const conditions: (readonly [string[], 'and' | 'or'])[] = [
      ...plain.map(([, expressions, change]) => [expressions, change?.combinator ?? 'and'] as const),
      ...hostile.flatMap((expressions) => [[expressions, 'and'] as const, [expressions, 'or'] as const]),
    ];
    // Each pair of neighbours is another condition of the same programs, which are compiled once.
    const joined = conditions.flatMap(([expressions], index) => {
      const [others = []] = conditions[(index + 7) % conditions.length] ?? [];
      const both = [...expressions, ...others];
      return [[both, 'and'] as const, [both, 'or'] as const];
    });
    const automations = [...conditions, ...joined].map(([expressions, combinator], index) => ({
      ...automation(expressions, combinator === 'or' ? { combinator } : {}),
      identifier: `a${index}`,
    }));
    const events = generated(Math.ceil(10_000 / automations.length), 13);
    expect(events.length * automations.length).toBeGreaterThanOrEqual(10_000);

    const production = await match(indexTriggers(automations), events, jq);
    const verdicts = production.map((found) => new Map(found.map((one) => [one.automation.identifier, one.verdict])));
    const expected = (at: number, name: string) => verdicts[at]?.get(name) ?? 'no-match';
    expect(new Set(events.flatMap((_, at) => automations.map((one) => expected(at, one.identifier)))).size).toBe(3);

    for (const [at, event] of events.entries()) {
      const explained = await explainEvent(automations, event, jq);
      const said = new Map(explained.map(({ view }) => [view.automation, view.verdict]));
      for (const { identifier } of automations) {
        expect([at, identifier, said.get(identifier)]).toEqual([at, identifier, expected(at, identifier)]);
      }
    }

    const backtest = createBacktest(automations, [], jq);
    await backtest.add(
      events.map((event) => ({ event, fired: [] })),
      30_000,
    );
    for (const { automation: name, wouldFire, errors } of backtest.result()) {
      const own = events.map((_, at) => expected(at, name));
      expect([name, wouldFire, errors]).toEqual([
        name,
        own.filter((verdict) => verdict === 'match').length,
        own.filter((verdict) => verdict === 'error').length,
      ]);
    }

    // The test runner expects what production does, in all the files that this makes.
    const { definitions } = await validate([{ path: 'all.json', text: JSON.stringify(automations) }], {
      backends,
      jq: { compile: async (texts) => texts.map(() => null) },
    });
    const files = automations.map(({ identifier }) => ({
      path: `${identifier}.test.json`,
      text: JSON.stringify({
        automation: identifier,
        tests: events.map((event, at) => ({ name: `t${at}`, event, expect: expected(at, identifier) })),
      }),
    }));
    const { results } = await runTestFiles(files, definitions, jq);
    expect(results.length).toBe(events.length * automations.length);
    expect(results.filter(({ outcome }) => outcome !== 'passed')).toEqual([]);
  });
});
