import { AppError } from '../../core/error.ts';
import type { Event } from '../../core/event/event.ts';
import { type JsonObject, valueAt } from '../../core/json.ts';
import type { Run } from '../../core/run/run.ts';
import { runView, runViewV1 } from '../../core/run/view-run.ts';
import { orderedSettings } from '../../core/settings/automation-settings.ts';
import { pauseView } from '../../core/views/pause-view.ts';
import type { StoredEvent } from '../../store/events.ts';
import type { StoredLog } from '../../store/run-history.ts';
import type { RunFilter } from '../../store/runs.ts';
import type { Target } from '../../store/targets.ts';
import { parkedView } from '../invoke/circuit-breaker.ts';
import type { Explain } from '../match/explain-event.ts';
import { type LiveAutomations, pauseOf, settingsOf } from '../match/live-automations.ts';
import type { World } from '../world.ts';

/** The version of runs in Port's API. */
export type RunVersion = 'v1' | 'v2';

/** Runs and events as the API shows them. */
export type Views = {
  runs: {
    get(id: string): Promise<JsonObject>;
    list(filter: RunFilter): Promise<JsonObject[]>;
    /** A run's view in the requested version; v2 by default. */
    inVersion(view: JsonObject, version: RunVersion | undefined): Promise<JsonObject>;
    logs(id: string, limit: number, offset: number): Promise<StoredLog[]>;
    /** Explains why a run was started, with the values that its conditions read. */
    explain(id: string): Promise<JsonObject>;
  };
  events: {
    get(id: string): Promise<object>;
    list(limit: number, offset: number): Promise<object[]>;
    explain(id: string): Promise<object[]>;
  };
};

/** Creates the views: runs with their history, and events with the runs they led to and why. */
export function createViews({ store }: Pick<World, 'store'>, live: LiveAutomations, explain: Explain): Views {
  async function viewRun(run: Run, event: Event | null, parked: readonly Target[]): Promise<JsonObject> {
    return {
      ...runView(run, { automation: await live.definition(run.definitionHash), event }),
      execution: {
        phase: run.phase,
        event: run.eventId,
        reason: run.reason,
        attempts: run.attempt,
        nextAttemptAt: run.nextAt === null || run.phase === 'waiting' ? null : new Date(run.nextAt).toISOString(),
        target: run.target,
        parked: parkedView(run, parked),
        held: await heldView(run),
        limited: await limitedView(run),
        shadow: run.shadow,
        depth: run.depth,
        chain: run.chain,
        repeats: run.repeats === '' ? null : run.repeats,
        idempotencyKey: run.idempotencyKey ?? run.id,
      },
    };
  }

  /** The pause that holds a run. */
  async function heldView(run: Run): Promise<JsonObject | null> {
    if (run.phase !== 'held') return null;
    const now = await live.current();
    const pause = pauseOf(now, 'automation', run.automation, 0) ?? pauseOf(now, 'target', run.target ?? '', 0);
    return pause === null ? null : pauseView(pause);
  }

  /** The limits that a run waits for. */
  async function limitedView(run: Run): Promise<JsonObject | null> {
    if (run.phase !== 'limited') return null;
    const { concurrency, rate, debounce } = settingsOf(await live.current(), run.automation) ?? {};
    return orderedSettings({
      ...(concurrency !== undefined && { concurrency }),
      ...(rate !== undefined && { rate }),
      ...(debounce !== undefined && { debounce }),
    });
  }

  async function parkedTargets(runs: readonly Run[]): Promise<Target[]> {
    return runs.some(({ phase }) => phase === 'parked') ? store.targets.parked() : [];
  }

  async function runOf(id: string): Promise<Run> {
    const run = await store.runs.get(id);
    if (run === null) throw new AppError('not_found', `There is no run ${id}`);
    return run;
  }

  async function eventOf(id: string): Promise<StoredEvent> {
    const stored = await store.events.get(id);
    if (stored === null) throw new AppError('not_found', `There is no event ${id}`);
    return stored;
  }

  return {
    runs: {
      async get(id) {
        const run = await runOf(id);
        const [stored, attempts, parked, before, after, retriedAs] = await Promise.all([
          store.events.get(run.eventId),
          store.history.attempts(id),
          parkedTargets([run]),
          store.runChain.named(run.chain),
          store.runChain.causedBy(id),
          store.selection.retryOf(run),
        ]);
        const view = await viewRun(run, stored?.event ?? null, parked);
        const newest = attempts.at(-1);
        const history = attempts.map((attempt) => ({
          attempt: attempt.attempt,
          outcome: attempt.outcome ?? 'unconfirmed',
          statusCode: attempt.statusCode,
          message: attempt.message,
          request: attempt === newest ? run.payload : attempt.request,
          response: attempt === newest ? run.response : attempt.response,
          startedAt: new Date(attempt.startedAt).toISOString(),
          endedAt: attempt.endedAt === null ? null : new Date(attempt.endedAt).toISOString(),
        }));
        return {
          ...view,
          execution: {
            ...(view.execution as JsonObject),
            retriedAs,
            revision: run.definitionHash,
            before,
            after,
            history,
          },
        };
      },
      async list(filter) {
        const runs = await store.runs.list(filter);
        const events = await store.events.getMany([...new Set(runs.map(({ eventId }) => eventId))]);
        const byId = new Map(events.map(({ event }) => [event.id, event]));
        const parked = await parkedTargets(runs);
        return Promise.all(runs.map((run) => viewRun(run, byId.get(run.eventId) ?? null, parked)));
      },
      async inVersion(view, version) {
        if (version !== 'v1') return view;
        const [blueprint, entity] = [valueAt(view, 'blueprint', 'identifier'), valueAt(view, 'entity', 'identifier')];
        if (typeof blueprint !== 'string') return runViewV1(view, { blueprint: false, entity: false });
        const declared = await store.blueprints.get(blueprint);
        const [first] = declared === null ? await store.entities.list(blueprint, null, 1) : [declared];
        const found = typeof entity === 'string' ? await store.entities.get(blueprint, entity) : null;
        return runViewV1(view, { blueprint: first !== undefined, entity: found !== null });
      },
      async logs(id, limit, offset) {
        await runOf(id);
        return store.history.logs(id, limit, offset);
      },
      async explain(id) {
        const run = await runOf(id);
        const explained = await explain.run(run, (await eventOf(run.eventId)).event);
        if (explained === null)
          throw new AppError('not_found', `The definition that run ${id} used is no longer stored`);
        return explained;
      },
    },

    events: {
      async get(id) {
        const stored = await eventOf(id);
        const runs = await store.runs.ofEvents([id]);
        return {
          ...viewEvent(stored),
          runs: runs.map((run) => ({ id: run.id, automation: run.automation, status: run.status })),
        };
      },
      async list(limit, offset) {
        return (await store.events.list(limit, offset)).map(viewEvent);
      },
      async explain(id) {
        return explain.live((await eventOf(id)).event);
      },
    },
  };
}

function viewEvent(stored: StoredEvent): object {
  return {
    ...stored.event,
    execution: {
      source: stored.source,
      receivedAt: new Date(stored.receivedAt).toISOString(),
      matchedAt: stored.matchedAt === null ? null : new Date(stored.matchedAt).toISOString(),
      depth: stored.depth,
      chain: stored.chain,
      errors: stored.errors,
    },
  };
}
