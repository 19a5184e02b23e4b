import type { Backend, Call, Services } from '../../backends/backend.ts';
import { type Automation, requiresApproval } from '../../core/automation.ts';
import { findBackend } from '../../core/definition/backend-spec.ts';
import { messageOf } from '../../core/error.ts';
import type { JsonObject } from '../../core/json.ts';
import type { LogLine, Outcome } from '../../core/run/run.ts';
import { createRedactor, type Redactor } from '../../core/secrets/secrets.ts';
import { isShadow, timeoutOf } from '../../core/settings/limits.ts';
import type { Job } from '../../store/queue.ts';
import type { ClaimedRun } from '../../store/runs.ts';
import { type LiveAutomations, pauseOf, settingsOf } from '../match/live-automations.ts';
import { base64 } from '../runs/run-redactor.ts';
import { endWith } from '../tracing/end-with.ts';
import type { World } from '../world.ts';
import { type CircuitBreaker, targetKey } from './circuit-breaker.ts';
import { createGate, heldBy } from './gate.ts';
import type { PumpWork } from './pump.ts';
import { createPutBack } from './put-back.ts';
import type { AttemptResult } from './record-outcome.ts';
import { createRenderer, type Rendered } from './render.ts';
import { servicesFor } from './services-for.ts';

/** Why a stored definition that requires approval is not executed. */
const needsApproval =
  'Nothing was called: the automation requires approval, which automations do not support. Remove requiredApproval';

/** The outcome of a run in shadow mode. */
const notCalled = 'Not called: the automation is in shadow mode. The payload shows what would have been sent';

/** How long one attempt may take in total, ms; then the call is aborted and its outcome is unknown. */
const attemptTimeoutMs = 60_000;

/** The longest message that is stored, in characters. */
const maxMessageLength = 400;

/** How long a rendering may hold its slots before runs of other automations get them, ms. */
const slowRenderingMs = 1_000;

/** A claimed run, and the job it came from, if it waited in the queue. */
export type InvokeItem = ClaimedRun & { job: Job | null };

/** A rendered invocation ready to send, or the attempt's outcome when nothing is called. */
type PreparedCall =
  | { ok: true; backend: Backend; redact: Redactor; ready: Extract<Rendered, { ok: true }> }
  | { ok: false; result: Pick<AttemptResult, 'outcome' | 'logs' | 'payload'> };

const nothing: Rendered = { ok: false, message: 'Nothing was rendered', late: false };

/**
 * Executes jobs: claims their runs, renders the invocation, lets the backend make the call and passes the outcome to
 * `recordOutcome`. Runs of one definition are rendered together.
 */
