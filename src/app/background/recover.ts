import { messageOf } from '../../core/error.ts';
import { interrupted } from '../../core/run/run.ts';
import type { StoredEvent } from '../../store/events.ts';
import { newId } from '../ids.ts';
import type { World } from '../world.ts';
import { deadAfterMs } from './heartbeat.ts';

/** Longer than any attempt can take, ms: a replica with a claim this old never learned that the claim was committed. */
const staleAfterMs = 10 * 60_000;

/**
 * How old an unmatched event must be before recovery takes it, ms: younger ones are probably being matched right now.
 */
const unmatchedAfterMs = 10_000;

const batchSize = 500;

const whyInterrupted = 'The process stopped during the call, so it is unknown whether the call was carried out';

/** What recovery triggers. `reported`: events that cannot be matched, so that each is logged only once. */
export type OnRecovered = { match(events: StoredEvent[]): Promise<unknown>; wake(): void; reported: Set<string> };

/**
 * Which other processes' attempts to repeat: `all` at the start on an embedded database, where no other process can be
 * running; `silent`: those without a recent heartbeat; `none` while our own heartbeat is too unreliable to judge.
 */
export type Dead = 'all' | 'silent' | 'none';

/**
 * Recovers from a crash: matches events that were stored but never matched, and repeats attempts of replicas that died.
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
    // A failure here must not keep runs from being recovered.
    log.error({ error: messageOf(error) }, 'looking for unmatched events failed');
    failed = error;
  });
  // At an exclusive start no other process is alive, and this one has claimed nothing yet.
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
          message: `Attempt ${attempt} was interrupted. ${whyInterrupted}. It is repeated now.`,
        })),
      );
      await tx.jobs.put(runs.map((run) => ({ kind: 'invoke', runId: run.id, at: now })));
      return runs.length;
    });
    if (count > 0) {
      log.warn({ runs: count }, 'repeating attempts of dead processes');
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
      if (fresh > 0) log.warn({ events: fresh }, 'matching events left unmatched by a crash');
      await matchEach(events);
    }
    last = events.at(-1)?.event.id ?? null;
    if (events.length < batchSize) return;
  }

  /** Matches all events together, or one by one when that fails, so that one bad event does not hold up the others. */
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

/**
 * How long a run's next attempt or poll may be overdue before its job is considered lost, ms; a busy queue can be
 * nearly that late.
 */
const lostAfterMs = 60 * 60_000;

/**
 * Gives runs whose job was lost a new one. If the old job still exists, it finds its run waiting for another time and
 * ends; so a run is queued once, and is checked here once per `lostAfterMs`.
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
      log.warn({ runs: count }, 'replaced lost jobs of overdue runs');
      wake();
    }
    if (count < batchSize) return;
  }
}

/** Deletes what is past its retention, in batches small enough not to block other work. */
export async function purge(world: Pick<World, 'store' | 'clock' | 'settings'>): Promise<void> {
  const { store, clock, settings } = world;
  const { runs, events, deliveries, audit } = settings.retentionDays;
  const before = (days: number) => clock.now() - days * 24 * 3600 * 1000;
  while ((await store.runs.purge(before(runs), batchSize)) === batchSize);
  while ((await store.bulkJobs.purge(before(runs), batchSize)) === batchSize);
  while ((await store.events.purge(before(events), batchSize)) === batchSize);
  while ((await store.deliveries.purge(before(deliveries), batchSize)) === batchSize);
  while ((await store.observations.purge(before(deliveries), batchSize)) === batchSize);
  while ((await store.auditRecords.purge(before(audit), batchSize)) === batchSize);
  await store.tokens.purge();
}
