import { findBackend } from '../../core/definition/backend-spec.ts';
import { AppError, messageOf } from '../../core/error.ts';
import type { Event } from '../../core/event/event.ts';
import { groupBy } from '../../core/group-by.ts';
import type { JsonObject } from '../../core/json.ts';
import { agentTarget, portAgent } from '../../core/run/agent-run.ts';
import type { Run } from '../../core/run/run.ts';
import { runView } from '../../core/run/view-run.ts';
import { newId } from '../ids.ts';
import type { LiveAutomations } from '../match/live-automations.ts';
import type { RunReporting } from '../runs/report-run.ts';
import type { World } from '../world.ts';
import { createRenderer } from './render.ts';

/** An agent's request for waiting runs. */
export type ClaimRequest = {
  /** The agent's name; Port's own one is `_PORT_EXEC_AGENT`. */
  installationId: string;
  limit: number;
  /** Only runs of this type, when set. */
  invocationMethod?: string | undefined;
  /** How long claimed runs are hidden from other agents, ms. */
  visibilityTimeoutMs: number;
  /** Runs that the agent does not want, and fields that it does not need. */
  exclude: readonly string[];
};

/** The runs that agents execute. */
export type Agents = {
  /** Claims waiting runs for an agent. They are rendered with the real secrets: only for the agent, never stored. */
  claim(request: ClaimRequest): Promise<JsonObject[]>;
  /** Assigns claimed runs to their agent for good; returns the runs that had not been acknowledged before. */
  acknowledge(runIds: readonly string[]): Promise<string[]>;
  /** Assigns one claimed run to its agent for good; throws an error with the reason when that is refused. */
  acknowledgeOne(runId: string): Promise<void>;
};

type Claimed = { run: Run; event: Event };

/** Offers waiting runs to agents. */
export function createAgents(
  world: Pick<World, 'store' | 'jq' | 'backends' | 'clock' | 'log' | 'settings'>,
  live: LiveAutomations,
  report: RunReporting,
): Agents {
  const { store, clock, settings, backends, log } = world;
  const render = createRenderer(world);

  const logLine = (run: Run, message: string) =>
    ({ id: newId('log'), runId: run.id, by: null, level: 'info', message }) as const;

  /** Renders claimed runs that share a definition, as the agent gets them. */
  async function open(hash: string, items: readonly Claimed[]): Promise<JsonObject[]> {
    const automation = await live.definition(hash);
    const backend = findBackend(backends, automation?.invocationMethod.type ?? '');
    if (automation === null || backend?.agentPayload === undefined) return [];
    const renderings = await render(hash, automation, items);
    const views: JsonObject[] = [];
    for (const [index, { run, event }] of items.entries()) {
      const rendered = renderings[index];
      if (rendered?.ok) {
        views.push(runView({ ...run, payload: backend.agentPayload(rendered.real, run.trace) }, { automation, event }));
      } else if (rendered?.late === false) {
        await report.patch(run.id, { status: 'FAILURE', summary: rendered.message }, null);
      }
      // A run that merely timed out is offered again when the claim expires.
    }
    return views;
  }

  async function openAll(items: readonly Claimed[]): Promise<JsonObject[]> {
    const groups = [...groupBy(items, ({ run }) => run.definitionHash)];
    const opened = await Promise.all(
      groups.map(([hash, group]) =>
        open(hash, group).catch((error: unknown): JsonObject[] => {
          log.error({ error: messageOf(error), runs: group.length }, 'giving runs to an agent failed');
          return [];
        }),
      ),
    );
    const byId = new Map(opened.flat().map((view) => [view.id, view] as const));
    return items.map(({ run }) => byId.get(run.id)).filter((view) => view !== undefined);
  }

  async function acknowledge(runIds: readonly string[]): Promise<string[]> {
    return store.transaction(async (tx) => {
      const runs = await tx.runs.lock([...new Set(runIds)]);
      const taken = runs.filter(({ phase, nextAt }) => phase === 'waiting' && nextAt !== null);
      const left = { phase: 'accepted', claimedBy: null, nextAt: null, updatedAt: clock.now() } as const;
      await tx.runs.save(taken.map((run) => ({ ...run, ...left })));
      await tx.history.addLogs(
        taken.map((run) => logLine(run, `Acknowledged by ${run.claimedBy}; waiting for it to report`)),
      );
      return taken.map(({ id }) => id);
    });
  }

  return {
    async claim({ installationId, limit, invocationMethod, visibilityTimeoutMs, exclude }) {
      // Older agents send the organization instead of their own name.
      const agent = installationId === settings.orgId ? portAgent : installationId;
      const targets = backends
        .filter(({ type, agentPayload }) => agentPayload && (invocationMethod ?? type) === type)
        .map(({ type }) => agentTarget(type, agent));
      const until = clock.now() + visibilityTimeoutMs;
      const time = new Date(until).toISOString();
      const claimed = await store.transaction(async (tx) => {
        const items = await tx.waiting.claim({ targets, except: exclude, agent, until, limit });
        const message = `Claimed by ${agent}; unless it acknowledges by ${time}, another agent may claim it`;
        await tx.history.addLogs(items.map(({ run }) => logLine(run, message)));
        return items;
      });
      const hidden = new Set(exclude.filter((name) => name !== 'id' && name !== 'payload'));
      const views = await openAll(claimed);
      return views.map((view) => Object.fromEntries(Object.entries(view).filter(([name]) => !hidden.has(name))));
    },

    acknowledge,

    async acknowledgeOne(id) {
      const [taken] = await acknowledge([id]);
      if (taken === undefined) throw notAcknowledged(await store.runs.get(id), id);
    },
  };
}

function notAcknowledged(run: Run | null, id: string): AppError {
  if (run === null) return new AppError('not_found', `There is no run ${id}`);
  if (run.endedAt !== null) return new AppError('conflict', `Run ${id} has ended with status ${run.status}`);
  const reason = run.phase === 'waiting' ? 'is not claimed; claim it first' : 'is already acknowledged';
  return new AppError('conflict', `Run ${id} ${reason}`);
}
