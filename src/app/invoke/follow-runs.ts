import type { Backend, Call, Services } from '../../backends/backend.ts';
import { findBackend } from '../../core/definition/backend-spec.ts';
import { messageOf } from '../../core/error.ts';
import type { JsonObject } from '../../core/json.ts';
import type { LogLine, Outcome } from '../../core/run/run.ts';
import type { Job } from '../../store/queue.ts';
import type { LiveAutomations } from '../match/live-automations.ts';
import { createRunRedactor } from '../runs/run-redactor.ts';
import { endWith } from '../tracing/end-with.ts';
import type { World } from '../world.ts';
import type { PumpWork } from './pump.ts';
import type { AttemptResult } from './record-outcome.ts';
import { servicesFor } from './services-for.ts';

const lookTimeoutMs = 30_000;

const dayMs = 24 * 3600 * 1000;

/** How long to search for what an accepted attempt started, ms. */
const searchLimitMs = dayMs;

/** How long to keep asking for the end of work that was found, ms: no system we follow lets work take longer. */
const followLimitMs = 35 * dayMs;

/** Polls the state of accepted runs, in case no report of their end arrives. */
export function createFollow(
  world: World,
  live: LiveAutomations,
  services: Services,
  recordOutcome: (result: AttemptResult) => Promise<void>,
): PumpWork<Job> {
  const { store, queue, log } = world;
  const redactorOf = createRunRedactor(world, live);

  async function look(job: Job): Promise<void> {
    const run = await store.runs.get(job.runId);
    const automation = run === null ? null : await live.definition(run.definitionHash);
    const backend = findBackend(world.backends, automation?.invocationMethod.type ?? '');
    if (run === null || run.phase !== 'accepted' || backend?.follow === undefined) return queue.drop([job]);
    // Another job exists for this run: each of the two would create a next one, forever.
    if (job.at !== null && Math.trunc(job.at) !== run.nextAt) return queue.drop([job]);
    const shown = run.payload ?? {};
    const about = { run: run.id, automation: run.automation, backend: backend.type };
    const span = world.tracing.begin('follow run', run.trace, about);
    const call = {
      runId: run.id,
      automation: run.automation,
      attempt: run.attempt,
      createdAt: run.createdAt,
      // The identifiers of the work hold no secrets, so the stored rendering serves for both.
      method: shown,
      shown,
      log: () => {},
      signal: AbortSignal.timeout(lookTimeoutMs),
      services: servicesFor(services, null, span.traceparent),
    };
    const started = (await store.history.attempts(run.id)).at(-1)?.startedAt ?? run.createdAt;
    const answer = await ask(backend, call, run.externalId, started).catch(
      (error: unknown): Outcome => ({ type: 'unknown', message: messageOf(error) }),
    );
    endWith(span, answer);
    const redact = await redactorOf(run.id);
    const shownAnswer = redact.json(answer as JsonObject & Outcome);
    const outcome = giveUp(shownAnswer, run.externalId !== null, world.clock.now() - started);
    const event = (await store.events.get(run.eventId))?.event ?? null;
    const logs = await troubleOf(run.id, outcome);
    await recordOutcome({ kind: 'look', job, runId: run.id, attempt: run.attempt, outcome, automation, event, logs });
  }

  /** The log line for a failed look: written once, and again only when the problem changes. */
  async function troubleOf(runId: string, outcome: Outcome): Promise<LogLine[]> {
    const failed = outcome.type === 'unknown' || outcome.type === 'retry' || ('trouble' in outcome && outcome.trouble);
    const { message } = outcome;
    if (!failed || message === undefined || (await store.history.lastMessage(runId)) === message) return [];
    log.warn({ run: runId, reason: message }, 'the state of a run could not be checked');
    return [{ level: 'warning', message }];
  }

  /** Asks how an accepted run is doing; without an external id, its work has to be found first. */
  async function ask(backend: Backend, call: Call, externalId: string | null, sentAt: number): Promise<Outcome> {
    if (externalId !== null && backend.follow !== undefined) return backend.follow({ ...call, externalId });
    const found = (await backend.search?.({ ...call, sentAt })) ?? null;
    return found ?? { type: 'unknown', message: 'What the call started has not been found yet' };
  }

  return {
    name: 'follow runs',
    take: (limit) => queue.take('follow', limit),
    async work(jobs, done) {
      await Promise.all(
        jobs.map((job) =>
          look(job)
            .catch((error: unknown) => log.error({ run: job.runId, error: messageOf(error) }, 'following a run failed'))
            .finally(() => done(job)),
        ),
      );
    },
  };
}

/** Ends a run whose state has been unavailable for so long that it will never be known, with advice. */
function giveUp(answer: Outcome, found: boolean, age: number): Outcome {
  if (answer.type !== 'unknown' && answer.type !== 'retry') return answer;
  if (age <= (found ? followLimitMs : searchLimitMs)) return answer;
  const what = found ? 'its state could not be checked for 35 days' : 'what it started was not found for a day';
  return {
    type: 'rejected',
    message: `It was accepted, but ${what}. Check the other system for its result. The last check: ${answer.message}`,
  };
}
