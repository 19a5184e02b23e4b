import type { Principal, WorkflowToken } from '../../src/app/access/access.ts';
import { type Actions, createActions } from '../../src/app/automations/automations.ts';
import { createMetrics } from '../../src/app/metrics.ts';
import { createNews } from '../../src/app/news.ts';
import { createSync, type Sync } from '../../src/app/sync/sync.ts';
import { noTracing } from '../../src/app/tracing/tracing.ts';
import type { World } from '../../src/app/world.ts';
import { backends } from '../../src/backends/index.ts';
import type { Automation } from '../../src/core/automation.ts';
import { AppError } from '../../src/core/error.ts';
import type { Jq } from '../../src/core/expression/expression.ts';
import type { Json } from '../../src/core/json.ts';
import type { DesiredSet } from '../../src/core/plan/desired-set.ts';
import type { Change, Plan } from '../../src/core/plan/planned-change.ts';
import type { Queue } from '../../src/store/queue.ts';
import type { Store } from '../../src/store/store.ts';

/** The use cases of sync and of the API over a store. */
export type SyncWorld = { sync: Sync; actions: Actions; world: World };

/** Opens them; nothing of the world beside the store matters to them. */
export function syncWorld(store: Store, queue: Queue, jq: Jq): SyncWorld {
  const silent = () => {};
  const world: World = {
    store,
    queue,
    jq,
    backends,
    clock: { now: () => 1_000_000, chance: () => 0.5 },
    log: { debug: silent, info: silent, warn: silent, error: silent },
    metrics: createMetrics(),
    tracing: noTracing,
    news: createNews(),
    settings: {
      orgId: 'org',
      replica: 'one',
      secrets: {},
      maxChainDepth: 10,
      alertFailures: 3,
      retentionDays: { runs: 30, events: 30, deliveries: 30, audit: 30 },
      concurrency: 1,
    },
  };
  return { sync: createSync(world, async (plan) => plan), actions: createActions(world), world };
}

let tokens = 0;

/** A workflow on the default branch of a repository, with a token of its own each time. */
export function workflowOf(repository: string, more: Partial<WorkflowToken> = {}): Principal {
  tokens += 1;
  const repositoryId = `id of ${repository}`;
  const workflow = {
    repository,
    repositoryId,
    ref: 'refs/heads/main',
    event: 'push',
    tokenId: `token ${tokens}`,
    ...more,
  };
  return { name: `github:${repository}`, workflow: { expiresAt: 2_000_000, ...workflow } };
}

/** A set of definitions, each in a file of its own name. */
export function setOf(definitions: readonly Automation[], more: Partial<DesiredSet> = {}): DesiredSet {
  return {
    path: 'automations',
    definitions: definitions.map((automation) => {
      return { file: `automations/${automation.identifier}.yml`, automation: automation as unknown as Json };
    }),
    ...more,
  };
}

/** What a plan does, as `action identifier`, without what stays. */
export function doings({ changes }: Plan): string[] {
  return changes.flatMap(({ action, identifier }) => (action === 'unchanged' ? [] : [`${action} ${identifier}`]));
}

/** What a sync was refused for. */
export type Refused = { reason: string; message: string; confirm?: string; changes: readonly Change[] };

/** Expects a refusal and returns it. */
export async function refusalFrom(work: Promise<unknown>): Promise<Refused> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof AppError) || error.code !== 'conflict')
    throw new Error('it was not refused', { cause: error });
  const { plan, ...particulars } = error.details as { plan: Plan; reason: string; confirm?: string };
  return { message: error.message, changes: plan.changes, ...particulars };
}
