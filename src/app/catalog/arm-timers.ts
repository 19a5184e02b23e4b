import type { Automation } from '../../core/automation.ts';
import { isEqual } from '../../core/catalog/entity.ts';
import type { Causation, Event } from '../../core/event/event.ts';
import { readTime } from '../../core/event/read-time.ts';
import { type Json, type JsonObject, valueAt } from '../../core/json.ts';
import { type Listeners, listenersOf } from '../../core/match/listeners.ts';
import type { EntityPosition } from '../../store/entities.ts';
import type { Tx } from '../../store/store.ts';
import type { Timer } from '../../store/timers.ts';
import type { Log, World } from '../world.ts';

/**
 * Arms, re-arms or removes the timers in an entity's event that an automation listens to. Returns a warning for each
 * newly written value that is not a usable time. `after` (ms): only timers that are due later are armed.
 */
export async function armTimers(
  tx: Tx,
  log: Log,
  event: Event,
  causation: Causation,
  listeners: Listeners,
  after = Number.NEGATIVE_INFINITY,
): Promise<string[]> {
  if (event.resourceType !== 'entity' || event.action === 'TIMER_EXPIRED') return [];
  const { blueprintIdentifier: blueprint, entityIdentifier: entity } = event.context;
  const properties = listeners.timers.get(blueprint);
  if (properties === undefined) return [];
  const snapshot = event.diff.after;
  if (snapshot === null) {
    await tx.timers.disarm(blueprint, entity);
    return [];
  }
  const armed: Timer[] = [];
  const warnings: string[] = [];
  for (const property of properties) {
    const timer = timerOf(blueprint, property, snapshot, entity);
    const [value, before] = [event.diff.after, event.diff.before].map((state) => propertyOf(state ?? {}, property));
    const problem = problemOf(value);
    if (problem !== null && !isEqual(value ?? null, before ?? null)) {
      log.warn({ blueprint, entity, property, value: short(value) }, problem);
      warnings.push(`${property} of ${blueprint}/${entity}: ${problem}`);
    }
    if (timer === null || timer.dueAt <= after) await tx.timers.disarm(blueprint, entity, property);
    else armed.push({ ...timer, depth: causation.depth, chain: causation.chain });
  }
  await tx.timers.arm(armed);
  return warnings;
}

/** The automations before and after a transaction; unchanged ones are in neither list. */
export type AutomationsChange = { before: readonly Automation[]; after: readonly Automation[] };

/**
 * Keeps timers in step with the automations that listen to them, in the transaction that changes the automations and
 * after it. Timers that lost their last listener are removed: they would no longer be updated, and a later listener
 * must not get outdated ones. For a timer's first listener, existing entities get their timers if these are still in
 * the future.
 */
export async function followListeners(
  tx: Tx,
  world: Pick<World, 'clock' | 'log'>,
  { before, after }: AutomationsChange,
): Promise<void> {
  const [removed, added] = [listenersOf(before).timers, listenersOf(after).timers];
  if (removed.size === 0 && added.size === 0) return;
  const changed = new Set(after.map(({ identifier }) => identifier));
  const others = (await tx.automations.list()).flatMap(({ automation }) =>
    changed.has(automation.identifier) ? [] : [automation],
  );
  const staying = listenersOf(others).timers;
  const first = pairs(added).filter(([blueprint, property]) => !has(removed, blueprint, property));
  const last = pairs(removed).filter(([blueprint, property]) => !has(added, blueprint, property));
  const turned = [...first, ...last].filter(([blueprint, property]) => !has(staying, blueprint, property));
  if (turned.length === 0) return;
  // A writer of entities reads the listeners after its write, so it is either seen here or sees this change.
  await tx.entities.lockAll();
  for (const [blueprint, property] of turned) {
    await tx.timers.forget(blueprint, property);
    if (has(added, blueprint, property)) await armExisting(tx, world, blueprint, property);
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
  let last: EntityPosition | null = null;
  for (;;) {
    const entities: JsonObject[] = await tx.entities.list(blueprint, last, 500);
    for (const entity of entities) {
      if (problemOf(propertyOf(entity, property)) !== null) unread.push(String(entity.identifier));
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
    log.warn({ blueprint, property, entities: unread.length, among: unread.slice(0, 3) }, notArmed);
  }
}

const notArmed = 'a timer is not armed unless its value is an ISO 8601 time from 1970 to 9999';

/** The warning for each kind of value that arms no timer. */
const problems = {
  time: null,
  'no-time': 'a timer is not armed: its value is not an ISO 8601 time such as 2026-01-31T12:00:00Z',
  implausible: 'a timer is not armed: its time is before 1970 or after 9999',
} as const;

function propertyOf(snapshot: JsonObject, property: string): Json | undefined {
  return valueAt(snapshot, 'properties', property);
}

/** The problem with a timer value; null for a time or an empty value. */
function problemOf(value: Json | undefined): string | null {
  if (value === undefined || value === null || value === '') return null;
  return problems[typeof value === 'string' ? readTime(value).type : 'no-time'];
}

function short(value: Json | undefined): string {
  const text = JSON.stringify(value ?? null);
  return text.length <= 100 ? text : `${text.slice(0, 100)}…`;
}

/** The timer in an entity's property, outside any chain; null when it is empty or not a usable time. */
function timerOf(blueprint: string, property: string, snapshot: JsonObject, entity: string): Timer | null {
  const value = propertyOf(snapshot, property);
  const read = typeof value === 'string' ? readTime(value) : null;
  if (read?.type !== 'time') return null;
  return { blueprint, entity, property, value: String(value), dueAt: read.at, snapshot, depth: 0, chain: [] };
}

function pairs(timers: Listeners['timers']): [blueprint: string, property: string][] {
  return [...timers].flatMap(([blueprint, properties]) =>
    [...properties].map((property): [string, string] => [blueprint, property]),
  );
}

function has(timers: Listeners['timers'], blueprint: string, property: string): boolean {
  return timers.get(blueprint)?.has(property) === true;
}
