import type { Plan } from '../../core/plan/change.ts';
import { callServer, type Server } from './call.ts';
import { type CheckoutSet, readPlan } from './desired.ts';

/** Asks what a sync would do. It has no other method, so whoever holds it cannot write. */
export type PlanClient = { plan(desired: CheckoutSet): Promise<Plan> };

/** A client that can plan and nothing else. */
export function createPlanClient(server: Server): PlanClient {
  return {
    async plan(desired) {
      return readPlan((await callServer(server, '/v1/automations/plan', desired)).plan);
    },
  };
}
