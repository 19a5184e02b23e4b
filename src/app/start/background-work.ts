import { setTimeout as pause } from 'node:timers/promises';
import type { Redelivery } from '../../backends/provider-contract.ts';
import { messageOf } from '../../core/error.ts';
import type { DueKind } from '../../store/due-work.ts';
import type { StoredEvent } from '../../store/events.ts';
import type { Tasks } from '../background/background.ts';
import { createBatcher, type Gathering } from '../background/batch.ts';
import { beatIntervalMs, createHeartbeat } from '../background/heartbeat.ts';
import { purge, recover, replaceLostJobs } from '../background/recover.ts';
import { createSingle } from '../background/single.ts';
import { createWatchdog } from '../background/watchdog.ts';
import { createTimerFiring } from '../catalog/fire-timers.ts';
import { createAdmission } from '../invoke/call-admission.ts';
import { createCircuitBreaker, settleMs } from '../invoke/circuit-breaker.ts';
import { drainSlow, drainTargets } from '../invoke/drain.ts';
import { createFollow } from '../invoke/follow-runs.ts';
import { createInvoke } from '../invoke/invoke.ts';
import { startPump } from '../invoke/pump.ts';
import { createRecordOutcome } from '../invoke/record-outcome.ts';
import { recentMs } from '../match/live-automations.ts';
import { type BulkRunner, createBulkRunner, waitForRoom } from '../operate/bulk-runner.ts';
import { createOperate, type Operate } from '../operate/operate.ts';
import { createPausing, endPauses, type Pausing, releaseRuns } from '../operate/pausing.ts';
import { createReplay, type Replay } from '../operate/replay-events.ts';
import { createReplayRound } from '../operate/replay-round.ts';
import { createReportDeadline } from '../operate/report-deadline.ts';
import { createRunRounds } from '../operate/run-rounds.ts';
import { createStopRound } from '../operate/stop-runs.ts';
import type { World } from '../world.ts';
import type { UseCases } from './use-cases.ts';

/** Imports have slots of their own, because they take long and mostly wait for GitHub. */
const importPlaces = { atOnce: 8, turnMs: 10_000 };

/** How often due timers are looked for, ms: the most a timer can be late. */
const timerIntervalMs = 1_000;
const recoverIntervalMs = 5_000;
const bulkIntervalMs = 1_000;
const pauseEndIntervalMs = 1_000;
/** How soon a replica notices that a run on another one has freed capacity within an automation's limits, ms. */
const admissionIntervalMs = 500;
const releaseIntervalMs = 15_000;
/** When held runs are released after a pause ends, ms: once every replica has seen the end. */
const releaseDelayMs = recentMs + 100;
const reportDeadlineIntervalMs = 30_000;
const lostJobsIntervalMs = 10 * 60 * 1000;
/** How often the embedded database is checked for dead rows, ms; under load, some thousands accumulate in that time. */
const vacuumIntervalMs = 5_000;
const watchIntervalMs = 5_000;
const purgeIntervalMs = 60 * 60 * 1000;
const redeliverIntervalMs = 10 * 60 * 1000;

/** Checks for due work start at almost the same time, ms apart; this many at most. */
const gatherChecks: Gathering = { first: 20, next: 20 };
const maxChecks = 6;

/** Wraps work so that it runs only when work of that kind is due; one statement checks all kinds. */
type WhenDue = (kind: DueKind, work: () => Promise<unknown>) => () => Promise<unknown>;

/** The work that runs alongside requests. */
export type BackgroundWork = {
  /** The operators' use cases, much of whose work runs alongside requests. */
  operate: Operate;
  pausing: Pausing;
  replay: Replay;
  /** Finishes calls in progress and starts no new ones. */
  stop(): Promise<void>;
};

/**
 * Starts the background work: calls, follow-ups, timers, recovery. `alone`: no other process can share the database, so
 * what a crash left is recovered at once.
 */
