import { createHash } from 'node:crypto';
import { messageOf } from '../../core/error.ts';
import type { Event } from '../../core/event/event.ts';
import type { StoredEvent } from '../../store/events.ts';
import type { Timer, TimerName } from '../../store/timers.ts';
import { timerSource } from '../event-sources/own-sources.ts';
import type { World } from '../world.ts';

/** How many timers fire in one transaction. */
const batchSize = 200;

/** How long a timer that failed to fire is left alone, ms. */
const troublePause = 10 * 60_000;

/** How many failed timers are remembered; the oldest one is dropped and tried again. */
const mostTroubled = 1_000;

/**
 * Turns due timers into events, each exactly once: firing and event share a transaction. When a batch fails, each timer
 * is retried alone, so that one bad timer does not stop the others.
 */
export function createTimerFiring(
  world: Pick<World, 'store' | 'clock' | 'settings' | 'log'>,
  match: (events: StoredEvent[]) => Promise<unknown>,
): () => Promise<void> {
  const { store, clock, settings, log } = world;
  const troubled = new Map<string, { timer: TimerName; until: number }>();

  /** The timers that failed, which are left alone for a while. */
  const failed = (): TimerName[] => [...troubled.values()].map(({ timer }) => timer);

  async function take(limit: number, chosen: TimerName | null): Promise<{ due: number; events: StoredEvent[] }> {
    const except = failed();
    return store.transaction(async (tx) => {
      const due = await tx.timers.takeDue(limit, chosen === null ? { except } : { only: chosen });
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

  /** Fires one batch; returns how many timers were due. */
  async function fireRound(): Promise<number> {
    try {
      const { due, events } = await take(batchSize, null);
      await match(events);
      return due;
    } catch (error) {
      if (store.isOutage(error)) throw error;
      const due = await store.timers.listDue(batchSize, failed());
      for (const timer of due) await fireAlone(timer);
      return due.length;
    }
  }

  async function fireAlone(timer: TimerName): Promise<void> {
    try {
      const { events } = await take(1, timer);
      await match(events);
    } catch (error) {
      if (store.isOutage(error)) throw error;
      log.error({ ...timer, error: messageOf(error), cause: error }, 'a timer cannot fire');
      const [oldest] = troubled.keys();
      if (troubled.size >= mostTroubled && oldest !== undefined) troubled.delete(oldest);
      troubled.set(JSON.stringify(timer), { timer, until: clock.now() + troublePause });
    }
  }

  return async () => {
    for (const [key, { until }] of troubled) if (until <= clock.now()) troubled.delete(key);
    while ((await fireRound()) === batchSize);
  };
}

/** Port's timer event: the actor is Port, and the time is the timer's own. */
function timerEvent(timer: Timer, orgId: string): Event {
  const { blueprint, entity, property, value } = timer;
  const name = createHash('sha256')
    .update(JSON.stringify([blueprint, entity, property, value]))
    .digest('hex');
  return {
    // Derived from what expired, so that two processes that fire the same timer create only one event.
    id: `timer_${name.slice(0, 32)}`,
    action: 'TIMER_EXPIRED',
    resourceType: 'entity',
    trigger: { by: { byPort: true, orgId }, origin: 'API', at: new Date(timer.dueAt).toISOString() },
    context: { blueprintIdentifier: blueprint, entityIdentifier: entity, propertyIdentifier: property },
    diff: { before: null, after: timer.snapshot },
  };
}
