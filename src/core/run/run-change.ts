import { AppError } from '../error.ts';
import { isObject, type Json } from '../json.ts';
import { maxWaitSeconds, retryDelay } from './retry.ts';
import type { LogLine, Outcome, Run, RunReport } from './run.ts';

/**
 * The result of a change to a run. `steps` are the states that it went through; the last one is to be stored. A
 * synchronous call first gets its response and then its status, and both are events (reference: Port).
 */
export type RunChange = { steps: Run[]; logs: LogLine[]; next: { kind: 'invoke' | 'follow'; at: number } | null };

/**
 * What a decision may depend on besides the run: the time in ms, a number in [0, 1), the schedule of attempts, and how
 * many attempts this service interrupted itself. Those are not failures of the other side, so they do not count.
 */
export type Moment = { now: number; chance: number; schedule?: readonly number[]; interrupted?: number };

/** Seconds between polls of an accepted run whose end has not been reported yet. */
const defaultFollowSeconds = 60;

/** Applies the outcome of an attempt to a run. A run that has ended in the meantime only keeps what was sent. */
export function applyOutcome(run: Run, outcome: Outcome, moment: Moment): RunChange {
  if (run.endedAt !== null) return { steps: [{ ...run, claimedBy: null }], logs: [], next: null };
  const logs: LogLine[] = outcome.message === undefined ? [] : [{ level: levelOf(outcome), message: outcome.message }];
  const idle: Run = { ...run, claimedBy: null, updatedAt: moment.now };
  const answered = withResponse(idle, outcome);
  switch (outcome.type) {
    case 'succeeded':
      return { steps: [...between(run, answered), end(answered, 'SUCCESS', moment)], logs, next: null };
    case 'shadowed': {
      const shadow = { ...answered, shadow: true, statusLabel: 'SHADOW', summary: outcome.message };
      return { steps: [end(shadow, 'SUCCESS', moment)], logs, next: null };
    }
    case 'rejected':
      return {
        steps: [...between(run, answered), end({ ...answered, summary: outcome.message }, 'FAILURE', moment)],
        logs,
        next: null,
      };
    case 'accepted': {
      const accepted: Run = { ...answered, phase: 'accepted', nextAt: null };
      if (outcome.followAfter === undefined) return { steps: [accepted], logs, next: null };
      const at = moment.now + Math.min(outcome.followAfter, maxWaitSeconds) * 1000;
      // The work itself may have reported a different id before our response was stored; it cannot be followed by that
      // id.
      if (run.phase !== 'accepted') accepted.externalId = outcome.externalId ?? null;
      return { steps: [{ ...accepted, nextAt: at }], logs, next: { kind: 'follow', at } };
    }
    case 'offered':
      return { steps: [{ ...answered, phase: 'waiting', target: outcome.to, nextAt: null }], logs, next: null };
    case 'retry':
    case 'unknown': {
      const after = outcome.type === 'retry' ? outcome.after : undefined;
      const failed = Math.max(1, run.attempt - (moment.interrupted ?? 0));
      const delay = retryDelay(failed, after, moment.chance, moment.schedule);
      if (delay === null) {
        const summary = `Gave up after ${failed} attempts: ${outcome.message}`;
        return { steps: [end({ ...answered, summary }, 'FAILURE', moment)], logs, next: null };
      }
      const at = moment.now + delay;
      return { steps: [{ ...idle, phase: 'retrying', nextAt: at }], logs, next: { kind: 'invoke', at } };
    }
  }
}

/** Applies the result of polling an accepted run: it ends, or is polled again later. */
export function applyFollowUp(run: Run, outcome: Outcome, moment: Moment): RunChange {
  if (run.endedAt !== null || run.phase !== 'accepted') return { steps: [run], logs: [], next: null };
  if (outcome.type === 'retry' || outcome.type === 'unknown') {
    const after = outcome.type === 'retry' ? (outcome.after ?? defaultFollowSeconds) : defaultFollowSeconds;
    const at = moment.now + Math.min(after, maxWaitSeconds) * 1000;
    return { steps: [{ ...run, nextAt: at }], logs: [], next: { kind: 'follow', at } };
  }
  const message = outcome.type === 'accepted' ? undefined : outcome.message;
  return applyOutcome(run, { ...outcome, message } as Outcome, moment);
}

/** True while the service polls for the end of a run's work, by the id of the work on the other side. */
export function isFollowed(run: Run): boolean {
  return run.phase === 'accepted' && run.nextAt !== null;
}

/**
 * Applies a report from outside to a run (Port's PATCH of a run, or a log with a termination status). The id by which
 * the run is followed does not change. Throws `invalid_content` (422 in Port) for a run that has ended: its status
 * never changes.
 */
export function applyReport(run: Run, report: RunReport, by: string | null, now: number): Run {
  if (run.endedAt !== null) {
    const message = `Run ${run.id} has ended with status ${run.status} and can no longer be updated`;
    throw new AppError('invalid_content', message);
  }
  const changed: Run = { ...run, updatedAt: now, updatedBy: by };
  if (report.statusLabel !== undefined) changed.statusLabel = report.statusLabel;
  if (report.summary !== undefined) changed.summary = report.summary;
  if (report.externalRunId !== undefined && !isFollowed(run)) changed.externalId = report.externalRunId;
  if (report.link !== undefined) changed.link = typeof report.link === 'string' ? [report.link] : report.link;
  if (report.message !== undefined) changed.message = report.message;
  return report.status === undefined ? changed : end(changed, report.status, { now });
}

/** Blocks a run because the chain that led to it is too long. */
export function blocked(run: Run, limit: number): Run {
  const path = [...run.chain, run.id].join(' → ');
  const summary =
    `Not invoked: this run is at depth ${run.depth} in a chain of automations that trigger each other, ` +
    `and MAX_CHAIN_DEPTH is ${limit}. The chain: ${path}`;
  return { ...run, status: 'FAILURE', phase: 'blocked', statusLabel: 'BLOCKED', summary, endedAt: run.createdAt };
}

function end(run: Run, status: 'SUCCESS' | 'FAILURE', moment: { now: number }): Run {
  return { ...run, status, phase: 'ended', nextAt: null, updatedAt: moment.now, endedAt: moment.now };
}

function withResponse(run: Run, outcome: Outcome): Run {
  const { response } = outcome;
  const link = 'link' in outcome ? outcome.link : undefined;
  const externalId = 'externalId' in outcome ? outcome.externalId : undefined;
  return {
    ...run,
    response: response === undefined ? run.response : response,
    link: link === undefined || run.link.includes(link) ? run.link : [...run.link, link],
    externalId: externalId ?? run.externalId,
  };
}

/** True if something changed that Port's API would show: only that is an event. */
export function isVisibleChange(before: Run, after: Run): boolean {
  const visible = (run: Run) =>
    JSON.stringify([run.status, run.statusLabel, run.summary, run.link, run.message, run.response, run.externalId]);
  return visible(before) !== visible(after);
}

/** The state between response and status, if there is a response that a condition could read. */
function between(before: Run, answered: Run): Run[] {
  return isSame(before.response, answered.response) ? [] : [answered];
}

function isSame(a: Json, b: Json): boolean {
  return a === b || (isObject(a) && isObject(b) && JSON.stringify(a) === JSON.stringify(b));
}

function levelOf(outcome: Outcome): LogLine['level'] {
  if (outcome.type === 'rejected') return 'error';
  return outcome.type === 'retry' || outcome.type === 'unknown' ? 'warning' : 'info';
}