export async function startBackgroundWork(
  world: World,
  tasks: Tasks,
  parts: UseCases,
  { alone }: { alone: boolean },
): Promise<BackgroundWork> {
  const { live, match, wake, services, gitHub } = parts;
  const { invoke, follow } = createCalls(world, tasks, parts);
  // Starting worker threads takes a moment, which should not delay the first event.
  await world.jq.compile(['now | todate']);
  const heartbeat = createHeartbeat(world);
  await heartbeat.beat();
  const recovering = { match, wake, reported: new Set<string>() };
  // Before the pumps start, because runs that they claim must not look abandoned. A later recovery retries whatever
  // fails now.
  if (alone) {
    await recover(world, recovering, 'all').catch((error: unknown) => {
      world.log.error({ error: messageOf(error) }, 'recovery at start failed');
    });
  }
  const isDue = createBatcher((kinds: DueKind[]) => world.store.findDue(kinds), maxChecks, gatherChecks);
  const whenDue: WhenDue = (kind, work) => async () => (await isDue(kind)) && work();
  const pump = startPump(world, tasks, invoke, () => isDue('invoke'));
  parts.slot.pump = pump;
  parts.slot.admit = startAdmission(world, tasks, parts);
  const following = createFollow(world, live, services, follow);
  const followPump = startPump(world, tasks, following, () => isDue('follow'));
  const watchdog = createWatchdog(world);
  const { operate, replay } = await startOperate(world, tasks, parts, whenDue, alone);
  const pausing = startPausing(world, tasks, parts, whenDue);
  tasks.repeat('watch the event loop', watchIntervalMs, () => watchdog.look());
  tasks.repeat('beat', beatIntervalMs, () => heartbeat.beat());
  tasks.repeat('sweep', recoverIntervalMs, () => recover(world, recovering, heartbeat.isSteady() ? 'silent' : 'none'));
  tasks.repeat('fire timers', timerIntervalMs, whenDue('timers', createTimerFiring(world, match)));
  // Not awaited, because stuck deliveries must not delay the next search for new ones.
  tasks.repeat('look for deliveries', recoverIntervalMs, async () =>
    tasks.start('handle deliveries', () => gitHub.events.handle()),
  );
  tasks.repeat('read mappings again', recoverIntervalMs, () => gitHub.retryMappings());
  tasks.repeat('replace lost jobs', lostJobsIntervalMs, () => replaceLostJobs(world, wake));
  tasks.repeat('purge', purgeIntervalMs, () => purge(world));
  if (alone) {
    tasks.repeat('vacuum', vacuumIntervalMs, async () => {
      const tables = await world.store.vacuum();
      if (tables.length > 0) world.log.debug({ tables }, 'removed dead rows');
    });
  }
  return {
    operate,
    pausing,
    replay,
    async stop() {
      watchdog.stop();
      await Promise.all([pump.stop(), followPump.stop()]);
    },
  };
}

/** Starts bulk jobs and deadlines, and wires what operators do. */
async function startOperate(world: World, tasks: Tasks, parts: UseCases, whenDue: WhenDue, alone: boolean) {
  const { live, wake } = parts;
  const match = (events: StoredEvent[]) =>
    // Unmatched events are found by recovery; a bulk job must not do its round again for them.
    parts.match(events).catch((error: unknown) => {
      world.log.error({ error: messageOf(error) }, 'matching the events of changed runs failed');
    });
  const on = { wake, match };
  const runner = createBulkRunner(world, tasks, {
    ...createRunRounds(world, live, on),
    stop: createStopRound(world, live, on),
    replay: createReplayRound(world, live, parts.starting),
  });
  const { importRound } = parts.gitHub;
  const imports = createBulkRunner(world, tasks, importRound === null ? {} : { import: importRound }, importPlaces);
  if (alone) await world.store.bulkJobs.release();
  const look = () => tasks.start('look for bulk jobs', () => runner.look());
  const repeat = (name: string, { look }: BulkRunner) => tasks.repeat(name, bulkIntervalMs, whenDue('bulkJobs', look));
  repeat('look for bulk jobs', runner);
  if (importRound !== null) repeat('look for imports', imports);
  tasks.repeat('end unreported runs', reportDeadlineIntervalMs, createReportDeadline(world, live, on));
  return {
    operate: createOperate(world, live, { ...on, look }),
    replay: createReplay(world, live, parts.starting, look),
  };
}

