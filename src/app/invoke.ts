import type { Backend, Call, Services } from '../backends/backend.ts';
import type { Automation } from '../core/automation.ts';
import { findBackend } from '../core/backend-spec.ts';
import { messageOf } from '../core/error.ts';
import type { JsonObject } from '../core/json.ts';
import type { LogLine, Outcome } from '../core/run.ts';
import { createScrubber } from '../core/secrets.ts';
import type { Job } from '../store/queue.ts';
import type { ClaimedRun } from '../store/runs.ts';
import type { LiveAutomations } from './live.ts';
import type { Parking } from './parking.ts';
import { createRenderer, type Rendered } from './render.ts';
import type { Settlement } from './settle.ts';
import type { World } from './world.ts';

/** How long one attempt may take in all, ms: beyond it the call is cut off and its outcome unknown. */
const attemptTimeout = 60_000;

const longestMessage = 400;

const nothing: Rendered = { ok: false, message: 'Nothing was rendered', late: false };

/**
 * Carries out jobs: claims their runs, renders the invocation, lets the backend make the call and hands the outcome to
 * `settle`. Runs of one definition are rendered together.
 */
export function createInvoke(
  world: World,
  live: LiveAutomations,
  parking: Parking,
  services: Services,
  settle: (settlement: Settlement) => Promise<void>,
): (jobs: Job[], done: (job: Job) => void) => Promise<void> {
  const { store, queue, settings, log } = world;
  const render = createRenderer(world);

  return async (jobs, done) => {
    const claimed = new Map(
      (await store.runs.claim([...new Set(jobs.map(({ runId }) => runId))], settings.replica)).map((item) => [
        item.run.id,
        item,
      ]),
    );
    // A job whose run cannot be claimed speaks of a run that ended, or that another job already took.
    await queue.drop(jobs.filter(({ runId }) => !claimed.has(runId)));
    const mine = jobs.flatMap((job) => {
      const item = claimed.get(job.runId);
      claimed.delete(job.runId);
      return item === undefined ? [] : [{ job, item }];
    });
    await Promise.all(
      [...groupByDefinition(mine)].map(async ([hash, group]) => {
        const automation = await live.definition(hash);
        const rendered = await renderGroup(
          hash,
          automation,
          group.map(({ item }) => item),
        );
        await Promise.all(
          group.map(async ({ job, item }, index) => {
            try {
              await attempt(job, item, automation, rendered[index] ?? nothing);
            } catch (error) {
              log.error(
                { run: item.run.id, error: messageOf(error) },
                'storing an outcome failed; the sweep repeats it',
              );
            } finally {
              done(job);
            }
          }),
        );
      }),
    );
  };

  async function renderGroup(hash: string, automation: Automation | null, items: ClaimedRun[]): Promise<Rendered[]> {
    if (automation === null)
      return items.map(() => ({ ok: false, message: 'The definition is no longer kept', late: false }));
    return render(hash, automation, items);
  }

  async function attempt(job: Job, item: ClaimedRun, automation: Automation | null, rendered: Rendered): Promise<void> {
    const { run, event } = item;
    const common = { job, runId: run.id, attempt: run.attempt, automation, event };
    if (!rendered.ok) {
      const type = rendered.late ? 'retry' : 'rejected';
      return settle({ ...common, outcome: { type, message: rendered.message }, logs: [] });
    }
    const backend = findBackend(world.backends, automation?.invocationMethod.type ?? '');
    if (backend === undefined) {
      const message = `There is no backend ${automation?.invocationMethod.type}`;
      return settle({ ...common, outcome: { type: 'rejected', message }, logs: [] });
    }
    const logs: LogLine[] = [...rendered.warnings];
    const target = backend.target(rendered.shown);
    const wait = await parking.waitFor(target);
    if (wait !== null) return park(job, item, rendered.shown, target, wait);
    const call: Call = {
      runId: run.id,
      automation: run.automation,
      attempt: run.attempt,
      createdAt: run.createdAt,
      method: rendered.real,
      shown: rendered.shown,
      log: (line) => logs.push(line),
      signal: AbortSignal.timeout(attemptTimeout),
      services,
    };
    const scrub = createScrubber(rendered.secrets, (text) => Buffer.from(text).toString('base64'));
    const outcome = shorten(scrub.json((await perform(backend, call, item.unconfirmedSince)) as JsonObject & Outcome));
    const clean = logs.map((line) => ({ ...line, message: scrub.text(line.message) }));
    await settle({ ...common, outcome, payload: rendered.shown, target, logs: clean });
  }

  /** Never sends again what an earlier attempt may have started, unless the other side recognises the repetition. */
  async function perform(backend: Backend, call: Call, sentAt: number | null): Promise<Outcome> {
    try {
      if (backend.idempotent) return await backend.invoke(call);
      if (sentAt !== null) {
        const found = await backend.search?.({ ...call, sentAt });
        if (found?.type === 'unknown') return { ...found, type: 'retry', message: `Not sent again: ${found.message}` };
        if (found !== undefined && found !== null) return found;
        await store.history.refuteAttempts(call.runId, call.attempt);
      }
      await store.runs.intend(call.runId, backend.target(call.shown), call.shown);
      return await backend.invoke(call);
    } catch (error) {
      log.error({ run: call.runId, backend: backend.type, error: messageOf(error) }, 'a backend threw');
      return { type: 'unknown', message: 'The attempt failed for a reason of our own; see the service log' };
    }
  }

  /** Puts a run back without using up an attempt: its target is down, and that is not the run's fault. */
  async function park(job: Job, { run }: ClaimedRun, payload: JsonObject, target: string, at: number): Promise<void> {
    await store.transaction(async (tx) => {
      const [current] = await tx.runs.lock([run.id]);
      await tx.jobs.drop([job]);
      await tx.history.cancelAttempts([{ runId: run.id, attempt: run.attempt }]);
      if (current === undefined || current.phase !== 'invoking') return;
      const parked = {
        phase: 'parked',
        attempt: run.attempt - 1,
        claimedBy: null,
        nextAt: at,
        payload,
        target,
      } as const;
      await tx.runs.save([{ ...current, ...parked }]);
      await tx.jobs.put([{ kind: 'invoke', runId: run.id, at }]);
    });
  }
}

/** Messages are for people; the whole answer is kept as the response. Done after secrets are out, never before. */
function shorten<T extends Outcome>(outcome: T): T {
  const { message } = outcome;
  return message === undefined || message.length <= longestMessage
    ? outcome
    : { ...outcome, message: `${message.slice(0, longestMessage)}…` };
}

function groupByDefinition<T extends { item: ClaimedRun }>(items: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const entry of items) {
    const hash = entry.item.run.definitionHash;
    groups.set(hash, [...(groups.get(hash) ?? []), entry]);
  }
  return groups;
}
