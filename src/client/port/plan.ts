import { sha256 } from '../../checkout/sha256.ts';
import type { Automation } from '../../core/automation.ts';
import { AppError } from '../../core/error.ts';
import { isObject, type Json, valueAt } from '../../core/json.ts';
import type { Foreign, Owned, Plan } from '../../core/plan/change.ts';
import { fieldChanges } from '../../core/plan/field-changes.ts';
import { plan } from '../../core/plan/plan.ts';
import { readOnlyFields } from '../../core/validate/schema/parts.ts';
import type { CheckoutSet } from '../server/desired.ts';
import type { PlanClient } from '../server/plan-client.ts';
import type { OwnedBefore } from './owned.ts';
import { openPort, type PortServer } from './port-call.ts';

/** Reads the automations that Port holds, and has no way to write. */
export type PortReader = { automations(): Promise<Automation[]> };

/** A reader of Port's automations. */
export function createPortReader(port: PortServer): PortReader {
  const call = openPort(port);
  return {
    async automations() {
      const { actions } = await call('GET', '/v1/actions?trigger_type=automation&version=v2');
      if (Array.isArray(actions)) return actions.flatMap(asWritten);
      // Read as an empty Port, it would have everything created anew.
      throw new AppError(
        'unavailable',
        `${port.url} answered the request for its automations without any list of them.`,
      );
    },
  };
}

/** Plans for a real Port. It is given a reader only, so whoever holds it cannot write. */
export function createPortPlanClient(reader: PortReader, before: OwnedBefore): PlanClient {
  return { plan: async (desired) => planForPort(await reader.automations(), before, desired) };
}

/**
 * What a sync with Port would do. Port does not know who a definition belongs to, so Git's history tells: this path owns
 * what its files held before. So it does what is in Port already as its files say it now, which a sync that failed half-way
 * has brought. Whatever else is in Port is somebody else's.
 */
export function planForPort(held: readonly Automation[], before: OwnedBefore, set: CheckoutSet): Plan {
  const { source, path, definitions, adopt, maxDeletes, confirm } = set;
  const desired = new Map(definitions.map((one) => [one.automation.identifier, one]));
  const owned: Owned[] = [];
  const others: Foreign[] = [];
  for (const automation of held) {
    const own = before.get(automation.identifier);
    const wanted = desired.get(automation.identifier);
    if (own) owned.push({ automation, file: own.file, drift: isOther(own.value, automation) });
    else if (wanted && fieldChanges(automation, wanted.automation).length === 0)
      owned.push({ automation, file: wanted.file });
    else others.push({ automation, owner: null });
  }
  // What is not in Port may have been deleted there or never have been synced: nobody knows, so nothing is `missing`.
  return plan(owned, others, definitions, { source: `${source}:${path}`, hash: sha256, adopt, maxDeletes, confirm });
}

/** An automation as its author wrote it: what Port adds when it is read is left out. */
function asWritten(value: Json): Automation[] {
  if (!isObject(value) || valueAt(value, 'trigger', 'type') !== 'automation') return [];
  const fields = Object.entries(value).filter(([name]) => !readOnlyFields.includes(name));
  return [Object.fromEntries(fields) as unknown as Automation];
}

/** True when somebody changed it in Port since; a definition that was no automation before tells nothing. */
function isOther(before: Json, now: Automation): boolean {
  if (!isObject(before) || !isObject(before.trigger) || !isObject(before.invocationMethod)) return false;
  return fieldChanges(before as unknown as Automation, now).length > 0;
}