/** Ends expired pauses, releases held runs, and wires the use case for pauses. */
function startPausing(world: World, tasks: Tasks, { live, wake }: UseCases, whenDue: WhenDue): Pausing {
  const room = () => waitForRoom(world, tasks.stopping);
  const release = () => releaseRuns(world, wake, room, tasks.stopping);
  const released = () =>
    tasks.start('release held runs', async () => {
      // Runs that continued sooner would be taken and put back once more.
      await pause(releaseDelayMs, null, { signal: tasks.stopping }).catch(() => {});
      await release();
    });
  const end = async () => {
    if (await endPauses(world)) await release();
  };
  tasks.repeat('end pauses', pauseEndIntervalMs, whenDue('pauses', end));
  // A run may be held just when its pause ends, and a process may die while it releases runs.
  tasks.repeat('release held runs', releaseIntervalMs, release);
  return createPausing(world, live, released);
}

/** Starts admitting runs of automations with limits; returns a function that triggers a check at once. */
function startAdmission(world: World, tasks: Tasks, { live, wake }: UseCases): () => void {
  const admission = createAdmission(world, live, wake);
  const look = createSingle(() => admission.look());
  tasks.repeat('admit limited runs', admissionIntervalMs, look);
  return () => tasks.start('admit limited runs', look);
}

/** Wires the path of a run from its job to its stored outcome. */
function createCalls(world: World, tasks: Tasks, parts: UseCases) {
  const { live, matchLater, wake, services, gitHub } = parts;
  const recordOutcome = createRecordOutcome(tasks, world, live, {
    match: matchLater,
    recovered(targets) {
      world.log.info({ targets }, 'the circuit breakers of these targets closed');
      const room = () => waitForRoom(world, tasks.stopping);
      tasks.start('drain targets', async () => {
        // Runs that are queued sooner would be parked again until the time of the next probe.
        await pause(settleMs, null, { signal: tasks.stopping }).catch(() => {});
        await drainTargets(world, targets, wake, room);
      });
    },
    freed: () => parts.slot.admit?.(),
    accepted: (externalIds) => tasks.start('apply early reports', () => gitHub.events.catchUp(externalIds)),
  });
  const breaker = createCircuitBreaker(world, (target) =>
    tasks.start('drain targets', () => drainSlow(world, target, wake, breaker, tasks.stopping)),
  );
  return { invoke: createInvoke(world, live, breaker, services, recordOutcome), follow: recordOutcome };
}

/**
 * Requests webhooks that did not arrive: those missed while the service was down, which GitHub keeps for three days,
 * and those missed since.
 */
export function askForMissedWebhooks(
  { clock, log }: Pick<World, 'clock' | 'log'>,
  tasks: Pick<Tasks, 'start' | 'repeat'>,
  redeliver: (since: number) => Promise<Redelivery>,
): void {
  let since = clock.now() - 3 * 24 * 3600 * 1000;
  const pass = async (): Promise<void> => {
    const begun = clock.now();
    const { requested, complete } = await redeliver(since);
    if (requested.length > 0) log.info({ deliveries: requested.length }, 'asked GitHub to redeliver missed webhooks');
    // With a margin: a delivery still in progress now may fail in a moment.
    if (complete) since = begun - redeliverIntervalMs;
  };
  tasks.start('ask for missed webhooks', pass);
  tasks.repeat('ask for missed webhooks', redeliverIntervalMs, pass);
}
