import type { Automation } from '../automation.ts';
import type { Blueprint } from '../catalog/blueprint.ts';
import type { ActingAutomation } from '../lint/cycles/actor.ts';
import { cyclicGroups } from '../lint/cycles/cycles.ts';
import { directLinks, type Meeting, meetingsOf } from '../lint/cycles/trigger-links.ts';
import type { TriggerView } from '../views/automation-view.ts';
import { triggerView } from '../views/trigger-view.ts';

/** A graph of what can trigger what. Nodes beyond the number of automations are hubs. */
export type AutomationLinks = { hubs: readonly TriggerView[]; edges: readonly Edge[]; cyclic: ReadonlySet<number> };

/** One automation or hub that can trigger another; `cycle`: the way leads back to where it began. */
export type Edge = { from: number; to: number; cycle: boolean };

/**
 * Links automations to those that they can trigger. Where many cause the same trigger and many have it, the links go
 * through a hub: a hundred of each would otherwise be ten thousand lines.
 */
export function linkAutomations(
  actors: readonly ActingAutomation[],
  blueprints: ReadonlyMap<string, Blueprint> | null,
): AutomationLinks {
  const byIdentifier = new Map(actors.map(({ automation }) => [automation.identifier, automation]));
  const groupOf = new Map(
    cyclicGroups(actors, blueprints).flatMap((group, index) => group.map((identifier) => [identifier, index] as const)),
  );
  const groups = actors.map(({ automation }) => groupOf.get(automation.identifier) ?? null);
  const share = (some: number, others: readonly number[]): boolean => {
    const group = groups[some] ?? null;
    return group !== null && others.some((other) => groups[other] === group);
  };
  const busy = [...meetingsOf(actors, byIdentifier)].filter(([, meeting]) => isBusy(meeting));
  const direct = directLinks(actors, blueprints, byIdentifier, new Set(busy.map(([key]) => key)));
  const edges = direct.flatMap((reached, from) => reached.map((to) => ({ from, to, cycle: share(from, [to]) })));
  for (const [index, [, { writers, listeners }]] of busy.entries()) {
    const hub = actors.length + index;
    for (const from of writers) edges.push({ from, to: hub, cycle: share(from, listeners) });
    for (const to of listeners) edges.push({ from: hub, to, cycle: share(to, writers) });
  }
  const hubs = busy.flatMap(
    ([
      ,
      {
        listeners: [first],
      },
    ]) => triggersOf(actors[first ?? -1]?.automation),
  );
  const cyclic = new Set(groups.flatMap((group, index) => (group === null ? [] : [index])));
  return { hubs, edges, cyclic };
}

/** True where a hub saves at least half of the lines. */
function isBusy({ writers, listeners }: Meeting): boolean {
  return writers.length * listeners.length > 2 * (writers.length + listeners.length);
}

function triggersOf(automation: Automation | undefined): TriggerView[] {
  return automation === undefined ? [] : [triggerView(automation.trigger.event)];
}
