import { messageOf } from '../../core/error.ts';
import { interrupted } from '../../core/run/run.ts';
import type { StoredEvent } from '../../store/events.ts';
import { newId } from '../ids.ts';
import type { World } from '../world.ts';
import { deadAfterMs } from './heartbeat.ts';

/** No attempt takes that long, ms: whoever claimed it so long ago does not know of it. */
const staleAfterMs = 10 * 60_000;

/** How old an unmatched event is before recovery takes it: younger ones are being matched right now. Milliseconds. */
const unmatchedAfterMs = 10_000;

const batchSize = 500;

const whyInterrupted = 'The process that made it ended first, so it is not known whether the call was carried out';

/** What a recovery sets going. `reported`: events that cannot be matched, for each of which the log says so once. */
export type OnRecovered = { match(events: StoredEvent[]): Promise<unknown>; wake(): void; reported: Set<string> };

/**
 * Which other processes' attempts are repeated: of all of them, as at the start on an embedded database, where no other
 * can be at work; of those silent for too long; or of none, while it cannot be told who is silent.
 */
export type Dead = 'all' | 'silent' | 'none';

/**
 * Picks up whatever a crash left: events that were stored but never matched, and runs whose replica died in the middle
 * of an attempt.
 */
export async function recover(
  world: Pick<World, 'store' | 'clock' | 'log' | 'settings'>,
  on: OnRecovered,
  dead: Dead,
): Promise<void> {
  const { store, clock, settings, log } = world;
  const now = clock.now();
  let failed: unknown = null;
  await matchLeft(world, on, dead === 'all' ? now : now - unmatchedAfterMs).catch((error: unknown) => {
    // Runs must not wait for events.
    log.error({ error: messageOf(error) }, 'looking for unmatched events failed');
    failed = error;
  });
  // At a lone start nobody is alive but us, and we have claimed nothing yet.
  const aliveSince = { all: now + 1, silent: now - deadAfterMs, none: null }[dead];
  const claims = { aliveSince, staleBefore: now - staleAfterMs, replica: settings.replica };
  for (;;) {
    const count = await store.transaction(async (tx) => {
      const runs = await tx.runs.abandoned(claims, batchSize);
      await tx.runs.save(runs.map((run) => ({ ...run, phase: 'retrying', claimedBy: null, nextAt: now })));
      await tx.history.endAttempts(
        runs.map(({ id, attempt }) => ({ runId: id, attempt, outcome: interrupted, message: whyInterrupted })),
      );
      await tx.history.addLogs(
        runs.map(({ id, attempt }) => ({
          id: newId('log'),
          runId: id,
          by: null,
          level: 'warning',
          message: `Attempt ${attempt} was interrupted. ${whyInterrupted}. It is made again now.`,
        })),
      );
      await tx.jobs.put(runs.map((run) => ({ kind: 'invoke', runId: run.id, at: now })));
      return runs.length;
    });
    if (count > 0) {
      log.warn({ runs: count }, 'repeating attempts whose process died');
      on.wake();
    }
    if (count < batchSize) break;
  }
  if (dead === 'silent') await store.replicas.forget(now - 60 * 60 * 1000);
  log.debug({ replica: settings.replica }, 'recovery finished');
  if (failed !== null) throw failed;
}

async function matchLeft({ store, log }: Pick<World, 'store' | 'log'>, on: OnRecovered, before: number): Promise<void> {
  let last: string | null = null;
  for (;;) {
    const events: StoredEvent[] = await store.events.unmatched(before, batchSize, last);
    if (events.length > 0) {
      const fresh = events.filter(({ event }) => !on.reported.has(event.id)).length;
      if (fresh > 0) log.warn({ events: fresh }, 'matching events that a crash left unmatched');
      await matchEach(events);
    }
    last = events.at(-1)?.event.id ?? null;
    if (events.length < batchSize) return;
  }

  /** Together; should that fail, one by one, so that one which cannot be matched does not hold up the others. */
  async function matchEach(events: StoredEvent[]): Promise<void> {
    try {
      await on.match(events);
    } catch (error) {
      if (store.isOutage(error)) throw error;
      const [first] = events;
      if (events.length > 1) for (const event of events) await matchEach([event]);
      else if (first !== undefined && !on.reported.has(first.event.id)) {
        on.reported.add(first.event.id);
        log.error({ event: first.event.id, error: messageOf(error) }, 'an event cannot be matched');
      }
    }
  }
}

/** How long a run's next attempt or look is overdue before its job is taken for lost, ms: a queue may be that long. */
const lostAfterMs = 60 * 60_000;

/**
 * Gives runs a job whose own was lost. A job that is there after all finds that its run waits for another time, and ends;
 * so a run is in the queue once, and is looked at here once in `lostAfterMs`.
 */
export async function replaceLostJobs(world: Pick<World, 'store' | 'clock' | 'log'>, wake: () => void): Promise<void> {
  const { store, clock, log } = world;
  for (;;) {
    const now = clock.now();
    const count = await store.transaction(async (tx) => {
      const runs = await tx.runs.overdue(now - lostAfterMs, batchSize);
      await tx.runs.save(runs.map((run) => ({ ...run, nextAt: now })));
      await tx.jobs.put(
        runs.map(({ id, phase }) => ({ kind: phase === 'accepted' ? 'follow' : 'invoke', runId: id, at: now })),
      );
      return runs.length;
    });
    if (count > 0) {
      log.warn({ runs: count }, 'replaced the lost jobs of overdue runs');
      wake();
    }
    if (count < batchSize) return;
  }
}

/** Deletes what is older than the retention, in rounds small enough not to hold anybody up. */
export async function purge(world: Pick<World, 'store' | 'clock' | 'settings'>): Promise<void> {
  const { store, clock, settings } = world;
  const before = clock.now() - settings.retentionDays * 24 * 3600 * 1000;
  while ((await store.runs.purge(before, batchSize)) === batchSize);
  while ((await store.events.purge(before, batchSize)) === batchSize);
  while ((await store.deliveries.purge(before, batchSize)) === batchSize);
  while ((await store.observations.purge(before, batchSize)) === batchSize);
  await store.tokens.purge();
}
