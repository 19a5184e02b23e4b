import { createHash } from 'node:crypto';
import type { Causation, Event } from '../core/event.ts';
import { type Json, valueAt } from '../core/json.ts';
import type { Listeners } from '../core/listeners.ts';
import type { Place } from '../store/entities.ts';
import type { StoredEvent } from '../store/events.ts';
import type { Tx } from '../store/store.ts';
import type { Timer } from '../store/timers.ts';
import { timerSource } from './event-sources/timer.ts';
import type { World } from './world.ts';

/** How many timers fire in one transaction. */
const round = 200;

/** Arms, re-arms or forgets the timers that an entity's event shows, as far as somebody listens to them. */
export async function armTimers(tx: Tx, event: Event, causation: Causation, listeners: Listeners): Promise<void> {
  if (event.resourceType !== 'entity' || event.action === 'TIMER_EXPIRED') return;
  const { blueprintIdentifier: blueprint, entityIdentifier: entity } = event.context;
  const properties = listeners.timers.get(blueprint);
  if (properties === undefined) return;
  const snapshot = event.diff.after;
  if (snapshot === null) return tx.timers.disarm(blueprint, entity);
  for (const property of properties) {
    const value = valueAt(snapshot, 'properties', property);
    const dueAt = timeOf(value);
    if (dueAt === null) await tx.timers.disarm(blueprint, entity, property);
    else await tx.timers.arm({ ...causation, blueprint, entity, property, value: String(value), dueAt, snapshot });
  }
}

/** Turns the timers that are due into events, each exactly once: firing and event are one transaction. */
export async function fireTimers(world: World, match: (events: StoredEvent[]) => Promise<unknown>): Promise<void> {
  for (;;) {
    const { due, events } = await fireRound(world);
    await match(events);
    if (due < round) return;
  }
}

async function fireRound({ store, clock, settings }: World): Promise<{ due: number; events: StoredEvent[] }> {
  return store.transaction(async (tx) => {
    const due = await tx.timers.takeDue(round);
    const inputs = due.map((timer) => ({
      event: timerEvent(timer, settings.orgId),
      source: timerSource.name,
      depth: timer.depth,
      chain: timer.chain,
    }));
    const fresh = await tx.events.insert(inputs);
    const events = inputs
      .filter(({ event }) => fresh.has(event.id))
      .map((input) => ({ ...input, receivedAt: clock.now(), matchedAt: null, errors: [] }));
    return { due: due.length, events };
  });
}

/** Arms timers of entities that are already in the catalog, for automations that are new; only those still to come. */
export async function armExisting(world: World, blueprint: string, property: string): Promise<void> {
  const { store, clock } = world;
  let after: Place | null = null;
  for (;;) {
    const entities = await store.entities.list(blueprint, after, 500);
    for (const snapshot of entities) {
      const value = valueAt(snapshot, 'properties', property);
      const dueAt = timeOf(value);
      if (dueAt === null || dueAt <= clock.now()) continue;
      const entity = String(snapshot.identifier);
      await store.timers.arm({
        blueprint,
        entity,
        property,
        value: String(value),
        dueAt,
        snapshot,
        depth: 0,
        chain: [],
      });
    }
    const last = entities.at(-1);
    if (last === undefined) return;
    after = { blueprint, identifier: String(last.identifier) };
  }
}

/** Port's timer event: the actor is Port, the time is the timer's own. */
function timerEvent(timer: Timer, orgId: string): Event {
  const { blueprint, entity, property, value } = timer;
  const name = createHash('sha256')
    .update(JSON.stringify([blueprint, entity, property, value]))
    .digest('hex');
  return {
    // Made from what expired: even two processes that fire the same timer make only one event.
    id: `timer_${name.slice(0, 32)}`,
    action: 'TIMER_EXPIRED',
    resourceType: 'entity',
    trigger: { by: { byPort: true, orgId }, origin: 'API', at: new Date(timer.dueAt).toISOString() },
    context: { blueprintIdentifier: blueprint, entityIdentifier: entity, propertyIdentifier: property },
    diff: { before: null, after: timer.snapshot },
  };
}

/** ISO 8601. Date.parse would take much more, such as comments, which the database could not hold. */
const isoTime = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}([.,]\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?$/;

/** A timer property's text as ms since the epoch; null when it is empty or no time. */
function timeOf(value: Json | undefined): number | null {
  if (typeof value !== 'string' || !isoTime.test(value)) return null;
  const time = Date.parse(value);
  return Number.isNaN(time) ? null : time;
}
