import {
  type Alert,
  alertBlueprints,
  alertEvent,
  automationFailing,
  automationWorking,
  targetClosed,
  targetOpened,
} from '../../core/event/alerts.ts';
import type { Listeners } from '../../core/match/listeners.ts';
import { causedBy, type Run } from '../../core/run/run.ts';
import type { StoredEvent } from '../../store/events.ts';
import type { Tx } from '../../store/store.ts';
import { alertSource } from '../event-sources/own-sources.ts';
import { newId } from '../ids.ts';
import { openAfter } from '../invoke/circuit-breaker.ts';
import type { World } from '../world.ts';

/** A run before and after a change. */
type ChangedRun = { before: Run; after: Run };

/** An alert and the run that caused it: an alert's own consequences are links of a chain, and chains end. */
type Caused = { alert: Alert; run: Run | null };

/** The circuit breakers that opened, with the reason, and those that closed. */
type Breakers = { opened: readonly { target: string; reason: string }[]; recovered: readonly string[] };

/** Stores events for targets whose circuit breakers opened or closed, if an automation listens. */
export async function alertOfTargets(
  tx: Tx,
  world: Pick<World, 'clock' | 'settings'>,
  { alerts }: Listeners,
  { opened, recovered }: Breakers,
  runs: readonly Run[],
): Promise<StoredEvent[]> {
  if (!alerts.blueprints.has(alertBlueprints.target)) return [];
  const caused = (target: string, alert: Alert): Caused => ({
    alert,
    run: runs.find((run) => run.target === target) ?? null,
  });
  return store(tx, world, [
    ...opened.map(({ target, reason }) => caused(target, targetOpened(target, openAfter, reason))),
    ...recovered.map((target) => caused(target, targetClosed(target))),
  ]);
}

/**
 * Counts failed runs in a row, and stores an event when an automation starts to fail or works again, if an automation
 * listens. Automations that listen to alerts are not counted, because a failing alert must not cause another one.
 */
export async function alertOfAutomations(
  tx: Tx,
  world: Pick<World, 'clock' | 'settings'>,
  { alerts }: Listeners,
  changed: readonly ChangedRun[],
): Promise<StoredEvent[]> {
  if (!alerts.blueprints.has(alertBlueprints.automation)) return [];
  const limit = world.settings.alertFailures;
  const ended = changed
    .filter(({ before, after }) => before.endedAt === null && after.endedAt !== null)
    .map(({ after }) => after)
    // A run that was never called does not show whether its automation works.
    .filter(({ automation, shadow, attempt }) => !alerts.automations.has(automation) && !shadow && attempt > 0);
  const counts = new Map<string, { failures: number; succeeded: Run | null; last: Run }>();
  for (const run of ended) {
    const { failures = 0, succeeded = null } = counts.get(run.automation) ?? {};
    const isSuccess = run.status === 'SUCCESS';
    counts.set(run.automation, {
      failures: isSuccess ? 0 : failures + 1,
      succeeded: isSuccess ? run : succeeded,
      last: run,
    });
  }
  const caused: Caused[] = [];
  const over = await tx.streaks.end([...counts].flatMap(([name, { succeeded }]) => (succeeded ? [name] : [])));
  for (const { automation, failures } of over) {
    const run = counts.get(automation)?.succeeded ?? null;
    if (run === null || failures < limit) continue;
    caused.push({ alert: automationWorking(await titled(tx, automation), failures, { run: run.id }), run });
  }
  const more = [...counts].flatMap(([automation, { failures }]) => (failures > 0 ? [{ automation, failures }] : []));
  for (const { automation, failures } of await tx.streaks.add(more)) {
    const { failures: added = 0, last } = counts.get(automation) ?? {};
    if (last === undefined || failures < limit || failures - added >= limit) continue;
    const about = { run: last.id, summary: last.summary };
    caused.push({ alert: automationFailing(await titled(tx, automation), failures, about), run: last });
  }
  return store(tx, world, caused);
}

async function titled(tx: Pick<Tx, 'automations'>, identifier: string): Promise<{ identifier: string; title: string }> {
  const stored = await tx.automations.get(identifier);
  return { identifier, title: stored?.automation.title ?? identifier };
}

async function store(
  tx: Pick<Tx, 'events'>,
  { clock, settings }: Pick<World, 'clock' | 'settings'>,
  caused: readonly Caused[],
): Promise<StoredEvent[]> {
  const at = { now: clock.now(), orgId: settings.orgId };
  const events = caused.map(({ alert, run }) => ({
    event: alertEvent(newId('event'), alert, at),
    source: alertSource.name,
    ...causedBy(run),
    receivedAt: at.now,
    matchedAt: null,
    errors: [],
  }));
  await tx.events.insert(events);
  return events;
}