export function createInvoke(
  world: Pick<World, 'store' | 'jq' | 'backends' | 'clock' | 'log' | 'metrics' | 'settings' | 'tracing'>,
  live: LiveAutomations,
  breaker: CircuitBreaker,
  services: Services,
  recordOutcome: (result: AttemptResult) => Promise<void>,
): PumpWork<InvokeItem> {
  const { store, settings, log, metrics } = world;
  const render = createRenderer(world);
  const putBack = createPutBack(world);
  const gate = createGate(world, live, putBack);

  return {
    name: 'invoke runs',

    // Taking a job and claiming its run share a transaction: a crash leaves both or neither, and recovery looks at
    // runs.
    take: (limit) =>
      store.transaction(async (tx) => {
        const jobs = await tx.jobs.take('invoke', limit);
        const claimed = await tx.runs.claim(jobs, settings.replica);
        const byId = new Map(claimed.map((item) => [item.run.id, item]));
        // The run of a job that cannot be claimed has ended, was taken by another job, or waits for another time.
        await tx.jobs.drop(jobs.filter(({ runId }) => !byId.has(runId)));
        return jobs.flatMap((job) => {
          const item = byId.get(job.runId);
          byId.delete(job.runId);
          return item === undefined ? [] : [{ job, ...item }];
        });
      }),

    async work(all, done) {
      const { going, held } = await gate(all, done);
      await Promise.all([
        ...held,
        ...[...groupByDefinition(going)].map(async ([hash, group]) => {
          const automation = await live.definition(hash).catch(() => null);
          // Their attempts continue, but no longer hold slots that others could use.
          const late = setTimeout(() => group.forEach(done), slowRenderingMs);
          const rendered = await renderGroup(hash, automation, group).finally(() => clearTimeout(late));
          await Promise.all(
            group.map((item, index) =>
              carryOut(item, automation, rendered[index] ?? nothing, () => done(item)).finally(() => done(item)),
            ),
          );
        }),
      ]);
    },
  };

  async function renderGroup(
    hash: string,
    automation: Automation | null,
    items: readonly InvokeItem[],
  ): Promise<Rendered[]> {
    const failed = (message: string): Rendered[] => items.map(() => ({ ok: false, message, late: true }));
    if (automation === null) return failed('The definition cannot be read');
    return render(hash, automation, items).catch((error: unknown) => {
      log.error(
        { automation: automation.identifier, error: messageOf(error) },
        'rendering failed with an internal error',
      );
      return failed('The invocation could not be rendered because of an internal error; see the service log');
    });
  }

  /** Carries out one attempt; `release` frees its slot while the attempt continues. */
  async function carryOut(
    item: InvokeItem,
    automation: Automation | null,
    rendered: Rendered,
    release: () => void,
  ): Promise<void> {
    const progress = { called: false };
    const result = await attempt(item, automation, rendered, progress, release).catch((error: unknown) =>
      failure(item, error, progress.called),
    );
    // If even that fails, the attempt stays unconfirmed and recovery finds it.
    if (result !== null) await recordOutcome(result).catch(() => {});
  }

  /** Ends an attempt after an internal failure: a run that stayed claimed would never be retried. */
  function failure({ job, run, event }: InvokeItem, error: unknown, called: boolean): AttemptResult {
    log.error({ run: run.id, error: messageOf(error) }, 'an attempt failed with an internal error');
    const outcome: Outcome = called
      ? {
          type: 'unknown',
          message: 'Because of an internal error, it is unknown whether the call succeeded; see the service log',
        }
      : { type: 'retry', message: 'The attempt was not made because of an internal error; see the service log' };
    return {
      kind: 'attempt',
      job,
      runId: run.id,
      attempt: run.attempt,
      automation: null,
      event,
      outcome,
      logs: [],
    };
  }

  /** Makes one attempt; null when nothing was called and the run has already been put back. */
  async function attempt(
    item: InvokeItem,
    automation: Automation | null,
    rendered: Rendered,
    progress: { called: boolean },
    release: () => void,
  ): Promise<AttemptResult | null> {
    const { job, run, event } = item;
    const common = { kind: 'attempt', job, runId: run.id, attempt: run.attempt, automation, event } as const;
    const prepared = prepare(automation, rendered);
    if (!prepared.ok) return { ...common, ...prepared.result };
    const { backend, redact, ready } = prepared;
    const target = targetKey(backend.target(ready.shown));
    const now = await live.recent();
    const own = settingsOf(now, run.automation);
    if (run.shadow || isShadow(own)) {
      const logs = [...ready.warnings];
      return { ...common, outcome: { type: 'shadowed', message: notCalled }, payload: ready.shown, logs };
    }
    const pause = pauseOf(now, 'target', target, world.clock.now());
    const wait = pause === null ? await breaker.waitFor(target) : heldBy(pause);
    if (wait !== null) {
      // Its slot is freed at once, because putting runs back waits to collect more of them.
      release();
      await putBack({ run, job, payload: ready.shown, target, wait });
      return null;
    }
    const timeout = timeoutOf(own);
    const logs: LogLine[] = [...ready.warnings];
    const about = { run: run.id, automation: run.automation, attempt: run.attempt, backend: backend.type, target };
    const span = world.tracing.begin('attempt run', run.trace, about);
    const call: Call = {
      runId: run.id,
      ...(run.idempotencyKey !== null && { idempotencyKey: run.idempotencyKey }),
      automation: run.automation,
      attempt: run.attempt,
      createdAt: run.createdAt,
      method: ready.real,
      shown: ready.shown,
      log: (line) => logs.push(line),
      signal: AbortSignal.timeout(timeout ?? attemptTimeoutMs),
      traceparent: span.traceparent,
      services: servicesFor(services, timeout, span.traceparent),
    };
    progress.called = true;
    const begun = performance.now();
    const made = await breaker.watch(target, () => perform(backend, call, item.unconfirmedSince, redact), release);
    metrics.called(backend.type, made.type, performance.now() - begun);
    const outcome = shorten(redact.json(made as JsonObject & Outcome));
    endWith(span, outcome);
    const clean = logs.map((line) => ({ ...line, message: redact.text(line.message) }));
    return { ...common, outcome, payload: ready.shown, target, logs: clean };
  }

  /** Finds the backend of a rendered invocation, or says why nothing is called: the run ends or is rendered again. */
  function prepare(automation: Automation | null, rendered: Rendered): PreparedCall {
    const refuse = (
      type: 'rejected' | 'retry',
      message: string,
      more: Pick<AttemptResult, 'payload' | 'logs'> = { logs: [] },
    ): PreparedCall => ({
      ok: false,
      result: { outcome: { type, message }, ...more },
    });
    if (!rendered.ok) return refuse(rendered.late ? 'retry' : 'rejected', rendered.message);
    const backend = findBackend(world.backends, automation?.invocationMethod.type ?? '');
    if (backend === undefined) return refuse('rejected', `There is no backend ${automation?.invocationMethod.type}`);
    const redact = createRedactor(rendered.secrets, base64, rendered);
    const refusal =
      automation !== null && requiresApproval(automation) ? needsApproval : backend.refusal?.(rendered.real);
    if (refusal === null || refusal === undefined) return { ok: true, backend, redact, ready: rendered };
    return refuse('rejected', shortText(redact.text(refusal)), {
      payload: rendered.shown,
      logs: [...rendered.warnings],
    });
  }

  /**
   * Calls the backend, but never repeats what an earlier attempt may have started, unless the receiver recognizes
   * repeats.
   */
  async function perform(backend: Backend, call: Call, sentAt: number | null, redact: Redactor): Promise<Outcome> {
    try {
      if (backend.idempotent) return await backend.invoke(call);
      if (sentAt !== null) {
        const found = await backend.search?.({ ...call, sentAt });
        if (found?.type === 'unknown') return { ...found, type: 'retry', message: `Not sent again: ${found.message}` };
        if (found !== undefined && found !== null) return found;
        await store.history.refuteAttempts(call.runId, call.attempt);
      }
      await store.runs.intend(call.runId, targetKey(backend.target(call.shown)), call.shown);
      return await backend.invoke(call);
    } catch (error) {
      const reason = redact.text(messageOf(error));
      log.error({ run: call.runId, backend: backend.type, error: reason }, 'a backend threw');
      return { type: 'unknown', message: 'The attempt failed because of an internal error; see the service log' };
    }
  }
}

/**
 * Shortens messages, which people read; the whole answer is stored as the response. Must follow redaction, because a
 * shortened secret would no longer be recognized.
 */
function shorten<T extends Outcome>(outcome: T): T {
  const { message } = outcome;
  return message === undefined ? outcome : { ...outcome, message: shortText(message) };
}

function shortText(message: string): string {
  return message.length <= maxMessageLength ? message : `${message.slice(0, maxMessageLength)}…`;
}

function groupByDefinition(items: readonly InvokeItem[]): Map<string, InvokeItem[]> {
  const groups = new Map<string, InvokeItem[]>();
  for (const item of items) {
    const hash = item.run.definitionHash;
    groups.set(hash, [...(groups.get(hash) ?? []), item]);
  }
  return groups;
}
