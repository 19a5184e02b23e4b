import type { Services } from '../../backends/backend.ts';
import type { Redelivery } from '../../backends/provider.ts';
import { AppError, messageOf } from '../../core/error.ts';
import type { StoredEvent } from '../../store/events.ts';
import type { App } from '../app.ts';
import { createActions } from '../automations/automations.ts';
import { validateFiles } from '../automations/validate-files.ts';
import { createTasks } from '../background/background.ts';
import { beatEvery, createHeartbeat } from '../background/heartbeat.ts';
import { purge, replaceLostJobs, sweep } from '../background/recover.ts';
import { createWatchdog } from '../background/watchdog.ts';
import { createBlueprintUseCase, readBlueprints } from '../catalog/blueprints.ts';
import { createCatalog } from '../catalog/catalog.ts';
import { createSearch } from '../catalog/search-entities.ts';
import { createClaims } from '../deliveries/deliveries.ts';
import { createGitHubIntake, type GitHubIntakeOptions } from '../github/github.ts';
import { createIngest } from '../ingest/ingest.ts';
import { createAgents } from '../invoke/agents.ts';
import { createParking } from '../invoke/circuit-breaker.ts';
import { drainSlow, drainTargets } from '../invoke/drain.ts';
import { createFollow } from '../invoke/follow.ts';
import { createInvoke, type InvokeItem } from '../invoke/invoke.ts';
import { createOrganization } from '../invoke/organization.ts';
import { type Pump, startPump } from '../invoke/pump.ts';
import { createSettle } from '../invoke/record-outcome.ts';
import { backtest } from '../match/backtest.ts';
import { createExplain } from '../match/explain.ts';
import { createLiveAutomations } from '../match/live-automations.ts';
import { createMatcher } from '../match/match.ts';
import { createAuditLog } from '../runs/audit-log.ts';
import { createReport } from '../runs/report-run.ts';
import { createViews } from '../runs/views.ts';
import { createPlanWarnings } from '../sync/plan-warnings.ts';
import { createSync } from '../sync/sync.ts';
import { createTimerFiring } from '../timers/fire.ts';
import type { World } from '../world.ts';

/** How often due timers are looked for, ms: the most by which a timer is late. */
const timerPause = 1_000;
const sweepPause = 5_000;
const lostPause = 10 * 60 * 1000;
const watchPause = 5_000;
const purgePause = 60 * 60 * 1000;
const redeliverPause = 10 * 60 * 1000;

/**
 * Wires the use cases and starts the background work. `alone`: no other process can share the database, so what a
 * crash left is picked up at once.
 */
