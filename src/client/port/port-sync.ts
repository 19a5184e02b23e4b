import type { Automation } from '../../core/automation.ts';
import { AppError } from '../../core/error.ts';
import { type Change, isEffective, type Plan } from '../../core/plan/planned-change.ts';
import { refusalOf } from '../../core/plan/refusal.ts';
import type { CheckoutSet } from '../server/checkout-set.ts';
import type { SyncAnswer, SyncClient } from '../server/sync-client.ts';
import type { OwnedBefore } from './owned.ts';
import { openPort, type PortCall, type PortServer } from './port-call.ts';
import { createPortReader, planForPort } from './port-plan.ts';

/** Applies plans to Port, deletions last. */
export function createPortSyncClient(port: PortServer, before: OwnedBefore): Pick<SyncClient, 'sync'> {
  return {
    async sync(desired: CheckoutSet): Promise<SyncAnswer> {
      const plan = planForPort(await createPortReader(port).automations(), before, desired);
      const { complete, definitions, confirm, requirePlan } = desired;
      const refusal = refusalOf(plan, { complete, desired: definitions.length, confirm, requirePlan });
      if (refusal) return { applied: false, plan, message: refusal.message, reason: refusal.reason };
      await applyPlan(
        openPort(port),
        plan,
        new Map(definitions.map((one) => [one.automation.identifier, one.automation])),
      );
      return { applied: true, plan };
    },
  };
}

async function applyPlan(call: PortCall, plan: Plan, wanted: ReadonlyMap<string, Automation>): Promise<void> {
  const changes = plan.changes.filter(isEffective).sort((a, b) => rank(a) - rank(b));
  for (const [done, change] of changes.entries()) {
    try {
      await apply(call, change, wanted.get(change.identifier));
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      // Port takes one definition at a time: there is no transaction to roll back, and the next sync continues from here.
      const message = `${error.message} (\`${change.identifier}\`: ${change.action}; ${done} of ${changes.length} changes were made before it. Fix this and sync again.)`;
      throw new AppError(error.code, message, { cause: error });
    }
  }
}

function rank({ action }: Change): number {
  return action === 'delete' ? 1 : 0;
}

async function apply(
  call: PortCall,
  { action, identifier }: Change,
  automation: Automation | undefined,
): Promise<void> {
  const path = `/v1/actions/${encodeURIComponent(identifier)}`;
  if (action === 'create') await call('POST', '/v1/actions', automation);
  else if (action === 'delete') await call('DELETE', path);
  else await call('PUT', path, automation);
}
