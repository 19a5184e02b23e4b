import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Automation, Condition, TriggerEvent } from '../../../src/core/automation.ts';
import type { Event } from '../../../src/core/event/event.ts';
import type { Jq } from '../../../src/core/expression/expression.ts';
import type { Json } from '../../../src/core/json.ts';
import { match } from '../../../src/core/match/match.ts';
import { indexTriggers } from '../../../src/core/match/trigger-index.ts';
import { jqForTests } from '../../jq/jq.ts';

const trigger = { by: { orgId: 'o' }, origin: 'UI', at: '2026-01-01T00:00:00.000Z' };

function automation(
  identifier: string,
  event: TriggerEvent,
  condition?: Partial<Condition>,
  publish?: boolean,
): Automation {
  return {
    identifier,
    trigger: {
      type: 'automation',
      event,
      ...(condition && { condition: { type: 'JQ', expressions: [], ...condition } as Condition }),
    },
    invocationMethod: { type: 'WEBHOOK', url: 'https://example.com' },
    ...(publish !== undefined && { publish }),
  };
}

function entityEvent(
  action: 'CREATE' | 'UPDATE' | 'DELETE' | 'TIMER_EXPIRED',
  after: Json = {},
  property: string | null = null,
): Event {
  return {
    id: 'e1',
    action,
    resourceType: 'entity',
    trigger,
    context: { blueprintIdentifier: 'service', entityIdentifier: 's', propertyIdentifier: property },
    diff: { before: null, after: after as never },
  };
}

function runEvent(action: 'CREATE' | 'UPDATE', of: string): Event {
  const context = { action: { identifier: of } };
  return {
    id: 'e2',
    action,
    resourceType: 'run',
    trigger,
    context,
    diff: { before: null, after: { status: 'SUCCESS' } },
  };
}

const onUpdate = { type: 'ENTITY_UPDATED', blueprintIdentifier: 'service' } as const;

