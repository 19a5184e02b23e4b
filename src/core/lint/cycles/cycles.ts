import { isPublished } from '../../automation.ts';
import type { Blueprint } from '../../catalog/blueprint.ts';
import type { ActingAutomation } from './actor.ts';
import { components } from './components.ts';
import { directLinks, hubLinks } from './trigger-links.ts';

/**
 * Automations that trigger each other: the change of each step triggers the next step, and the last step triggers the
 * first.
 */
export type Cycle = { steps: readonly CycleStep[] };

/** One automation of a cycle, and the change that triggers the next one. */
export type CycleStep = { automation: string; change: string };

/** In a larger group, not every pair is compared, so its cycle may be one that a condition ends. */
const maxGroup = 200;

/**
 * Finds the shortest cycle of each group of automations that can trigger each other, in the order of `actors`. A link
 * is ignored only if the change certainly cannot pass the next condition.
 */
export function findCycles(
  actors: readonly ActingAutomation[],
  blueprints: ReadonlyMap<string, Blueprint> | null,
): Cycle[] {
  const active = actors.filter(isActive);
  return groupsOf(active, blueprints)
    .map(({ shortest }) => shortest())
    .sort(([a = 0], [b = 0]) => a - b)
    .map((order) => order.flatMap((node) => active[node] ?? []))
    .map((order) => ({
      steps: order.map((actor, place) => stepOf(actor, order[(place + 1) % order.length] ?? actor)),
    }));
}

/** The groups of automations that can trigger each other, or one itself, by identifier. */
export function cyclicGroups(
  actors: readonly ActingAutomation[],
  blueprints: ReadonlyMap<string, Blueprint> | null,
): (readonly string[])[] {
  const active = actors.filter(isActive);
  return groupsOf(active, blueprints).map(({ members }) =>
    members.flatMap((node) => active[node]?.automation.identifier ?? []),
  );
}

function isActive({ automation }: ActingAutomation): boolean {
  return isPublished(automation);
}

/** A group whose members can trigger each other, as indexes, and how to find its shortest cycle. */
type Group = { members: readonly number[]; shortest(): number[] };

function groupsOf(active: readonly ActingAutomation[], blueprints: ReadonlyMap<string, Blueprint> | null): Group[] {
  const byIdentifier = new Map(active.map(({ automation }) => [automation.identifier, automation]));
  const hubs = hubLinks(active, byIdentifier);
  return components(hubs.length, (node) => hubs[node] ?? []).flatMap((group): Group[] => {
    const members = group.filter((node) => node < active.length).sort((a, b) => a - b);
    if (members.length > maxGroup) {
      return [{ members, shortest: () => shortestCycle(members[0] ?? 0, hubs).filter((node) => node < active.length) }];
    }
    const chosen = members.flatMap((node) => active[node] ?? []);
    const links = directLinks(chosen, blueprints, byIdentifier);
    return components(chosen.length, (node) => links[node] ?? []).map((inner) => ({
      members: inner.map((node) => members[node] ?? 0),
      shortest: () => shortestCycle(Math.min(...inner), links).map((node) => members[node] ?? 0),
    }));
  });
}

function stepOf(
  { automation: { identifier } }: ActingAutomation,
  { automation: { trigger } }: ActingAutomation,
): CycleStep {
  const { event } = trigger;
  if ('blueprintIdentifier' in event) {
    return { automation: identifier, change: `changes an entity of \`${event.blueprintIdentifier}\`` };
  }
  const own = event.actionIdentifier === identifier;
  return { automation: identifier, change: own ? 'has a run' : `runs \`${event.actionIdentifier}\`` };
}

/** The nodes on the shortest path from a node back to itself, which must exist. */
function shortestCycle(start: number, links: readonly (readonly number[])[]): number[] {
  const from = new Map<number, number>();
  const queue = [start];
  for (const node of queue) {
    for (const to of links[node] ?? []) {
      if (to === start) {
        const order = [node];
        for (let at = node; at !== start; order.unshift(at)) at = from.get(at) ?? start;
        return order;
      }
      if (from.has(to)) continue;
      from.set(to, node);
      queue.push(to);
    }
  }
  return [start];
}