export async function startApp(
  world: World,
  outside: Omit<Services, 'catalog' | 'claims' | 'agentsReadStream'> & { catalog?: Services['catalog'] | null },
  options: {
    alone: boolean;
    redeliver: ((since: number) => Promise<Redelivery>) | null;
    gitHub?: GitHubIntakeOptions;
  },
): Promise<App> {
  const { store, clock, settings, log } = world;
  const { redeliver } = options;
  const tasks = createTasks(log, world.metrics.taskFailed);
  const live = createLiveAutomations(world);
  // Null until the sweep at start is through: what it matches waits in the queue.
  let invokePump: Pump<InvokeItem> | null = null;
  const wake = (): void => invokePump?.wake();
  const matchLater = (events: StoredEvent[]): void => tasks.start('match events', () => matcher.match(events));

  const matcher = createMatcher(world, live, {
    wake,
    cascade: matchLater,
    reserve: (count) => invokePump?.reserve(count) ?? 0,
    start: (items, reserved) => invokePump?.start(items, reserved),
    later: (work) => tasks.start('match slow conditions', work),
  });
  const catalog = createCatalog(world, live, (events) => matcher.match(events));
  const report = createReport(world, live, matchLater);
  const organization = createOrganization(world, outside.agentStream, wake);
  const ingest = createIngest(world, live, matcher);
  const gitHub = await createGitHubIntake(world, {
    report,
    catalog,
    ingest,
    github: outside.github,
    ...(options.gitHub ?? { accounts: null, mapping: null }),
  });
  const services: Services = {
    ...outside,
    agentsReadStream: organization.agentsReadStream,
    claims: createClaims(world),
    catalog: outside.catalog ?? {
      async upsert(blueprint, entity, { runId }) {
        const actor = { name: `run:${runId}`, origin: 'AUTOMATION', runId };
        const { entity: after, created, changed } = await catalog.write(blueprint, entity, 'merge', actor);
        return { type: 'written', identifier: String(after.identifier), created, changed };
      },
    },
  };
  const recovered = (targets: string[]): void => {
    log.info({ targets }, 'parked targets work again');
    tasks.start('drain targets', () => drainTargets(world, targets, wake));
  };
  const accepted = (externalIds: string[]): void =>
    tasks.start('apply early reports', () => gitHub.events.catchUp(externalIds));
  const settle = createSettle(tasks, world, live, { match: matchLater, recovered, accepted });
  const parking = createParking(world, (target) =>
    tasks.start('drain targets', () => drainSlow(world, target, wake, parking, tasks.stopping)),
  );
  const invoke = createInvoke(world, live, parking, services, settle);

  // Worker threads take a moment to start: not on the first event's time.
  await world.jq.compile(['now | todate']);
  const heartbeat = createHeartbeat(world);
  await heartbeat.beat();
  const sweeping = { match: (events: StoredEvent[]) => matcher.match(events), wake, told: new Set<string>() };
  // Before the pumps start: what they claim must not look abandoned. What it cannot do now, a later one may.
  if (options.alone) {
    await sweep(world, sweeping, 'all').catch((error: unknown) => {
      log.error({ error: messageOf(error) }, 'picking up what a crash left failed');
    });
  }
  const pump = startPump(world, tasks, invoke);
  invokePump = pump;
  const followPump = startPump(world, tasks, createFollow(world, live, services, settle));
  const watchdog = createWatchdog(world);
  tasks.repeat('watch the event loop', watchPause, () => watchdog.look());
  tasks.repeat('beat', beatEvery, () => heartbeat.beat());
  tasks.repeat('sweep', sweepPause, () => sweep(world, sweeping, heartbeat.isSteady() ? 'silent' : 'none'));
  tasks.repeat(
    'fire timers',
    timerPause,
    createTimerFiring(world, (events) => matcher.match(events)),
  );
  // Not waited for: what is stuck must not keep the next look from what came since.
  tasks.repeat('look for deliveries', sweepPause, async () =>
    tasks.start('handle deliveries', () => gitHub.events.handle()),
  );
  tasks.repeat('read mappings again', sweepPause, () => gitHub.retryMappings());
  tasks.repeat('replace lost jobs', lostPause, () => replaceLostJobs(world, wake));
  tasks.repeat('purge', purgePause, () => purge(world));

  /** Asks GitHub for what did not reach us: while we were down, which it keeps for three days, and from then on. */
  function catchUpWithGitHub(ask: (since: number) => Promise<Redelivery>): void {
    let since = clock.now() - 3 * 24 * 3600 * 1000;
    const pass = async (): Promise<void> => {
      const begun = clock.now();
      const { requested, complete } = await ask(since);
      if (requested.length > 0)
        log.info({ deliveries: requested.length }, 'asked GitHub to send missed webhooks again');
      // A margin: a delivery that is still being tried now may fail in a moment.
      if (complete) since = begun - redeliverPause;
    };
    tasks.start('ask for missed webhooks', pass);
    tasks.repeat('ask for missed webhooks', redeliverPause, pass);
  }

  const explain = createExplain(world, live);
  const blueprints = createBlueprintUseCase(world);
  return {
    now: () => clock.now(),
    orgId: settings.orgId,
    ingest,
    actions: createActions(world),
    sync: createSync(world, createPlanWarnings(world.backends, outside.github)),
    backtest: (request) => backtest(world, request),
    validate: (files) => validateFiles(world, files),
    report,
    agents: createAgents(world, live, report),
    organization,
    blueprints,
    auditLog: createAuditLog(store.events),
    catalog: {
      ...catalog,
      async get(blueprint, identifier) {
        const entity = await store.entities.get(blueprint, identifier);
        if (entity === null) throw new AppError('not_found', `There is no entity ${blueprint}/${identifier}`);
        return entity;
      },
      search: createSearch({
        entities: store.entities,
        blueprints: () => readBlueprints(blueprints),
        now: () => clock.now(),
      }),
    },
    ...createViews(world, live, explain),
    explain: explain.written,
    github: gitHub.views,
    async takeDelivery(delivery) {
      if (!(await gitHub.events.store(delivery))) return;
      tasks.start('apply a report', () => gitHub.events.report(delivery));
      tasks.start('handle deliveries', () => gitHub.events.handle());
    },
    reachable() {
      if (redeliver !== null) catchUpWithGitHub(redeliver);
    },
    metrics: {
      show: async () => world.metrics.show(await store.backlog(), clock.now()),
      answered: world.metrics.answered,
    },
    isOutage: store.isOutage,
    async ready() {
      await store.ping();
      return { failing: tasks.failing() };
    },
    async stop() {
      // Or an outcome that cannot be stored now would hold up the stop for as long as the database is away.
      tasks.announceStop();
      watchdog.stop();
      await Promise.all([pump.stop(), followPump.stop()]);
      await tasks.stop();
      await store.replicas.leave(settings.replica).catch((error: unknown) => {
        log.warn({ error: messageOf(error) }, 'the sign of life could not be taken back');
      });
    },
  };
}