describe('core/match/match', () => {
  const jq = jqForTests();
  /** A jq that fails the test if it is called. */
  const noJq: Jq = { ...jq, evaluate: () => Promise.reject(new Error('jq was asked')) };
  const names = async (index: ReturnType<typeof indexTriggers>, event: Event, by: Jq = jq) =>
    (await match(index, [event], by))[0]?.map(({ automation, verdict }) => `${automation.identifier} ${verdict}`);

  describe('triggers', () => {
    const service = { blueprintIdentifier: 'service' };
    const all = indexTriggers([
      automation('created', { type: 'ENTITY_CREATED', ...service }),
      automation('updated', { type: 'ENTITY_UPDATED', ...service }),
      automation('deleted', { type: 'ENTITY_DELETED', ...service }),
      automation('any', { type: 'ANY_ENTITY_CHANGE', ...service }),
      automation('timer', { type: 'TIMER_PROPERTY_EXPIRED', ...service, propertyIdentifier: 'ttl' }),
      automation('other timer', { type: 'TIMER_PROPERTY_EXPIRED', ...service, propertyIdentifier: 'other' }),
      automation('other', { type: 'ANY_ENTITY_CHANGE', blueprintIdentifier: 'other' }),
      automation('draft', { type: 'ANY_ENTITY_CHANGE', ...service }, undefined, false),
      automation('run created', { type: 'RUN_CREATED', actionIdentifier: 'deploy' }),
      automation('run updated', { type: 'RUN_UPDATED', actionIdentifier: 'deploy' }),
      automation('any run', { type: 'ANY_RUN_CHANGE', actionIdentifier: 'deploy' }),
      automation('any other run', { type: 'ANY_RUN_CHANGE', actionIdentifier: 'service' }),
    ]);

    it.each([
      [entityEvent('CREATE'), ['created', 'any']],
      [entityEvent('UPDATE'), ['updated', 'any']],
      [entityEvent('DELETE'), ['deleted', 'any']],
      [entityEvent('TIMER_EXPIRED', {}, 'ttl'), ['timer']],
      [entityEvent('TIMER_EXPIRED', {}, null), []],
      [runEvent('CREATE', 'deploy'), ['run created', 'any run']],
      [runEvent('UPDATE', 'deploy'), ['run updated', 'any run']],
      [runEvent('UPDATE', 'unused'), []],
    ])('finds the triggers for %j', async (event, expected) => {
      expect(await names(all, event, noJq)).toEqual(expected.map((name) => `${name} match`));
    });
  });

  it('evaluates only what is needed, in JavaScript first', async () => {
    const index = indexTriggers([
      automation('and', onUpdate, { expressions: ['.diff.after.a == 2', '.diff.after.a | tojson | test("1")'] }),
      automation('or', onUpdate, { expressions: ['.diff.after.a == 1', 'def f: f; f'], combinator: 'or' }),
    ]);
    expect((await match(index, [entityEvent('UPDATE', { a: 1 })], noJq))[0]).toEqual([
      {
        automation: expect.objectContaining({ identifier: 'or' }),
        verdict: 'match',
        why: [
          { expression: '.diff.after.a == 1', result: { ok: true, value: true }, decides: true },
          { expression: 'def f: f; f', decides: false },
        ],
      },
    ]);
  });

  it('calls jq once per trigger key, for all events', async () => {
    const calls: [number, number][] = [];
    const counting: Jq = {
      ...jq,
      evaluate: (expressions, inputs, options) => {
        calls.push([expressions.length, inputs.length]);
        return jq.evaluate(expressions, inputs, options);
      },
    };
    const hard = (n: number) => `.diff.after.a | tojson | test("^[${n}-9]$")`;
    const index = indexTriggers([1, 2, 3].map((n) => automation(`from ${n}`, onUpdate, { expressions: [hard(n)] })));
    const events = [1, 2, 3, 4, 'x'].map((a) => entityEvent('UPDATE', { a }));
    const found = await match(index, events, counting);
    expect(found.map((matches) => matches.length)).toEqual([1, 2, 3, 3, 0]);
    expect(calls).toEqual([[3, 5]]);
  });

  it('distinguishes an error from a "no"', async () => {
    const index = indexTriggers([
      automation('fails', onUpdate, { expressions: ['.diff.after.name.first == "x"'] }),
      automation('has no output', onUpdate, { expressions: ['empty'] }),
      automation('does not compile', onUpdate, { expressions: ['.diff ||'] }),
      automation('is decided', onUpdate, { expressions: ['.diff ||', 'false'] }),
      automation('is passed', onUpdate, { expressions: ['.diff ||', 'true'], combinator: 'or' }),
    ]);
    const [found] = await match(index, [entityEvent('UPDATE', { name: 'y' })], jq);
    expect(found?.map(({ automation, verdict }) => [automation.identifier, verdict])).toEqual([
      ['fails', 'error'],
      ['has no output', 'error'],
      ['does not compile', 'error'],
      ['is passed', 'match'],
    ]);
    expect(found?.[0]?.why[0]?.result).toEqual({ ok: false, error: 'Cannot index string with string ("first")' });
    expect(found?.[2]?.why[0]?.result).toMatchObject({ error: expect.stringContaining('does not compile') });
  });

  it('keeps every value for explanations', async () => {
    const index = indexTriggers([
      automation('no', onUpdate, { expressions: ['.diff.after.a', '.diff.after.b | tojson', ".diff.after.a == 'x'"] }),
    ]);
    const [found] = await match(index, [entityEvent('UPDATE', { a: false, b: [1] })], jq, { complete: true });
    expect(found).toEqual([
      {
        automation: expect.objectContaining({ identifier: 'no' }),
        verdict: 'no-match',
        why: [
          { expression: '.diff.after.a', result: { ok: true, value: false }, decides: true },
          { expression: '.diff.after.b | tojson', result: { ok: true, value: '[1]' }, decides: false },
          {
            expression: ".diff.after.a == 'x'",
            rewritten: '.diff.after.a == "x"',
            result: { ok: true, value: false },
            decides: true,
          },
        ],
      },
    ]);
  });

  it('decides the other expressions within a short deadline, and the late one in a retry', async () => {
    const slow = '.diff.after | tojson | test("a")';
    const late = { ok: false, error: 'The expression was stopped because it ran out of time.', timeout: true } as const;
    // The real jq, except for one expression that needs more than a second on any machine.
    const impatient: Jq = {
      ...jq,
      async evaluate(expressions, inputs, options) {
        const rows = await jq.evaluate(expressions, inputs, { ...options, deadline: 60_000 });
        const isShort = (options?.deadline ?? 0) < 1000;
        return rows.map((row) => row.map((result, at) => (isShort && expressions[at] === slow ? late : result)));
      },
    };
    const index = indexTriggers([
      automation('slow', onUpdate, { expressions: [slow] }),
      automation('quick', onUpdate, { expressions: ['.diff.after | tojson | test("b")'] }),
    ]);
    const event = entityEvent('UPDATE', { a: 1, b: 2 });
    const [first] = await match(index, [event], impatient, { deadline: 500 });
    expect(first?.map(({ automation, verdict, timeout }) => [automation.identifier, verdict, timeout])).toEqual([
      ['slow', 'error', true],
      ['quick', 'match', undefined],
    ]);
    const only = new Set(first?.flatMap(({ automation, timeout }) => (timeout ? [automation.identifier] : [])));
    const [second] = await match(index, [event], impatient, { deadline: 60_000, only });
    expect(second?.map(({ automation, verdict }) => [automation.identifier, verdict])).toEqual([['slow', 'match']]);
  });

  it('agrees with conditions evaluated by jq alone', async () => {
    const expressions = fc.constantFrom(
      '.diff.after.a == 1',
      '.diff.after.a',
      '.diff.after.b == .diff.after.a',
      '.diff.after.a.b',
      'empty',
      'error("x")',
      '(.diff.after.a | tojson | test("1"))',
      '.diff.after.b | IN(1, 2)',
      ".diff.after.a == 'x'",
      '|',
      'true',
      '.diff.after | length > 1',
    );
    const conditions = fc.array(
      fc.record({
        expressions: fc.array(expressions, { maxLength: 4 }),
        combinator: fc.constantFrom('and' as const, 'or' as const),
      }),
      { minLength: 1, maxLength: 12 },
    );
    const afters = fc.array(
      fc.record({ a: fc.constantFrom(1, 2, 'x', null, { b: 1 }), b: fc.constantFrom(1, 'x', false) }),
      { minLength: 1, maxLength: 5 },
    );
    const agrees = fc.asyncProperty(conditions, afters, fc.boolean(), async (given, states, complete) => {
      const events = states.map((after) => entityEvent('UPDATE', after));
      const index = indexTriggers(given.map((condition, n) => automation(String(n), onUpdate, condition)));
      const found = await match(index, events, jq, { complete });
      for (const [row, event] of events.entries()) {
        const expected: string[] = [];
        for (const [n, condition] of given.entries()) {
          const programs = condition.expressions.map((each) => each.replaceAll("'", '"'));
          const [results = []] = await jq.evaluate(programs, [event as unknown as Json]);
          const bad = results.some((result) => !result.ok || result.value === undefined);
          const yes = results.filter(
            (result) => result.ok && result.value !== undefined && result.value !== null && result.value !== false,
          );
          const no = results.some((result) => result.ok && (result.value === null || result.value === false));
          let verdict = 'match';
          if (condition.combinator === 'and') verdict = no ? 'no-match' : bad ? 'error' : 'match';
          else if (results.length > 0) verdict = yes.length > 0 ? 'match' : bad ? 'error' : 'no-match';
          if (complete || verdict !== 'no-match') expected.push(`${n} ${verdict}`);
        }
        expect(found[row]?.map(({ automation, verdict }) => `${automation.identifier} ${verdict}`)).toEqual(expected);
      }
    });
    await fc.assert(agrees, { numRuns: 25 });
  });
});
