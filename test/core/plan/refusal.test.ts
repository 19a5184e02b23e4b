import { describe, expect, test } from 'vitest';
import { type PlanOptions, plan } from '../../../src/core/plan/plan.ts';
import type { Foreign, Owned } from '../../../src/core/plan/planned-change.ts';
import { type RequestedPlan, refusalOf } from '../../../src/core/plan/refusal.ts';
import { definition, sha256 } from '../definitions.ts';

const many = (count: number) => Array.from({ length: count }, (_, index) => definition(`x${index}`));
const owned = (count: number): Owned[] => many(count).map((automation) => ({ automation, file: 'a.yml' }));

/** The refusal of a sync that leaves `left` of `count` automations. */
function refusal(
  count: number,
  left: number,
  more: Partial<PlanOptions> = {},
  asked: Partial<RequestedPlan> = {},
  others: Foreign[] = [],
) {
  const wanted = [...many(left), ...others.map(({ automation }) => automation)];
  const desired = wanted.map((automation) => ({ automation, file: 'a.yml' }));
  const options = { source: 'acme/catalog:automations', hash: sha256, ...more };
  const planned = plan(owned(count), others, desired, options);
  return {
    planned,
    refused: refusalOf(planned, { complete: true, desired: desired.length, confirm: more.confirm, ...asked }),
  };
}

describe('core/plan/refusal', () => {
  test('allows a few deletions', () => {
    expect(refusal(6, 1).refused).toBeNull();
    expect(refusal(40, 30).refused).toBeNull();
  });

  test('lists deletions beyond the budget and how to confirm them', () => {
    const { planned, refused } = refusal(8, 2);
    expect(refused).toEqual({
      reason: 'budget',
      message:
        'This would delete `x2`, `x3`, `x4`, `x5`, `x6`, `x7`: 6 automations, but only 5 are allowed without confirmation. ' +
        `If that is intended, sync with confirm: ${planned.hash}. Nothing was changed.`,
      confirm: planned.hash,
    });
    expect(refusal(8, 2, { confirm: planned.hash }).refused).toBeNull();
    expect(refusal(8, 2, { maxDeletes: 6 }).refused).toBeNull();
    expect(refusal(2, 1, { maxDeletes: 0 }).refused?.message).toContain('1 automation, but none is allowed');
  });

  test('lists ten names and counts the rest', () => {
    expect(refusal(40, 20).refused?.message).toContain('and 10 more');
  });

  test('refuses a stale confirmation, needed or not, unless there is nothing to do', () => {
    const needed = refusal(8, 2, { confirm: 'p_old' });
    expect(needed.refused).toMatchObject({ reason: 'stale-confirm', confirm: needed.planned.hash });
    expect(refusal(8, 7, { confirm: 'p_old' }).refused?.message).toContain('omit confirm');
    expect(refusal(8, 8, { confirm: 'p_old' }).refused).toBeNull();
  });

  test('refuses to delete everything, even if confirmed', () => {
    const { planned, refused } = refusal(2, 0);
    expect(refused).toMatchObject({ reason: 'empty', message: expect.stringContaining('`x0`, `x1`') });
    expect(refusal(2, 0, { confirm: planned.hash, maxDeletes: 100 }).refused?.reason).toBe('empty');
    expect(refusal(0, 0).refused).toBeNull();
  });

  test('refuses an incomplete set of files', () => {
    expect(refusal(2, 2, {}, { complete: false }).refused?.reason).toBe('incomplete');
  });

  test('names the owners in a conflict and how to resolve it', () => {
    const others = [
      { automation: definition('api'), owner: null },
      { automation: definition('moved'), owner: 'acme/catalog:old', movable: true },
      { automation: definition('theirs'), owner: 'acme/other:automations' },
    ];
    const { refused } = refusal(0, 0, {}, {}, others);
    expect(refused).toEqual({
      reason: 'conflict',
      message:
        '`api` is managed through the API (adopt: api takes it over); `moved` is owned by acme/catalog:old, ' +
        'in this repository too (adopt: acme/catalog:old moves it here); `theirs` is owned by acme/other:automations. ' +
        'An automation can have only one owner: rename it here, or remove it there. Nothing was changed.',
    });
  });
});
