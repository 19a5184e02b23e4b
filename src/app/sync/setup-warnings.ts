import type { Backend, Setup } from '../../backends/backend.ts';
import { findBackend } from '../../core/definition/backend-spec.ts';
import { groupBy } from '../../core/group-by.ts';
import type { Desired, PlanWarning } from '../../core/plan/planned-change.ts';
import { neededSecrets } from '../../core/template/needed-secrets.ts';
import type { ServiceSettings } from '../world.ts';

/** How many hosts are looked up for one plan. */
const maxHosts = 50;

/** How many names a message lists. */
const named = 5;

/**
 * What the service lacks for definitions: secrets, brokers, tokens, the right to call a private host, a real Port.
 * Contains only names, never values. Anything that is not known before `deadline`, ms, is left out, because DNS lookups
 * must not hold up the plan.
 */
export async function setupWarnings(
  desired: readonly Desired[],
  backends: readonly Backend[],
  setup: Setup,
  { secrets }: Pick<ServiceSettings, 'secrets'>,
  deadline = 3_000,
): Promise<PlanWarning[]> {
  const late = new Promise<PlanWarning[]>((resolve) => setTimeout(() => resolve([]), deadline).unref());
  const known = { ...setup, isPrivate: onceEach(setup.isPrivate) };
  const found = desired.map(async ({ automation: { identifier, invocationMethod } }): Promise<PlanWarning[]> => {
    const message = await findBackend(backends, invocationMethod.type)?.lacks?.(invocationMethod, known);
    return message ? [{ identifier, message }] : [];
  });
  const inTime = await Promise.all(found.map((one) => Promise.race([one, late])));
  return [...missingSecrets(desired, secrets), ...inTime.flat()];
}

/** Looks up each host once, and only so many: lookups share a few threads with everything else. */
function onceEach(isPrivate: Setup['isPrivate']): Setup['isPrivate'] {
  const known = new Map<string, Promise<boolean>>();
  return (url) => {
    const found = known.get(url) ?? (known.size < maxHosts ? isPrivate(url) : Promise.resolve(false));
    known.set(url, found);
    return found;
  };
}

function missingSecrets(desired: readonly Desired[], secrets: ServiceSettings['secrets']): PlanWarning[] {
  const uses = desired.flatMap(({ automation: { identifier, invocationMethod } }) =>
    neededSecrets(invocationMethod).flatMap((name) => (Object.hasOwn(secrets, name) ? [] : [{ name, identifier }])),
  );
  return [...groupBy(uses, ({ name }) => name)].map(([name, users]) => {
    const shown = users.slice(0, named).map(({ identifier }) => `\`${identifier}\``);
    const more = users.length > named ? ` and ${users.length - named} more` : '';
    const verb = users.length === 1 ? 'uses' : 'use';
    return {
      message: `${shown.join(', ')}${more} ${verb} the secret \`${name}\`, which the service does not have (SECRET_${name}).`,
    };
  });
}
