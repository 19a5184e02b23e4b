import { messageOf } from '../core/error.ts';
import type { StoredEvent } from '../store/events.ts';
import type { World } from './world.ts';

/** How often a replica gives its sign of life, ms. */
export const beatEvery = 2_000;

/** After how long without a sign of life a replica's work is taken over, ms. */
const deadAfter = 15_000;

/** No attempt takes that long, ms: whoever claimed it so long ago does not know of it. */
const staleAfter = 10 * 60_000;

/** How old an unmatched event is before the sweep takes it: younger ones are being matched right now. Milliseconds. */
const unmatchedAfter = 10_000;

const round = 500;

/**
 * Picks up whatever a crash left: events that were stored but never matched, and runs whose replica died in the middle
 * of an attempt. `alone` says that no other process can be at work, as at the start on an embedded database.
 */
export async function sweep(
  world: World,
  then: { match(events: StoredEvent[]): Promise<unknown>; wake(): void },
  alone = false,
): Promise<void> {
  const { store, clock, settings, log } = world;
  const now = clock.now();
  for (;;) {
    const events = await store.events.unmatched(alone ? now : now - unmatchedAfter, round);
    if (events.length > 0) {
      log.warn({ events: events.length }, 'matching events that a crash left unmatched');
      await then.match(events);
    }
    if (events.length < round) break;
  }
  for (;;) {
    const count = await store.transaction(async (tx) => {
      // At a lone start nobody is alive but us, and we have claimed nothing yet.
      const runs = await tx.runs.abandoned(alone ? now + 1 : now - deadAfter, now - staleAfter, round);
      await tx.runs.save(runs.map((run) => ({ ...run, phase: 'retrying', claimedBy: null, nextAt: now })));
      await tx.jobs.put(runs.map((run) => ({ kind: 'invoke', runId: run.id, at: now })));
      return runs.length;
    });
    if (count > 0) {
      log.warn({ runs: count }, 'repeating attempts whose process died');
      then.wake();
    }
    if (count < round) break;
  }
  if (!alone) await store.replicas.forget(now - 60 * 60 * 1000);
  log.debug({ replica: settings.replica }, 'swept');
}

/** Deletes what is older than the retention, in rounds small enough not to hold anybody up. */
export async function purge(world: World): Promise<void> {
  const { store, clock, settings, log } = world;
  const before = clock.now() - settings.retentionDays * 24 * 3600 * 1000;
  try {
    while ((await store.runs.purge(before, round)) === round);
    while ((await store.events.purge(before, round)) === round);
    await store.deliveries.purge(before);
    await store.sightings.purge(before);
    await store.tokens.purge();
  } catch (error) {
    log.error({ error: messageOf(error) }, 'deleting old runs failed');
  }
}
