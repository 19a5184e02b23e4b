import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Change, Plan } from '../../src/core/plan/planned-change.ts';
import { differencesFrom, findShownPlanLine, readShownPlan, shownPlanLine } from '../../src/report/shown-plan.ts';

function planOf(...changes: Change[]): Plan {
  return {
    source: 'acme/x:automations',
    hash: `p_${'a'.repeat(32)}`,
    changes,
    deletes: { count: 0, allowed: 5, confirmed: false },
    warnings: [],
  };
}

const update = (identifier: string, after: string): Change => ({
  action: 'update',
  identifier,
  fields: [{ path: '/title', after }],
});
const remove = (identifier: string): Change => ({ action: 'delete', identifier });
const reported = (before: Plan, after: Plan) => differencesFrom(readShownPlan(shownPlanLine(before)), after);

describe('report/shown-plan', () => {
  test('is found again in a comment, whatever an identifier holds', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme', minLength: 1 }), { maxLength: 5 }), (identifiers) => {
        const plan = planOf(...identifiers.map(remove));
        const line = shownPlanLine(plan);
        expect(findShownPlanLine(`<!-- first -->\r\n${line}\r\n## Title`)).toBe(line);
        expect(line.slice(4, -3)).not.toMatch(/--|[<>]/);
        const { hash, changes } = readShownPlan(line);
        expect([hash, new Set(changes?.keys())]).toEqual([plan.hash, new Set(identifiers)]);
      }),
    );
    expect(findShownPlanLine('text <!-- plan p_ -->')).toBeNull();
  });

  test('describes the differences of another plan', () => {
    const shown = planOf(update('a', 'x'), update('b', 'x'), remove('c'));
    expect(reported(shown, planOf(update('a', 'x'), remove('b'), update('d', 'x')))).toBe(
      '`b` would be deleted, not updated; `d` would be updated as well; `c` would no longer be deleted',
    );
    expect(reported(shown, planOf(update('a', 'y'), update('b', 'x'), remove('c')))).toBe(
      '`a` would be updated differently',
    );
    expect(reported(shown, shown)).toBe('the definitions that it changes are no longer the same');
  });

  test('lists five differences, and keeps only the hash of a very long plan', () => {
    const many = planOf(...Array.from({ length: 7 }, (_, n) => remove(`x${n}`)));
    expect(reported(planOf(), many)).toMatch(/`x4` would be deleted as well; and 2 more differences$/);
    const huge = planOf(...Array.from({ length: 1_000 }, (_, n) => remove(`x${n}`)));
    expect(shownPlanLine(huge).length).toBeLessThan(6_100);
    expect(reported(huge, many)).toBe('it makes different changes');
  });
});
