import { setTimeout as pause } from 'node:timers/promises';
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
import type { Work } from './pump.ts';
import { createRenderer, type Rendered } from './render.ts';
import type { Settlement } from './settle.ts';
import type { Claimed, UnderWay } from './under-way.ts';
import type { World } from './world.ts';

/** How long one attempt may take in all, ms: beyond it the call is cut off and its outcome unknown. */
const attemptTimeout = 60_000;

const longestMessage = 400;

const nothing: Rendered = { ok: false, message: 'Nothing was rendered', late: false };

/** Pauses before an outcome is stored again after a failure, ms. What fails longer is left to the sweep. */
const storePauses = [200, 1_000, 3_000];

/**
 * Carries out jobs: renders the invocations of claimed runs, lets the backend make the call and hands the outcome to
 * `settle`. Runs of one definition are rendered together.
 */
export function createInvoke(
  world: World,
  live: LiveAutomations,
  parking: Parking,
  services: Services,
  settle: (settlement: Settlement) => Promise<void>,
  underWay: UnderWay,
): Work<Claimed> {
  const { store, log } = world;
  const render = createRenderer(world);

  return {
    name: 'invoke',
    take: underWay.take,
    async carryOut(taken, done) {
      await Promise.all([...groupByDefinition(taken)].map(([hash, group]) => carryOutGroup(hash, group, done)));
    },
  };

  async function carryOutGroup(hash: string, group: readonly Claimed[], done: (claimed: Claimed) => void) {
    const { automation, rendered } = await prepare(hash, group);
    await Promise.all(
      group.map(async (claimed, index) => {
        try {
          await attempt(claimed, automation, rendered[index] ?? nothing);
        } catch (error) {
          const fields = { run: claimed.item.run.id, error: messageOf(error) };
          log.error(fields, 'storing an outcome failed; the sweep repeats the attempt');
        } finally {
          underWay.over(claimed);
          done(claimed);
        }
      }),
    );
  }

  /** Never rejects: a claimed run has to go on, whatever becomes of it. */
  async function prepare(hash: string, group: readonly Claimed[]) {
    let automation: Automation | null = null;
    try {
      automation = await live.definition(hash);
      const items = group.map(({ item }) => item);
      return { automation, rendered: await renderGroup(hash, automation, items) };
    } catch (error) {
      log.error({ definition: hash, error: messageOf(error) }, 'preparing an invocation failed');
      const message = 'The invocation could not be prepared, for a reason of our own; see the service log';
      return { automation, rendered: group.map((): Rendered => ({ ok: false, message, late: true })) };
    }
  }

  async function renderGroup(hash: string, automation: Automation | null, items: ClaimedRun[]): Promise<Rendered[]> {
    if (automation === null)
      return items.map(() => ({ ok: false, message: 'The definition is no longer kept', late: false }));
    return render(hash, automation, items);
  }

  async function attempt({ job, item }: Claimed, automation: Automation | null, rendered: Rendered): Promise<void> {
    const { run, event } = item;
    const common = { job, runId: run.id, attempt: run.attempt, automation, event };
    if (!rendered.ok) {
      const type = rendered.late ? 'retry' : 'rejected';
      return keep({ ...common, outcome: { type, message: rendered.message }, logs: [] });
    }
    const backend = findBackend(world.backends, automation?.invocationMethod.type ?? '');
    if (backend === undefined) {
      const message = `There is no backend ${automation?.invocationMethod.type}`;
      return keep({ ...common, outcome: { type: 'rejected', message }, logs: [] });
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
    await keep({ ...common, outcome, payload: rendered.shown, target, logs: clean });
  }

  /** Stores an outcome, if need be without what came with it: a call that was made must not look as if it was not. */
  async function keep(settlement: Settlement): Promise<void> {
    for (const wait of storePauses) {
      try {
        return await settle(settlement);
      } catch (error) {
        log.warn({ run: settlement.runId, error: messageOf(error) }, 'storing an outcome failed; trying again');
        await pause(wait);
      }
    }
    const message = 'What came back could not be stored; see the service log';
    const { response: _, ...outcome } = { ...settlement.outcome, message };
    await settle({ ...settlement, outcome, logs: [] });
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

function groupByDefinition(items: readonly Claimed[]): Map<string, Claimed[]> {
  const groups = new Map<string, Claimed[]>();
  for (const entry of items) {
    const hash = entry.item.run.definitionHash;
    groups.set(hash, [...(groups.get(hash) ?? []), entry]);
  }
  return groups;
}
