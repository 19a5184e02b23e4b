import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { combine, prepareExpressions, type Verdict, verdictOf } from '../../../src/core/expression/conditions.ts';
import { jqForTests } from '../../jq/jq.ts';

const verdict = fc.constantFrom<Verdict>('pass', 'fail', 'error');
const list = fc.array(verdict, { minLength: 1, maxLength: 6 });
const of = (combinator: 'and' | 'or', verdicts: readonly (Verdict | undefined)[]) =>
  combine(combinator, verdicts, (each) => each);
const opposite = { pass: 'fail', fail: 'pass', error: 'error' } as const;

describe('core/expression/conditions', () => {
  it('has three verdicts', () => {
    expect(of('and', [])).toBe('pass');
    expect(of('or', [])).toBe('pass');
    expect(of('and', ['pass', 'error'])).toBe('error');
    expect(of('and', ['error', 'fail'])).toBe('fail');
    expect(of('or', ['error', 'pass'])).toBe('pass');
    expect(of('or', ['error', 'fail'])).toBe('error');
    expect(of('or', ['fail', 'fail'])).toBe('fail');
  });

  it('is undefined while the result depends on unknown verdicts', () => {
    expect(of('and', ['pass', undefined])).toBeUndefined();
    expect(of('and', ['error', undefined])).toBeUndefined();
    expect(of('and', [undefined, 'fail'])).toBe('fail');
    expect(of('or', [undefined, 'pass'])).toBe('pass');
    expect(of('or', [undefined, 'fail'])).toBeUndefined();
  });

  it('obeys the laws of and/or', () => {
    fc.assert(
      fc.property(list, list, fc.constantFrom('and' as const, 'or' as const), (some, others, combinator) => {
        const dual = combinator === 'and' ? 'or' : 'and';
        expect(of(combinator, [...some].reverse())).toBe(of(combinator, some));
        expect(of(combinator, [...some, ...some])).toBe(of(combinator, some));
        // Associativity, and De Morgan's laws.
        expect(of(combinator, [of(combinator, some), of(combinator, others)])).toBe(
          of(combinator, [...some, ...others]),
        );
        expect(
          of(
            dual,
            some.map((each) => opposite[each]),
          ),
        ).toBe(opposite[of(combinator, some) ?? 'error']);
      }),
    );
  });

  it('never revokes a decision made while something was unknown', () => {
    const partly = fc.array(fc.option(verdict, { nil: undefined }), { maxLength: 6 });
    fc.assert(
      fc.property(partly, list, fc.constantFrom('and' as const, 'or' as const), (known, later, combinator) => {
        const early = of(combinator, known);
        const full = known.map((each, index) => each ?? later[index % later.length]);
        if (early !== undefined) expect(of(combinator, full)).toBe(early);
        expect(of(combinator, full)).toBeDefined();
      }),
    );
  });

  it.each([
    [{ ok: true, value: 0 }, 'pass'],
    [{ ok: true, value: '' }, 'pass'],
    [{ ok: true, value: {} }, 'pass'],
    [{ ok: true, value: null }, 'fail'],
    [{ ok: true, value: false }, 'fail'],
    [{ ok: true, value: undefined }, 'error'],
    [{ ok: false, error: 'x' }, 'error'],
  ] as const)('takes %j for %s', (result, expected) => {
    expect(verdictOf(result)).toBe(expected);
  });

  describe('prepareExpressions', () => {
    const jq = jqForTests();

    it('prefers the written text, then its rewriting, and otherwise reports why neither compiles', async () => {
      const written = [".a == 'x'", `.a == "it's"`, ".a == 'x' and (.b | test('y'))", '.a ==', ".a | test( 'x' )"];
      const prepared = await prepareExpressions(written, jq);
      expect(prepared.map(({ program }) => program)).toEqual([
        '.a == "x"',
        `.a == "it's"`,
        null,
        null,
        '.a | test( "x" )',
      ]);
      expect(prepared.map(({ written }) => written)).toEqual(written);
      expect(prepared[2]).toMatchObject({ problem: { offset: 6 } });
      expect(prepared[3]).toMatchObject({ problem: { message: expect.stringContaining('unexpected end of file') } });
    });
  });
});
