import { setTimeout as pause } from 'node:timers/promises';
import type { Automation } from '../../core/automation.ts';
import { messageOf } from '../../core/error.ts';
import type { Event } from '../../core/event/event.ts';
import { fitsInBytes } from '../../core/identifiers.ts';
import type { JsonObject } from '../../core/json.ts';
import { applyFollowUp, applyOutcome } from '../../core/run/change.ts';
import { maxWaitSeconds } from '../../core/run/retry.ts';
import type { LogLine, Outcome, Run } from '../../core/run/run.ts';
import type { StoredEvent } from '../../store/events.ts';
import type { Job, JobInput } from '../../store/queue.ts';
import type { Tx } from '../../store/store.ts';
import type { Tasks } from '../background/background.ts';
import { createBatcher } from '../background/batch.ts';
import { newId } from '../ids.ts';
import type { LiveAutomations } from '../match/live-automations.ts';
import { type RunSteps, storeRunEvents } from '../runs/run-events.ts';
import type { World } from '../world.ts';
import { parkAfter, probePause } from './circuit-breaker.ts';

/** What became of an attempt, or of a look at an accepted run. */
export type Settlement = {
  kind: 'attempt' | 'look';
  /** The job that asked for it; null when the run never waited in the queue. */
  job: Job | null;
  runId: string;
  attempt: number;
  outcome: Outcome;
  automation: Automation | null;
  event: Event | null;
  /** The rendered invocation without secrets; absent where nothing was rendered. */
  payload?: JsonObject | undefined;
  target?: string | undefined;
  logs: LogLine[];
};

/**
 * Stores outcomes: run, attempt, logs, next job and run events in one transaction, shared by whatever ends at the same
 * time. Until it commits, a crash leaves the attempt unconfirmed and the job taken, and the sweep tries again.
 */
export function createSettle(
  tasks: Pick<Tasks, 'stopping'>,
  world: World,
  live: LiveAutomations,
  then: {
    match(events: StoredEvent[]): void;
    recovered(targets: string[]): void;
    /** The other side works on these; a report about them may have come already. */
    accepted(externalIds: string[]): void;
  },
): (settlement: Settlement) => Promise<void> {
  const store = createBatcher(async (settlements: Settlement[]) => {
    const { listeners } = await live.current();
    const { changes, events, targets, accepted, next } = await world.store.transaction(async (tx) => {
      const runs = new Map(
        (await tx.runs.lock(unique(settlements.map(({ runId }) => runId)))).map((run) => [run.id, run]),
      );
      const repeated = settlements
        .filter(({ attempt, outcome }) => attempt > 1 && isFailure(outcome))
        .map(({ runId }) => runId);
      const interruptions = await tx.history.interruptions(repeated);
      const changes: RunSteps[] = [];
      const jobs: JobInput[] = [];
      const next = new Map<Settlement, number>();
      const logs: (LogLine & { id: string; runId: string; by: null })[] = [];
      for (const settlement of settlements) {
        const before = runs.get(settlement.runId);
        if (before === undefined) continue;
        const change = decide(world, before, settlement, interruptions.get(before.id) ?? 0);
        const after = change.steps.at(-1) ?? before;
        runs.set(before.id, after);
        changes.push({ before, steps: change.steps, automation: settlement.automation, event: settlement.event });
        if (change.next !== null) {
          jobs.push({ ...change.next, runId: before.id });
          next.set(settlement, change.next.at);
        }
        for (const line of [...settlement.logs, ...change.logs]) {
          logs.push({ ...line, id: newId('log'), runId: before.id, by: null });
        }
      }
      await tx.runs.save([...runs.values()]);
      await tx.history.endAttempts(settlements.filter(isAttempt).map(attemptEnd));
      await tx.history.addLogs(logs);
      await tx.jobs.drop(settlements.flatMap(({ job }) => job ?? []));
      await tx.jobs.put(jobs);
      return {
        changes,
        next,
        events: await storeRunEvents(tx, world, listeners, changes),
        targets: await noteTargets(tx, settlements),
        accepted: [...runs.values()].flatMap((run) => (run.phase === 'accepted' ? (run.externalId ?? []) : [])),
      };
    });
    // After the transaction, which may run twice.
    for (const settlement of settlements) {
      if (isAttempt(settlement)) logFailure(world, settlement, next.get(settlement));
    }
    for (const { before, steps } of changes) {
      const after = steps.at(-1);
      if (after) world.metrics.ended(before, after);
    }
    if (events.length > 0) then.match(events);
    for (const { target, reason, pause } of targets.parked) {
      const fields = { target, reason, failures: parkAfter, seconds: pause / 1000 };
      world.log.warn(
        fields,
        'parked a target that keeps failing: its runs wait, and one of them tries it now and then',
      );
    }
    if (targets.recovered.length > 0) then.recovered(targets.recovered);
    if (accepted.length > 0) then.accepted(accepted);
    return settlements.map(() => undefined);
  }, 200);

  // What happened is known only here: while the database is away, it is kept and tried again.
  return async (settlement) => {
    let kept = settlement;
    for (let failures = 0; ; failures++) {
      try {
        return await store(kept);
      } catch (error) {
        const { runId } = settlement;
        world.log.error({ run: runId, error: messageOf(error), failures }, 'storing an outcome failed');
        const { aborted } = tasks.stopping;
        if (!world.store.isOutage(error) && kept === settlement && (failures > 0 || aborted)) {
          kept = withoutParticulars(settlement);
          continue;
        }
        if (aborted) throw error;
        await pause(Math.min(30_000, 500 * 2 ** failures), null, { signal: tasks.stopping }).catch(() => {});
      }
    }
  };
}

