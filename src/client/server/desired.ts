import type { Automation } from '../../core/automation.ts';
import { AppError } from '../../core/error.ts';
import { isObject, type Json } from '../../core/json.ts';
import type { Plan } from '../../core/plan/change.ts';
import type { DesiredSet } from '../../core/plan/desired-set.ts';

/** The desired set of one checkout, which knows its source and whether every file could be read. */
export type CheckoutSet = DesiredSet<Automation> & { source: string; complete: boolean };

/** Reads the plan in an answer. Throws `unavailable` when there is none. */
export function readPlan(value: Json | undefined): Plan {
  if (isObject(value) && typeof value.hash === 'string' && Array.isArray(value.changes) && isObject(value.deletes)) {
    return { warnings: [], ...value } as unknown as Plan;
  }
  throw new AppError('unavailable', 'The answer of the server contains no plan. Is the server older than this client?');
}
