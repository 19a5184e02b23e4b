import type { Automation } from './automation.ts';
import type { Blueprint } from './blueprint.ts';
import { components } from './components.ts';
import { cannotPass, changesNothingTwice, entityExists } from './cycle-pruning.ts';
import type { EntityReference, Reference } from './reference.ts';

/** An automation with what it changes. */
export type Actor = { automation: Automation; references: readonly Reference[] };

/** Automations that set each other off: each step's change triggers the next step, and the last one's the first. */
export type Cycle = { steps: readonly CycleStep[] };

/** One automation of a cycle, and what of it triggers the next. */
export type CycleStep = { automation: string; change: string };

/** Pairs of automations whose conditions are looked at; beyond that, in a repository of thousands, cycles are told unpruned. */
const maxComparisons = 2_000_000;

/**
 * One cycle for each group of automations that can set each other off, in the order of `actors`; the shortest of the group.
 * A link is left out only when it is certain that the change cannot pass the next condition.
 */
export function findCycles(actors: readonly Actor[], blueprints: ReadonlyMap<string, Blueprint> | null): Cycle[] {
  const active = actors.filter(({ automation }) => automation.publish !== false);
  const links = linksOf(active, blueprints);
  return components(active.length, links.next)
    .flatMap((group) => {
      const members = new Set(group);
      const start = Math.min(...group);
      const order = shortestCycle(start, (index) => [...links.next(index)].filter((next) => members.has(next)));
      return order ? [order] : [];
    })
    .sort(([a = 0], [b = 0]) => a - b)
    .map((order) => ({
      steps: order.map((index, place) => ({
        automation: active[index]?.automation.identifier ?? '',
        change: links.change(index, order[(place + 1) % order.length] ?? index),
      })),
    }));
}

type Links = { next(index: number): Iterable<number>; change(from: number, to: number): string };

function linksOf(actors: readonly Actor[], blueprints: ReadonlyMap<string, Blueprint> | null): Links {
  const byTarget = new Map<string, number[]>();
  actors.forEach(({ automation: { trigger } }, index) => {
    const { event } = trigger;
    const key = 'actionIdentifier' in event ? `run ${event.actionIdentifier}` : `entity ${event.blueprintIdentifier}`;
    byTarget.set(key, [...(byTarget.get(key) ?? []), index]);
  });
  let comparisons = 0;
  const leads = (from: Actor, reference: EntityReference, to: Actor): boolean => {
    if (!fires(from, reference, to.automation)) return false;
    comparisons += 1;
    if (comparisons > maxComparisons) return true;
    const blueprint = blueprints?.get(reference.blueprint) ?? null;
    if (from === to && changesNothingTwice(from, reference)) return false;
    return !cannotPass(reference, to.automation, blueprint);
  };
  function* next(index: number): Iterable<number> {
    const from = actors[index];
    if (!from) return;
    yield* byTarget.get(`run ${from.automation.identifier}`) ?? [];
    for (const reference of from.references) {
      if (reference.type === 'run') yield* byTarget.get(`run ${reference.action}`) ?? [];
      if (reference.type !== 'entity') continue;
      for (const to of byTarget.get(`entity ${reference.blueprint}`) ?? []) {
        const target = actors[to];
        if (target && leads(from, reference, target)) yield to;
      }
    }
  }
  const change = (from: number, to: number): string => {
    const event = actors[to]?.automation.trigger.event;
    if (!event) return '';
    if ('blueprintIdentifier' in event) return `changes an entity of \`${event.blueprintIdentifier}\``;
    return event.actionIdentifier === actors[from]?.automation.identifier
      ? 'has a run'
      : `runs \`${event.actionIdentifier}\``;
  };
  return { next, change };
}

/** Whether a change is of the kind that the trigger listens to. */
function fires(from: Actor, reference: EntityReference, { trigger }: Automation): boolean {
  switch (trigger.event.type) {
    case 'ANY_ENTITY_CHANGE':
      return true;
    case 'ENTITY_UPDATED':
      return reference.change !== 'delete';
    case 'ENTITY_DELETED':
      return reference.change === 'delete';
    case 'ENTITY_CREATED':
      return reference.change === 'upsert' && !entityExists(from, reference);
    default:
      return false;
  }
}

function shortestCycle(start: number, next: (index: number) => Iterable<number>): number[] | null {
  const from = new Map<number, number>();
  const queue = [start];
  for (const index of queue) {
    for (const to of next(index)) {
      if (to === start) {
        const order = [index];
        for (let at = index; at !== start; ) {
          at = from.get(at) ?? start;
          order.unshift(at);
        }
        return order;
      }
      if (from.has(to)) continue;
      from.set(to, index);
      queue.push(to);
    }
  }
  return null;
}
