import type { Backend } from '../backends/backend.ts';
import type { Jq } from '../core/expression/expression.ts';
import type { ConnectionView } from '../core/views/health-view.ts';
import type { Queue } from '../store/queue.ts';
import type { Store } from '../store/store.ts';
import type { Metrics } from './metrics.ts';
import type { News } from './news.ts';
import type { Tracing } from './tracing/tracing.ts';

/** The structured log: constant messages, details as fields, never a secret. */
export type Log = {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
};

/** The clock and randomness, injected so that tests control both. */
export type Clock = {
  /** Milliseconds since the epoch. */
  now(): number;
  /** A number in [0, 1). */
  chance(): number;
};

/** The services that every use case needs, wired by the entry point. */
export type World = {
  store: Store;
  queue: Queue;
  jq: Jq;
  backends: readonly Backend[];
  clock: Clock;
  log: Log;
  metrics: Metrics;
  tracing: Tracing;
  news: News;
  settings: ServiceSettings;
};

/** Days by kind of record. */
export type Retention = { runs: number; events: number; deliveries: number; audit: number };

/** The part of the configuration that use cases depend on. */
export type ServiceSettings = {
  orgId: string;
  /** The name of this process among the replicas. */
  replica: string;
  /** The secrets for definitions, by name; a new object whenever one of them changes. */
  secrets: Readonly<Record<string, string>>;
  /** The values that must never be shown, by name: the secrets and their previous values; absent: only the secrets. */
  hidden?: Readonly<Record<string, string>>;
  maxChainDepth: number;
  /** The number of consecutive failed runs after which an automation is considered failing. */
  alertFailures: number;
  /** After how many days each kind of record is deleted. */
  retentionDays: Retention;
  /** Seconds before each further attempt; absent: the documented schedule. */
  retrySchedule?: readonly number[];
  /** True when a real Port is connected; absent: the built-in catalog is used. */
  port?: boolean;
  /** How long an accepted run waits for a report before it fails; absent: forever. */
  invocationTimeout?: { ms: number; text: string };
  /** The address at which this service may receive the calls of samples itself; null or absent: nowhere. */
  sampleReceiver?: { host: string; port: number } | null;
  /** What the service is connected to, for the report on its health. */
  connections?: readonly ConnectionView[];
  /** The names of the variables that are set, for checks of the configuration. */
  variables?: readonly string[];
  /** Bytes left for the embedded database; null or absent: it is not embedded. */
  freeSpace?: (() => number) | null;
  /** How many attempts this process makes at once. */
  concurrency: number;
};
