import { sha256 } from '../../checkout/sha256.ts';
import type { Automation } from '../../core/automation.ts';
import { AppError } from '../../core/error.ts';
import { isObject, type Json, valueAt } from '../../core/json.ts';
import { fieldChanges } from '../../core/plan/field-changes.ts';
import { plan } from '../../core/plan/plan.ts';
import type { Foreign, Owned, Plan, PlanWarning } from '../../core/plan/planned-change.ts';
import { readOnlyFields } from '../../core/validate/schema/parts.ts';
import type { CheckoutSet } from '../server/checkout-set.ts';
import type { PlanClient } from '../server/plan-client.ts';
import type { OwnedBefore } from './owned.ts';
import { openPort, type PortServer } from './port-call.ts';

/** Reads the automations in Port and cannot write. */
export type PortReader = { automations(): Promise<Automation[]> };

/** A reader of Port's automations. */
export function createPortReader(port: PortServer): PortReader {
  const call = openPort(port);
  return {
    async automations() {
      const { actions } = await call('GET', '/v1/actions?trigger_type=automation&version=v2');
      if (Array.isArray(actions)) return actions.flatMap(asWritten);
      // Treating this as an empty Port would create everything again.
      throw new AppError('unavailable', `${port.url} did not answer with a list of automations.`);
    },
  };
}

/** Plans for Port. It only has a reader, so it cannot write. */
export function createPortPlanClient(reader: PortReader, before: OwnedBefore): PlanClient {
  return { plan: async (desired) => planForPort(await reader.automations(), before, desired) };
}

/**
 * Plans a sync with Port. Port does not record owners, so Git's history decides: a path owns what its files contained before,
 * and what Port already holds exactly as the files define it now, which a partly failed sync leaves behind. Everything else
 * in Port belongs to others.
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
  // Whether something was deleted in Port or never synced is unknown, so nothing is `missing`.
  const wanted = definitions.map(({ automation, file }) => ({ automation, file }));
  const made = plan(owned, others, wanted, { source: `${source}:${path}`, hash: sha256, adopt, maxDeletes, confirm });
  return { ...made, warnings: [...made.warnings, ...settingsWarnings(definitions)] };
}

/** Warns that Port has nothing like the settings of automations. */
function settingsWarnings(definitions: CheckoutSet['definitions']): PlanWarning[] {
  return definitions.flatMap(({ automation: { identifier }, settings }) => {
    const names = isObject(settings) ? Object.keys(settings) : [];
    if (names.length === 0) return [];
    const message = `Port has none of the settings of \`${identifier}\`, so they have no effect there: ${names.join(', ')}.`;
    return [{ identifier, message }];
  });
}

/** Automations as their authors wrote them, without the fields that Port adds. */
function asWritten(value: Json): Automation[] {
  if (!isObject(value) || valueAt(value, 'trigger', 'type') !== 'automation') return [];
  const fields = Object.entries(value).filter(([name]) => !readOnlyFields.includes(name));
  return [Object.fromEntries(fields) as unknown as Automation];
}

/** True when it was changed in Port since; unknown, and so false, when the old definition was not an automation. */
function isOther(before: Json, now: Automation): boolean {
  if (!isObject(before) || !isObject(before.trigger) || !isObject(before.invocationMethod)) return false;
  return fieldChanges(before as unknown as Automation, now).length > 0;
}
