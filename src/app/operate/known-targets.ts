import { isPublished } from '../../core/automation.ts';
import { closest } from '../../core/closest.ts';
import { findBackend } from '../../core/definition/backend-spec.ts';
import { targetKey } from '../invoke/circuit-breaker.ts';
import type { Live } from '../match/live-automations.ts';
import type { World } from '../world.ts';

/**
 * Warns that nothing calls a target, in case its name is misspelled; null if a run has called it or a published
 * automation refers to it.
 */
export async function unknownTarget(
  { store, backends }: Pick<World, 'store' | 'backends'>,
  live: Pick<Live, 'byIdentifier'>,
  name: string,
): Promise<string | null> {
  const named = namedTargets(backends, live);
  if (named.includes(name) || (await store.selection.hasTarget(name))) return null;
  const near = closest(name, named);
  const hint = near === undefined ? '' : `; did you mean ${near}?`;
  return `No run has called ${name} so far, and no published automation mentions it${hint === '' ? '; check the name' : hint}`;
}

/** The targets of published automations, except those with a template in their name. */
function namedTargets(backends: World['backends'], { byIdentifier }: Pick<Live, 'byIdentifier'>): string[] {
  const names = [...byIdentifier.values()].flatMap(({ automation }) => {
    const backend = findBackend(backends, automation.invocationMethod.type);
    return backend === undefined || !isPublished(automation)
      ? []
      : [targetKey(backend.target(automation.invocationMethod))];
  });
  return [...new Set(names)].filter((name) => !name.includes('{{'));
}
