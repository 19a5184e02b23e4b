import type { Services } from '../backends/backend.ts';
import { checkEntity } from '../core/entity.ts';
import { AppError } from '../core/error.ts';
import type { Causation } from '../core/event.ts';
import type { Issue } from '../core/issue.ts';
import type { Json, JsonObject } from '../core/json.ts';
import { searchFilter } from '../core/search.ts';
import type { SourceFile } from '../core/source.ts';
import { validate } from '../core/validate.ts';
import type { EventInput, StoredEvent } from '../store/events.ts';
import type { StoredLog } from '../store/run-history.ts';
import type { RunFilter } from '../store/runs.ts';
import { type Actions, createActions } from './actions.ts';
import type { World } from './app.ts';
import { type CatalogUseCase, createCatalog } from './catalog.ts';
import { createFollow } from './follow.ts';
import { createClaims, createGitHubEvents } from './github.ts';
import type { StoredDelivery } from './github-webhooks.ts';
import { createIngest, type Ingested } from './ingest.ts';
import { createInvoke } from './invoke.ts';
import { createLiveAutomations } from './live.ts';
import { createMatcher } from './match.ts';
import { createParking, drainTargets } from './parking.ts';
import { createPlanWarnings } from './plan-warnings.ts';
import { startPump } from './pump.ts';
import { createReport, type Report } from './report.ts';
import { createSettle } from './settle.ts';
import { beatEvery, purge, sweep } from './sweep.ts';
import { createSync, type Sync } from './sync.ts';
import { createTasks } from './tasks.ts';
import { fireTimers } from './timers.ts';
import { createViews } from './views.ts';

/** Everything the service can do, as the web layer calls it. */
export type App = {
  now(): number;
  orgId: string;
  ingest(inputs: readonly EventInput[]): Promise<Ingested[]>;
  /** Where an event stands that a run's own call brings; outside every chain without a run. */
  causationOf(runId: string | undefined): Promise<Causation>;
  actions: Actions;
  sync: Sync;
  /** All issues of files of definitions. */
  validate(files: readonly SourceFile[]): Promise<Issue[]>;
  report: Report;
  catalog: CatalogUseCase & {
    get(blueprint: string, identifier: string): Promise<JsonObject>;
    check(blueprint: string, input: Json): JsonObject;
    search(blueprint: string | null, query: Json): Promise<JsonObject[]>;
  };
  runs: {
    get(id: string): Promise<JsonObject>;
    list(filter: RunFilter): Promise<JsonObject[]>;
    logs(id: string, limit: number, offset: number): Promise<StoredLog[]>;
  };
  events: {
    get(id: string): Promise<object>;
    list(limit: number, offset: number): Promise<object[]>;
    explain(id: string): Promise<object[]>;
  };
  /** Keeps a webhook of GitHub and has it handled soon. */
  takeDelivery(delivery: StoredDelivery): Promise<void>;
  /** Rejects while the database does not answer. */
  ready(): Promise<void>;
  /** Takes nothing new, finishes what is under way. */
  stop(): Promise<void>;
};

/** How often due timers are looked for, ms: the most by which a timer is late. */
const timerPause = 1_000;
const sweepPause = 5_000;
const purgePause = 60 * 60 * 1000;

/**
 * Wires the use cases and starts the background work. `alone`: no other process can share the database, so what a
 * crash left is picked up at once.
 */
export async function startApp(
  world: World,
  outside: Omit<Services, 'catalog' | 'claims'>,
  options: { alone: boolean },
): Promise<App> {
  const { store, clock, settings, log } = world;
  const tasks = createTasks(log);
  const live = createLiveAutomations(world);
  const wake = (): void => invokePump?.wake();
  const matchLater = (events: StoredEvent[]): void => tasks.start('match events', () => matcher.match(events));

  const matcher = createMatcher(world, live, { wake, cascade: matchLater });
  const catalog = createCatalog(world, live, (events) => matcher.match(events));
  const report = createReport(world, live, matchLater);
  const gitHubEvents = createGitHubEvents(world, report);
  const services: Services = {
    ...outside,
    claims: createClaims(world),
    catalog: {
      async upsert(blueprint, entity, { runId }) {
        const actor = { name: `run:${runId}`, origin: 'AUTOMATION', runId };
        const { entity: after, created, changed } = await catalog.write(blueprint, entity, 'merge', actor);
        return { identifier: String(after.identifier), created, changed };
      },
    },
  };
  const recovered = (targets: string[]): void => {
    log.info({ targets }, 'parked targets work again');
    tasks.start('drain targets', () => drainTargets(world, targets, wake));
  };
  const accepted = (externalIds: string[]): void =>
    tasks.start('apply early reports', () => gitHubEvents.catchUp(externalIds));
  const settle = createSettle(world, live, { match: matchLater, recovered, accepted });
  const invoke = createInvoke(world, live, createParking(world), services, settle);

  await store.replicas.beat(settings.replica);
  const sweeping = { match: (events: StoredEvent[]) => matcher.match(events), wake };
  // Before the pumps start: what they claim must not look abandoned.
  if (options.alone) await sweep(world, sweeping, true);
  const invokePump = startPump(world, tasks, 'invoke', invoke);
  const followPump = startPump(world, tasks, 'follow', createFollow(world, live, services, settle));
  tasks.repeat('beat', beatEvery, () => store.replicas.beat(settings.replica));
  tasks.repeat('sweep', sweepPause, () => sweep(world, sweeping));
  tasks.repeat('fire timers', timerPause, async () => matcher.match(await fireTimers(world)));
  tasks.repeat('handle deliveries', sweepPause, () => gitHubEvents.handle());
  tasks.repeat('purge', purgePause, () => purge(world));

  return {
    now: () => clock.now(),
    orgId: settings.orgId,
    ingest: createIngest(world, live, matcher),
    async causationOf(runId) {
      const run = runId === undefined ? null : await store.runs.get(runId);
      return run === null ? { depth: 0, chain: [] } : { depth: run.depth + 1, chain: [...run.chain, run.id] };
    },
    actions: createActions(world),
    sync: createSync(world, createPlanWarnings(world.backends, outside.github)),
    validate: async (files) => (await validate(files, world)).issues,
    report,
    catalog: {
      ...catalog,
      check: checkEntity,
      async get(blueprint, identifier) {
        const entity = await store.entities.get(blueprint, identifier);
        if (entity === null) throw new AppError('not_found', `There is no entity ${blueprint}/${identifier}`);
        return entity;
      },
      async search(blueprint, query) {
        const fits = searchFilter(query);
        return (await store.entities.list(blueprint, null, 10_000)).filter(fits);
      },
    },
    ...createViews(world, live),
    async takeDelivery(delivery) {
      if (await gitHubEvents.store(delivery)) tasks.start('handle deliveries', () => gitHubEvents.handle());
    },
    ready: () => store.ping(),
    async stop() {
      await Promise.all([invokePump.stop(), followPump.stop()]);
      await tasks.stop();
      await store.replicas.leave(settings.replica);
    },
  };
}
