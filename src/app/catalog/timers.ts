import { createHash } from 'node:crypto';
import type { Automation } from '../../core/automation.ts';
import { isEqual } from '../../core/catalog/entity.ts';
import type { Causation, Event } from '../../core/event/event.ts';
import { type Json, type JsonObject, valueAt } from '../../core/json.ts';
import { type Listeners, listenersOf } from '../../core/match/listeners.ts';
import type { Place } from '../../store/entities.ts';
import type { StoredEvent } from '../../store/events.ts';
import type { Tx } from '../../store/store.ts';
import type { Timer } from '../../store/timers.ts';
import { timerSource } from '../event-sources/timer.ts';
import type { Log, World } from '../world.ts';

/** How many timers fire in one transaction. */
const round = 200;

/**
 * Arms, re-arms or forgets the timers that an entity's event shows, as far as somebody listens to them. A value that is no
 * time is warned of by the change that brings it.
 */
export async function armTimers(
  tx: Tx,
  log: Log,
  event: Event,
  causation: Causation,
  listeners: Listeners,
): Promise<void> {
  if (event.resourceType !== 'entity' || event.action === 'TIMER_EXPIRED') return;
  const { blueprintIdentifier: blueprint, entityIdentifier: entity } = event.context;
  const properties = listeners.timers.get(blueprint);
  if (properties === undefined) return;
  const snapshot = event.diff.after;
  if (snapshot === null) return tx.timers.disarm(blueprint, entity);
  const armed: Timer[] = [];
  for (const property of properties) {
    const timer = timerOf(blueprint, property, snapshot, entity);
    const [value, before] = [event.diff.after, event.diff.before].map((state) => propertyOf(state ?? {}, property));
    if (!isReadable(value) && !isEqual(value ?? null, before ?? null)) {
      log.warn({ blueprint, entity, property, value: short(value) }, noTime);
    }
    if (timer === null) await tx.timers.disarm(blueprint, entity, property);
    else armed.push({ ...timer, depth: causation.depth, chain: causation.chain });
  }
  await tx.timers.arm(armed);
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

/** Automations as a transaction found them, and as it leaves them; what it leaves alone is in neither. */
export type AutomationsChange = { before: readonly Automation[]; after: readonly Automation[] };

/**
 * Keeps timers in step with who listens to them, in the transaction that changes the automations and after it did. Where
 * nobody listens any more, timers are forgotten: nobody would move or clear them, and who comes later must not hear them.
 * Where somebody listens who is the first, entities that wait already get theirs, as far as these are still to come.
 */
export async function followListeners(
  tx: Tx,
  world: Pick<World, 'clock' | 'log'>,
  { before, after }: AutomationsChange,
): Promise<void> {
  const [gone, come] = [listenersOf(before).timers, listenersOf(after).timers];
  if (gone.size === 0 && come.size === 0) return;
  const changed = new Set(after.map(({ identifier }) => identifier));
  const others = (await tx.automations.list()).flatMap(({ automation }) =>
    changed.has(automation.identifier) ? [] : [automation],
  );
  const staying = listenersOf(others).timers;
  const first = pairs(come).filter(([blueprint, property]) => !has(gone, blueprint, property));
  const last = pairs(gone).filter(([blueprint, property]) => !has(come, blueprint, property));
  const turned = [...first, ...last].filter(([blueprint, property]) => !has(staying, blueprint, property));
  if (turned.length === 0) return;
  // Whoever writes an entity learns of the listeners after the write: it is either seen here, or it sees us.
  await tx.entities.lockAll();
  for (const [blueprint, property] of turned) {
    await tx.timers.forget(blueprint, property);
    if (has(come, blueprint, property)) await armExisting(tx, world, blueprint, property);
  }
}

async function armExisting(
  tx: Tx,
  { clock, log }: Pick<World, 'clock' | 'log'>,
  blueprint: string,
  property: string,
): Promise<void> {
  const unread: string[] = [];
  const now = clock.now();
  let last: Place | null = null;
  for (;;) {
    const entities: JsonObject[] = await tx.entities.list(blueprint, last, 500);
    for (const entity of entities) {
      if (!isReadable(propertyOf(entity, property))) unread.push(String(entity.identifier));
    }
    const timers = entities.flatMap(
      (snapshot) => timerOf(blueprint, property, snapshot, String(snapshot.identifier)) ?? [],
    );
    await tx.timers.arm(timers.filter(({ dueAt }) => dueAt > now));
    const end = entities.at(-1);
    if (end === undefined) break;
    last = { blueprint, identifier: String(end.identifier) };
  }
  if (unread.length > 0) {
    log.warn({ blueprint, property, entities: unread.length, among: unread.slice(0, 3) }, noTime);
  }
}

/** What is logged where a timer is not armed. */
const noTime = 'a timer is not armed: its value is no ISO 8601 time, such as 2026-01-31T12:00:00Z';

function propertyOf(snapshot: JsonObject, property: string): Json | undefined {
  return valueAt(snapshot, 'properties', property);
}

/** True for a time, and for what is empty. */
function isReadable(value: Json | undefined): boolean {
  return value === undefined || value === null || value === '' || timeOf(value) !== null;
}

function short(value: Json | undefined): string {
  const text = JSON.stringify(value ?? null);
  return text.length <= 100 ? text : `${text.slice(0, 100)}…`;
}

/** The timer that an entity's property is, outside every chain; null when it is empty or no time. */
function timerOf(blueprint: string, property: string, snapshot: JsonObject, entity: string): Timer | null {
  const value = propertyOf(snapshot, property);
  const dueAt = timeOf(value);
  if (dueAt === null) return null;
  return { blueprint, entity, property, value: String(value), dueAt, snapshot, depth: 0, chain: [] };
}

function pairs(timers: Listeners['timers']): [blueprint: string, property: string][] {
  return [...timers].flatMap(([blueprint, properties]) =>
    [...properties].map((property): [string, string] => [blueprint, property]),
  );
}

function has(timers: Listeners['timers'], blueprint: string, property: string): boolean {
  return timers.get(blueprint)?.has(property) === true;
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
