import type { Plan } from '../../core/plan/planned-change.ts';
import type { Server } from './call.ts';
import { type CheckoutSet, callWithSet, readPlan } from './checkout-set.ts';

/** Plans a sync, and cannot write. */
export type PlanClient = { plan(desired: CheckoutSet): Promise<Plan> };

/** Creates a client that can only plan. */
export function createPlanClient(server: Server): PlanClient {
  return {
    async plan(desired) {
      return readPlan((await callWithSet(server, '/v1/automations/plan', desired)).plan);
    },
  };
}