/** What is left of an outcome that the database refuses: what it means for the run, without what came with it. */
function withoutParticulars(settlement: Settlement): Settlement {
  const { response: _, ...rest } = settlement.outcome;
  const message = 'What came back cannot be stored, so only how the attempt ended is kept; see the service log';
  const outcome: Outcome = { ...rest, message };
  if ('link' in outcome) delete outcome.link;
  if ('externalId' in outcome && !fitsInBytes(outcome.externalId ?? '')) delete outcome.externalId;
  return { ...settlement, outcome, payload: undefined, target: undefined, logs: [] };
}

/** What an operator has to know of without opening a run. */
function logFailure({ log }: World, settlement: Settlement, next: number | undefined): void {
  const { runId: run, attempt, automation, outcome, target } = settlement;
  if (outcome.type === 'succeeded' || outcome.type === 'accepted' || outcome.type === 'offered') return;
  const { type, message, statusCode } = outcome;
  const nextAttemptAt = next === undefined ? null : new Date(next).toISOString();
  const fields = { run, automation: automation?.identifier, attempt, target, outcome: type, statusCode, nextAttemptAt };
  log.warn({ ...fields, reason: message }, 'an attempt did not succeed');
}

function decide(world: World, before: Run, settlement: Settlement, interrupted: number) {
  const moment = {
    now: world.clock.now(),
    chance: world.clock.chance(),
    interrupted,
    ...(world.settings.retrySchedule && { schedule: world.settings.retrySchedule }),
  };
  if (!isAttempt(settlement)) return applyFollowUp(before, settlement.outcome, moment);
  // Another replica took the run over in the meantime, believing us dead: only a success is news.
  const late = before.phase !== 'invoking' || before.attempt !== settlement.attempt;
  if (late && settlement.outcome.type !== 'succeeded') return { steps: [before], logs: [], next: null };
  const sent: Run = {
    ...before,
    payload: settlement.payload ?? before.payload,
    target: settlement.target ?? before.target,
  };
  return applyOutcome(sent, settlement.outcome, moment);
}

function isFailure(outcome: Outcome): outcome is Extract<Outcome, { type: 'retry' | 'unknown' }> {
  return outcome.type === 'retry' || outcome.type === 'unknown';
}

/** False for what we refused ourselves, such as a private address: it says nothing of the target. */
function isAnswer(outcome: Outcome): boolean {
  return outcome.type !== 'rejected' || outcome.statusCode !== undefined;
}

function isAttempt(settlement: Settlement): boolean {
  return settlement.kind === 'attempt';
}

function attemptEnd({ runId, attempt, outcome }: Settlement) {
  return {
    runId,
    attempt,
    outcome: outcome.type,
    ...(outcome.statusCode !== undefined && { statusCode: outcome.statusCode }),
    ...(outcome.message !== undefined && { message: outcome.message }),
  };
}

/** Counts what failed and forgets what works; returns which targets are parked from now on, and which answered again. */
async function noteTargets(tx: Tx, settlements: readonly Settlement[]) {
  const failed = new Map<string, { count: number; reason: string; pause: number }>();
  const worked = new Set<string>();
  const parked: { target: string; reason: string; pause: number }[] = [];
  for (const { target, outcome } of settlements) {
    if (target === undefined) continue;
    if (isFailure(outcome)) {
      const { count, pause } = failed.get(target) ?? { count: 0, pause: probePause };
      // Who asks for patience is not probed by other runs meanwhile.
      const asked = Math.min((outcome.type === 'retry' && outcome.after) || 0, maxWaitSeconds) * 1000;
      failed.set(target, { count: count + 1, reason: outcome.message, pause: Math.max(pause, asked) });
    } else if (isAnswer(outcome)) {
      worked.add(target);
    }
  }
  for (const [key, { count, reason, pause }] of [...failed].sort(([a], [b]) => (a < b ? -1 : 1))) {
    // A target that also answered in this round is up: what failed there has its own reason.
    if (worked.has(key)) continue;
    if (await tx.targets.fail(key, count, reason, parkAfter, pause)) parked.push({ target: key, reason, pause });
  }
  return { parked, recovered: await tx.targets.recover([...worked].sort()) };
}

function unique(ids: readonly string[]): string[] {
  return [...new Set(ids)];
}
