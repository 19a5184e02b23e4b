import type { Automation } from '../../automation.ts';
import type { Blueprint } from '../../catalog/blueprint.ts';
import type { EntityReference } from '../../definition/reference.ts';
import type { ActingAutomation } from './actor.ts';
import type { ByIdentifier } from './origin.ts';
import { askedBy, cannotPass, changesNothingTwice, entityExists, writtenBy } from './pruning.ts';

/** Who changes what a trigger listens to, and who listens to it, as indexes. */
export type Meeting = { writers: number[]; listeners: number[] };

/** Brings together those who cause a trigger and those who have it, by blueprint or action and trigger type. */
export function meetingsOf(actors: readonly ActingAutomation[], others: ByIdentifier): Map<string, Meeting> {
  const meetings = new Map<string, Meeting>();
  actors.forEach(({ automation }, index) => {
    const key = hubOf(automation);
    const known = meetings.get(key);
    if (known) known.listeners.push(index);
    else meetings.set(key, { writers: [], listeners: [index] });
  });
  actors.forEach((actor, index) => {
    for (const key of new Set(reachedHubs(actor, others))) meetings.get(key)?.writers.push(index);
  });
  return meetings;
}

/**
 * Links each automation to those that it can trigger, through one hub per blueprint and trigger type: a thousand
 * writers and a thousand listeners then need only two thousand links. Nodes from `actors.length` on are hubs.
 */
export function hubLinks(actors: readonly ActingAutomation[], others: ByIdentifier): number[][] {
  const links: number[][] = actors.map(() => []);
  for (const { writers, listeners } of meetingsOf(actors, others).values()) {
    const hub = links.push([...listeners]) - 1;
    for (const writer of writers) links[writer]?.push(hub);
  }
  return links;
}

/**
 * Links automations directly, without hubs, and without links whose change certainly cannot pass the next condition.
 * Triggers in `except` are left out.
 */
export function directLinks(
  actors: readonly ActingAutomation[],
  blueprints: ReadonlyMap<string, Blueprint> | null,
  others: ByIdentifier,
  except: ReadonlySet<string> = new Set(),
): number[][] {
  const listeners = new Map<string, number[]>();
  actors.forEach(({ automation }, index) => {
    const key = hubOf(automation);
    if (except.has(key)) return;
    const known = listeners.get(key);
    if (known) known.push(index);
    else listeners.set(key, [index]);
  });
  const asked = actors.map(({ automation }) => askedBy(automation));
  return actors.map((actor) => {
    const found = new Set(runHubs(actor).flatMap((key) => listeners.get(key) ?? []));
    for (const reference of actor.references) {
      if (reference.type !== 'entity') continue;
      const write = writtenBy(reference, blueprints?.get(reference.blueprint) ?? null);
      const converges = changesNothingTwice(actor, reference);
      for (const index of entityHubs(actor, reference, others).flatMap((key) => listeners.get(key) ?? [])) {
        const target = actors[index];
        if (!target || (target === actor && converges)) continue;
        if (!write || !cannotPass(write, target.automation, asked[index] ?? [])) found.add(index);
      }
    }
    return [...found];
  });
}

function hubOf({ trigger: { event } }: Automation): string {
  return 'actionIdentifier' in event ? `run ${event.actionIdentifier}` : `${event.type} ${event.blueprintIdentifier}`;
}

function reachedHubs(actor: ActingAutomation, others: ByIdentifier): string[] {
  const entities = actor.references.flatMap((reference) =>
    reference.type === 'entity' ? entityHubs(actor, reference, others) : [],
  );
  return [...runHubs(actor), ...entities];
}

/** Every automation that fires has a run, besides the runs that it starts. */
function runHubs({ automation, references }: ActingAutomation): string[] {
  const started = references.flatMap((reference) => (reference.type === 'run' ? [`run ${reference.action}`] : []));
  return [`run ${automation.identifier}`, ...started];
}

/** The hubs of the triggers that listen to a change. */
function entityHubs(actor: ActingAutomation, reference: EntityReference, others: ByIdentifier): string[] {
  const { change, blueprint } = reference;
  const types = ['ANY_ENTITY_CHANGE', change === 'delete' ? 'ENTITY_DELETED' : 'ENTITY_UPDATED'];
  if (change === 'upsert' && !entityExists(actor, reference, others)) types.push('ENTITY_CREATED');
  return types.map((type) => `${type} ${blueprint}`);
}
