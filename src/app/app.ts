import type { StoredDelivery } from '../backends/provider-contract.ts';
import type { Issue } from '../core/issue/issue.ts';
import type { SourceFile } from '../core/source/source.ts';
import type { FolderReload } from '../core/views/folder-view.ts';
import type { BackendView } from '../core/views/form-view.ts';
import type { HealthReport } from '../core/views/health-view.ts';
import type { AutomationMap } from '../core/views/map-view.ts';
import type { EventInput } from '../store/events.ts';
import type { History } from './automations/automation-history.ts';
import type { Actions } from './automations/automations.ts';
import type { AutomationList } from './automations/list-automations.ts';
import type { MakeBackup } from './backup/backup.ts';
import type { CatalogUseCase } from './catalog/catalog.ts';
import type { CatalogLists } from './catalog/list-catalog.ts';
import type { BlueprintUseCase } from './catalog/manage-blueprints.ts';
import type { Examples } from './examples/examples.ts';
import type { GitHubViews } from './github/github.ts';
import type { ProposeChange } from './github/propose-change.ts';
import type { TestCases } from './github/test-cases.ts';
import type { HealthChecks } from './health/run-checks.ts';
import type { Imports } from './import/imports.ts';
import type { Ingested } from './ingest/ingest.ts';
import type { Agents } from './invoke/agents.ts';
import type { Organization } from './invoke/organization.ts';
import type { BacktestRequest, BacktestResult } from './match/backtest-events.ts';
import type { Explain } from './match/explain-event.ts';
import type { Preview } from './match/preview-draft.ts';
import type { Metrics } from './metrics.ts';
import type { News } from './news.ts';
import type { Operate } from './operate/operate.ts';
import type { Pausing } from './operate/pausing.ts';
import type { Replay } from './operate/replay-events.ts';
import type { TargetViews } from './operate/view-targets.ts';
import type { AuditLog } from './runs/audit-log.ts';
import type { Lists } from './runs/list-runs.ts';
import type { RunReporting } from './runs/report-run.ts';
import type { Views } from './runs/views.ts';
import type { CatalogReads } from './start/use-cases.ts';
import type { Sync } from './sync/sync.ts';

/** Everything the service can do, as the web layer calls it. */
export type App = Views & {
  now(): number;
  orgId: string;
  ingest(inputs: readonly EventInput[]): Promise<Ingested[]>;
  actions: Actions;
  /** Proposes a change to an automation in the repository that owns it. */
  proposeChange: ProposeChange;
  /** Tests of automations made from received events. */
  testCases: TestCases;
  /** The history of each automation. */
  history: History;
  /** The automations as lists show them. */
  automations: AutomationList;
  /** What can trigger what. */
  automationMap(): Promise<AutomationMap>;
  /** What automations can call, for forms. */
  backendViews(): BackendView[];
  sync: Sync;
  /** Reloads the folder of definitions; throws `not_found` for a service without one. */
  reload(by: string | null): Promise<FolderReload>;
  /** Explains why automations, or proposed definitions, match an event in the request, and what they would send. */
  explain: Explain['written'];
  /** Tries an automation while it is being written. */
  preview: Preview;
  /** What proposed definitions would have done on recorded events. */
  backtest(request: BacktestRequest): Promise<BacktestResult>;
  /** Finds all issues in files of definitions. */
  validate(files: readonly SourceFile[]): Promise<Issue[]>;
  /** Runs and events in short rows. */
  lists: Lists;
  /** What operators do to runs. */
  operate: Operate;
  /** What is paused. */
  pausing: Pausing;
  /** What automations call, and its state. */
  targets: TargetViews;
  /** Matches recorded events again. */
  replay: Replay;
  report: RunReporting;
  /** Creates a backup of the database. */
  backup: MakeBackup;
  agents: Agents;
  organization: Organization;
  blueprints: BlueprintUseCase;
  /** The automations from the documentation, as examples to start with. */
  examples: Omit<Examples, 'stop'>;
  /** What needs attention. */
  healthReport(): Promise<HealthReport>;
  /** What is wrong with the service itself, check by check. */
  healthChecks: HealthChecks;
  /** The audit log: what changed, newest first. */
  auditLog: AuditLog;
  catalog: CatalogUseCase & CatalogReads;
  /** The catalog in short rows. */
  catalogLists: CatalogLists;
  /** What providers delivered, as the API shows it. */
  github: GitHubViews;
  /** Imports what exists on GitHub. */
  imports: Imports;
  /** Stores a webhook and schedules its handling. */
  takeDelivery(delivery: StoredDelivery): Promise<void>;
  /** Called once the service can be reached from outside; requests missed deliveries again. */
  reachable(): void;
  /** Announces changes as they happen. */
  news: Pick<News, 'subscribe'>;
  metrics: {
    /** This process's counters and the backlog in the database, in the Prometheus format. */
    show(): Promise<{ contentType: string; text: string }>;
    answered: Metrics['answered'];
  };
  /** True for a failure of the database itself, after which a retry may succeed. */
  isOutage(error: unknown): boolean;
  /** The background tasks that keep failing; rejects while the database does not answer. */
  ready(): Promise<{ failing: { task: string; failures: number }[] }>;
  /** Accepts no new work and finishes what is in progress. */
  stop(): Promise<void>;
};
