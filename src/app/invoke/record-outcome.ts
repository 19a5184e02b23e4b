import { setTimeout as pause } from 'node:timers/promises';
import type { Automation } from '../../core/automation.ts';
import { messageOf } from '../../core/error.ts';
import type { Event } from '../../core/event/event.ts';
import { fitsInBytes } from '../../core/identifiers.ts';
import type { JsonObject } from '../../core/json.ts';
import type { LogLine, Outcome, Run } from '../../core/run/run.ts';
import { applyFollowUp, applyOutcome } from '../../core/run/run-change.ts';
import type { AutomationSettings } from '../../core/settings/automation-settings.ts';
import { scheduleOf } from '../../core/settings/limits.ts';
import type { StoredEvent } from '../../store/events.ts';
import type { Job, JobInput } from '../../store/queue.ts';
import type { AttemptEnd } from '../../store/run-history.ts';
import type { Tx } from '../../store/store.ts';
import type { Tasks } from '../background/background.ts';
import { createBatcher } from '../background/batch.ts';
import { newId } from '../ids.ts';
import { type Live, type LiveAutomations, settingsOf } from '../match/live-automations.ts';
import { alertOfAutomations, alertOfTargets } from '../operate/raise-alerts.ts';
import { type RunSteps, storeRunEvents } from '../runs/run-events.ts';
import type { World } from '../world.ts';
import { openAfter } from './circuit-breaker.ts';
import { isFailure, noteTargets } from './note-targets.ts';

/** The result of an attempt, or of polling an accepted run. */
export type AttemptResult = {
  kind: 'attempt' | 'look';
  /** The job it came from; null when the run never waited in the queue. */
  job: Job | null;
  runId: string;
  attempt: number;
  outcome: Outcome;
  automation: Automation | null;
  event: Event | null;
  /** The rendered invocation without secrets; absent when nothing was rendered. */
  payload?: JsonObject | undefined;
  target?: string | undefined;
  logs: LogLine[];
};

/** Callbacks for what continues once outcomes are stored. */
export type OnRecorded = {
  match(events: StoredEvent[]): void;
  /** Called when runs of automations with limits are no longer in flight. */
  freed(): void;
  /** Called when the circuit breakers of these targets closed. */
  recovered(targets: string[]): void;
  /** Called with external ids that are in progress; reports on them may already have arrived. */
  accepted(externalIds: string[]): void;
};

type RecordWorld = Pick<World, 'store' | 'clock' | 'log' | 'metrics' | 'settings'>;

/** How many outcomes share a transaction. */
const batchSize = 200;

/**
 * Records outcomes: run, attempt, logs, next job and run events in one transaction, shared by outcomes that arrive at
 * the same time. Until it commits, a crash leaves the attempt unconfirmed and the job taken, and recovery retries.
 */
export function createRecordOutcome(
  tasks: Pick<Tasks, 'stopping'>,
  world: RecordWorld,
  live: LiveAutomations,
  on: OnRecorded,
): (result: AttemptResult) => Promise<void> {
  const store = createBatcher(async (results: AttemptResult[]) => {
    const now = await live.current();
    const stored = await world.store.transaction((tx) => storeResults(tx, world, now, results));
    // Called after the transaction, because the transaction's work may run twice.
    announce(world, results, stored);
    if (stored.events.length > 0) on.match(stored.events);
    if (stored.targets.recovered.length > 0) on.recovered(stored.targets.recovered);
    if (stored.accepted.length > 0) on.accepted(stored.accepted);
    if (stored.changes.some(({ before }) => before && now.limits.has(before.automation))) on.freed();
    return results.map(() => undefined);
  }, batchSize);

  // Only this process knows the outcome: while the database is down, it is held and retried.
  return async (result) => {
    let kept = result;
    for (let failures = 0; ; failures++) {
      try {
        return await store(kept);
      } catch (error) {
        const { runId } = result;
        world.log.error({ run: runId, error: messageOf(error), failures }, 'storing an outcome failed');
        const { aborted } = tasks.stopping;
        if (!world.store.isOutage(error) && kept === result && (failures > 0 || aborted)) {
          kept = withoutParticulars(result);
          continue;
        }
        if (aborted) throw error;
        await pause(Math.min(30_000, 500 * 2 ** failures), null, { signal: tasks.stopping }).catch(() => {});
      }
    }
  };
}

