import { describe, expect, test } from 'vitest';
import { planOutput } from '../../src/action/plan-output.ts';
import type { Change, ChangeAction, Plan } from '../../src/core/plan/planned-change.ts';

function planOf(...changes: Change[]): Plan {
  return {
    source: 'acme/x:automations',
    hash: 'p_1',
    changes,
    deletes: { count: 0, allowed: 5, confirmed: false },
    warnings: [],
  };
}

const change = (action: ChangeAction, length: number): Change => ({ action, identifier: 'x'.repeat(length) });

describe('action/plan-output', () => {
  test('contains the whole plan, without unchanged automations if it is long', () => {
    const small = planOf(change('create', 10), change('unchanged', 10));
    expect(JSON.parse(planOutput(small) ?? '')).toEqual(small);
    const long = planOf(change('update', 300_000), change('unchanged', 300_000));
    expect(JSON.parse(planOutput(long) ?? '')).toEqual(planOf(change('update', 300_000)));
  });

  test('omits a plan that exceeds the limit of outputs', () => {
    expect(planOutput(planOf(change('update', 500_000)))).toBeNull();
  });
});
