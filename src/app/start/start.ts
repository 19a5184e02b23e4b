import type { Redelivery, StoredDelivery } from '../../backends/provider-contract.ts';
import { AppError, messageOf } from '../../core/error.ts';
import type { Desired, Plan } from '../../core/plan/planned-change.ts';
import { backendViews } from '../../core/views/backend-views.ts';
import type { App } from '../app.ts';
import { createHistory } from '../automations/automation-history.ts';
import { createAutomationMap } from '../automations/automation-map.ts';
import { createActions } from '../automations/automations.ts';
import { createAutomationList } from '../automations/list-automations.ts';
import { validateFiles } from '../automations/validate-files.ts';
import { createTasks } from '../background/background.ts';
import { type BackupSettings, createBackups } from '../backup/backup.ts';
import { createCatalogLists } from '../catalog/list-catalog.ts';
import { createBlueprintUseCase } from '../catalog/manage-blueprints.ts';
import { createExamples } from '../examples/examples.ts';
import type { GitHubIntakeOptions } from '../github/github.ts';
import { createProposeChange } from '../github/propose-change.ts';
import { createTestCases } from '../github/test-cases.ts';
import { createHealthReport } from '../health/health.ts';
import { createHealthChecks } from '../health/run-checks.ts';
import { createAgents } from '../invoke/agents.ts';
import { createBacktests } from '../match/backtest-events.ts';
import { createExplain, type Explain } from '../match/explain-event.ts';
import { createPreview } from '../match/preview-draft.ts';
import { createTimed } from '../match/timed.ts';
import { createTargetViews } from '../operate/view-targets.ts';
import { createAuditLog } from '../runs/audit-log.ts';
import { createLists } from '../runs/list-runs.ts';
import { createViews } from '../runs/views.ts';
import type { Folder } from '../sync/automations-folder.ts';
import { createPlanWarnings } from '../sync/plan-warnings.ts';
import { setupWarnings } from '../sync/setup-warnings.ts';
import { createSync } from '../sync/sync.ts';
import type { World } from '../world.ts';
import { askForMissedWebhooks, startBackgroundWork } from './background-work.ts';
import { createCatalogReads, createUseCases, type Outside } from './use-cases.ts';

/** Options for starting the service. */
export type StartOptions = {
  /** True when no other process can share the database. */
  alone: boolean;
  redeliver: ((since: number) => Promise<Redelivery>) | null;
  gitHub?: GitHubIntakeOptions;
  backup: BackupSettings;
  /** The folder of definitions; null or absent if there is none. */
  folder?: Folder | null;
};

/** Wires the use cases and starts the background work. */
export async function startApp(world: World, outside: Outside, options: StartOptions): Promise<App> {
  const { store, clock, settings, log, metrics } = world;
  const { redeliver, gitHub = { accounts: null, mapping: null, firstImport: true }, folder = null } = options;
  const tasks = createTasks(log, metrics.taskFailed);
  const parts = await createUseCases(world, tasks, outside, gitHub);
  const background = await startBackgroundWork(world, tasks, parts, options);
  const { live, report } = parts;
  const blueprints = createBlueprintUseCase(world);
  const timed = createTimed(metrics);
  const explanations = createExplain(world, live);
  const explain: Explain = {
    live: (event) => timed('explain', () => explanations.live(event)),
    run: (run, event) => timed('explain', () => explanations.run(run, event)),
    written: (event, definitions) => timed('explain', () => explanations.written(event, definitions)),
  };
  const { preview, sample } = createPreview(world, blueprints);
  const actions = createActions(world);
  const views = createViews(world, live, explain);
  const healthReport = createHealthReport(world, live, () => folder?.view() ?? null);
  const backtest = createBacktests(world);
  const examples = createExamples(world, live, parts.catalog);
  return {
    now: () => clock.now(),
    orgId: settings.orgId,
    ingest: parts.ingest,
    actions,
    history: createHistory(world, actions),
    proposeChange: createProposeChange(world, actions, outside.github),
    testCases: createTestCases(world, views.runs, outside.github),
    automations: createAutomationList(world, live, outside.github?.webUrl ?? null),
    automationMap: createAutomationMap(world, live, blueprints),
    backendViews: () => backendViews(world.backends),
    sync: createSync(world, createWarnings(world, outside)),
    async reload(by) {
      if (folder !== null) return folder.reload(by);
      throw new AppError('not_found', 'This service loads no folder of definitions; set AUTOMATIONS_DIR to load one');
    },
    backtest: (request) => timed('backtest', () => backtest(request)),
    validate: (files) => validateFiles(world, files),
    operate: background.operate,
    pausing: background.pausing,
    replay: background.replay,
    targets: createTargetViews(world, background.operate),
    report,
    backup: createBackups(world, options.backup),
    agents: createAgents(world, live, report),
    organization: parts.organization,
    blueprints,
    lists: createLists(world),
    examples,
    healthReport,
    healthChecks: createHealthChecks(world, healthReport, () => tasks.failing(), outside.github),
    auditLog: createAuditLog(store, settings.orgId),
    catalog: { ...parts.catalog, ...createCatalogReads(world, blueprints) },
    catalogLists: createCatalogLists(world, live, blueprints),
    ...views,
    explain: explain.written,
    preview: { preview: (request) => timed('preview', () => preview(request)), sample },
    github: parts.gitHub.views,
    imports: parts.gitHub.imports,
    async takeDelivery(delivery: StoredDelivery) {
      const { events } = parts.gitHub;
      if (!(await events.store(delivery))) return;
      tasks.start('apply a report', () => events.report(delivery));
      tasks.start('handle deliveries', () => events.handle());
    },
    reachable() {
      if (redeliver !== null) askForMissedWebhooks(world, tasks, redeliver);
    },
    news: world.news,
    metrics: {
      show: async () => metrics.show(await store.backlog(), clock.now()),
      answered: metrics.answered,
    },
    isOutage: store.isOutage,
    async ready() {
      await store.ping();
      return { failing: tasks.failing() };
    },
    async stop() {
      // Otherwise an outcome that cannot be stored now would block the stop for as long as the database is down.
      tasks.announceStop();
      examples.stop();
      await background.stop();
      await tasks.stop();
      await store.replicas.leave(settings.replica).catch((error: unknown) => {
        log.warn({ error: messageOf(error) }, 'the heartbeat could not be withdrawn');
      });
    },
  };
}

/** Adds warnings to plans that only the service can give: about workflows on GitHub, and about missing setup. */
function createWarnings({ backends, settings }: World, outside: Outside) {
  const ofWorkflows = createPlanWarnings(backends, outside.github);
  const setup = { ...outside, port: settings.port === true };
  return async (plan: Plan, desired: readonly Desired[]): Promise<Plan> => {
    const [{ warnings, ...rest }, lacking] = await Promise.all([
      ofWorkflows(plan, desired),
      setupWarnings(desired, backends, setup, settings),
    ]);
    return { ...rest, warnings: [...warnings, ...lacking] };
  };
}