/** Applies a batch of results to their runs; returns what to announce once the transaction has committed. */
async function storeResults(tx: Tx, world: RecordWorld, live: Live, results: readonly AttemptResult[]) {
  const { listeners } = live;
  const locked = await tx.runs.lock(unique(results.map(({ runId }) => runId)));
  const runs = new Map(locked.map((run) => [run.id, run]));
  const repeated = results.filter(({ attempt, outcome }) => attempt > 1 && isFailure(outcome));
  const interruptions = await tx.history.interruptions(repeated.map(({ runId }) => runId));
  const changes: RunSteps[] = [];
  const jobs: JobInput[] = [];
  const next = new Map<AttemptResult, number>();
  const logs: (LogLine & { id: string; runId: string; by: null })[] = [];
  for (const result of results) {
    const before = runs.get(result.runId);
    if (before === undefined) continue;
    const change = decide(
      world,
      settingsOf(live, before.automation),
      before,
      result,
      interruptions.get(before.id) ?? 0,
    );
    runs.set(before.id, change.steps.at(-1) ?? before);
    changes.push({ before, steps: change.steps, automation: result.automation, event: result.event });
    if (change.next !== null) {
      jobs.push({ ...change.next, runId: before.id });
      next.set(result, change.next.at);
    }
    const lines = [...result.logs, ...change.logs];
    logs.push(...lines.map((line) => ({ ...line, id: newId('log'), runId: before.id, by: null })));
  }
  await tx.runs.save([...runs.values()]);
  await tx.history.endAttempts(results.filter(isAttempt).map(attemptEnd));
  await tx.history.addLogs(logs);
  await tx.jobs.drop(results.flatMap(({ job }) => job ?? []));
  await tx.jobs.put(jobs);
  const targets = await noteTargets(tx, results);
  const after = [...runs.values()];
  const before = new Map(locked.map((run) => [run.id, run]));
  const changed = after.map((run) => ({ before: before.get(run.id) ?? run, after: run }));
  return {
    changes,
    next,
    events: [
      ...(await storeRunEvents(tx, world, listeners, changes)),
      ...(await alertOfTargets(tx, world, listeners, targets, after)),
      ...(await alertOfAutomations(tx, world, listeners, changed)),
    ],
    targets,
    accepted: [...runs.values()].flatMap((run) => (run.phase === 'accepted' ? (run.externalId ?? []) : [])),
  };
}

/** Logs and counts stored results. */
function announce(
  { log, metrics }: Pick<World, 'log' | 'metrics'>,
  results: readonly AttemptResult[],
  { changes, next, targets }: Awaited<ReturnType<typeof storeResults>>,
): void {
  for (const result of results) if (isAttempt(result)) logFailure({ log }, result, next.get(result));
  for (const { before, steps } of changes) {
    const after = steps.at(-1);
    if (after) metrics.ended(before, after);
  }
  for (const { target, reason, pause } of targets.opened) {
    const fields = { target, reason, failures: openAfter, seconds: pause / 1000 };
    log.warn(fields, 'the circuit breaker of a target opened: its runs wait, and one run at a time probes it');
  }
}

/** Reduces a result that the database refuses to its effect on the run, without its texts and data. */
function withoutParticulars(result: AttemptResult): AttemptResult {
  const { response: _, ...rest } = result.outcome;
  const message = 'The response cannot be stored, so only the result of the attempt is kept; see the service log';
  const outcome: Outcome = { ...rest, message };
  if ('link' in outcome) delete outcome.link;
  if ('externalId' in outcome && !fitsInBytes(outcome.externalId ?? '')) delete outcome.externalId;
  return { ...result, outcome, payload: undefined, target: undefined, logs: [] };
}

/** Logs a failed attempt, so that an operator sees it without opening the run. */
function logFailure({ log }: Pick<World, 'log'>, result: AttemptResult, next: number | undefined): void {
  const { runId: run, attempt, automation, outcome, target } = result;
  if (outcome.type === 'succeeded' || outcome.type === 'accepted') return;
  if (outcome.type === 'offered' || outcome.type === 'shadowed') return;
  const { type, message, statusCode } = outcome;
  const nextAttemptAt = next === undefined ? null : new Date(next).toISOString();
  const fields = { run, automation: automation?.identifier, attempt, target, outcome: type, statusCode, nextAttemptAt };
  log.warn({ ...fields, reason: message }, 'an attempt failed');
}

function decide(
  world: Pick<World, 'clock' | 'settings'>,
  settings: AutomationSettings | null,
  before: Run,
  result: AttemptResult,
  interrupted: number,
) {
  const schedule = scheduleOf(settings) ?? world.settings.retrySchedule;
  const moment = {
    now: world.clock.now(),
    chance: world.clock.chance(),
    interrupted,
    ...(schedule && { schedule }),
  };
  if (!isAttempt(result)) return applyFollowUp(before, result.outcome, moment);
  // Another replica believed this one dead and took over the run: only a success still matters.
  const late = before.phase !== 'invoking' || before.attempt !== result.attempt;
  if (late && result.outcome.type !== 'succeeded') return { steps: [before], logs: [], next: null };
  const sent: Run = {
    ...before,
    payload: result.payload ?? before.payload,
    target: result.target ?? before.target,
  };
  return applyOutcome(sent, result.outcome, moment);
}

function isAttempt(result: AttemptResult): boolean {
  return result.kind === 'attempt';
}

function attemptEnd({ runId, attempt, outcome, payload }: AttemptResult): AttemptEnd {
  // The run keeps what its latest attempt sent and received, so only earlier attempts need a record of their own.
  const mayFollow = outcome.type === 'retry' || outcome.type === 'unknown';
  return {
    runId,
    attempt,
    outcome: outcome.type,
    ...(outcome.statusCode !== undefined && { statusCode: outcome.statusCode }),
    ...(outcome.message !== undefined && { message: outcome.message }),
    ...(mayFollow && payload !== undefined && { request: payload }),
    ...(mayFollow && outcome.response !== undefined && { response: outcome.response }),
  };
}

function unique(ids: readonly string[]): string[] {
  return [...new Set(ids)];
}
