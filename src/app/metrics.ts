import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Run, RunPhase } from '../core/run/run.ts';
import type { Backlog } from '../store/backlog.ts';

/** The definition of one metric; a histogram has the upper bounds of its buckets, in seconds. */
export type MetricDoc = { name: string; help: string; labels: readonly string[]; buckets?: readonly number[] };

/** Buckets from a call on the same machine to the longest that an attempt may take. */
const callBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** Buckets from a run that ends immediately to a workflow of several hours. */
const runBuckets = [0.05, 0.25, 1, 5, 15, 60, 300, 900, 3_600, 4 * 3_600, 24 * 3_600];

/** The service's own metrics; the process's (`process_…`, `nodejs_…`) are added to them. */
export const metricDocs = {
  events: doc('events_total', 'Events matched, by where they came from.', ['source']),
  runs: doc('runs_total', 'Runs that ended.', ['automation', 'status']),
  lengths: doc('run_seconds', 'The time from the creation of a run to its end.', ['status'], runBuckets),
  calls: doc('call_seconds', 'Calls of backends, by outcome.', ['backend', 'outcome'], callBuckets),
  requests: doc('http_request_seconds', 'Requests to this service.', ['method', 'route', 'status'], callBuckets),
  open: doc('runs_open', 'Runs in progress, in the whole database.', ['phase']),
  oldest: doc('oldest_open_run_seconds', 'The age of the oldest run in progress, in the whole database.', ['phase']),
  unmatched: doc('events_unmatched', 'Events that are stored and not matched yet.'),
  deliveries: doc('deliveries_open', 'Webhooks that are stored and not handled yet.'),
  delay: doc('event_loop_delay_seconds', 'The longest delay of the event loop in the last seconds, in seconds.'),
  failing: doc('task_failures', 'How often a background task failed in a row; 0 when it works.', ['task']),
  parked: doc('targets_parked', 'Targets that keep failing, whose runs wait.'),
  targets: doc('targets', 'Targets that keep failing (`open`), failed lately (`failing`) or are `paused`.', ['state']),
} as const satisfies Record<string, MetricDoc>;

/** Counts this process's work. Times are in ms. */
export type Metrics = {
  /** An event was matched against every automation. */
  event(source: string): void;
  /** A run has ended; ignored for one that continues, or had ended before. */
  ended(before: Run | null, after: Run): void;
  /** A backend was called. */
  called(backend: string, outcome: string, took: number): void;
  /** A request was answered; `route` is its pattern, never the actual path. */
  answered(method: string, route: string, status: number, took: number): void;
  /** The longest recent delay of the event loop. */
  delayed(longest: number): void;
  /** A background task failed for the `count`th time in a row; 0: it works again. */
  taskFailed(task: string, count: number): void;
  /** All counts, and the backlog in the database, in Prometheus' text format. */
  show(backlog: Backlog, now: number): Promise<{ contentType: string; text: string }>;
};

/** All phases are shown, those without a run as 0. */
const openPhases: readonly RunPhase[] = [
  'queued',
  'invoking',
  'retrying',
  'parked',
  'held',
  'limited',
  'waiting',
  'accepted',
];

/** Creates the metrics of one process, in their own registry. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const options = ({ name, help, labels }: MetricDoc) => ({ name, help, labelNames: labels, registers: [registry] });
  const counter = (metric: MetricDoc) => new Counter(options(metric));
  const gauge = (metric: MetricDoc) => new Gauge(options(metric));
  const histogram = (metric: MetricDoc) => new Histogram({ ...options(metric), buckets: [...(metric.buckets ?? [])] });
  const events = counter(metricDocs.events);
  const runs = counter(metricDocs.runs);
  const lengths = histogram(metricDocs.lengths);
  const calls = histogram(metricDocs.calls);
  const requests = histogram(metricDocs.requests);
  const open = gauge(metricDocs.open);
  const oldest = gauge(metricDocs.oldest);
  const unmatched = gauge(metricDocs.unmatched);
  const deliveries = gauge(metricDocs.deliveries);
  const parked = gauge(metricDocs.parked);
  const targets = gauge(metricDocs.targets);
  const delay = gauge(metricDocs.delay);
  const failing = gauge(metricDocs.failing);

  return {
    event: (source) => events.inc({ source }),
    ended(before, after) {
      if (after.endedAt === null || (before !== null && before.endedAt !== null)) return;
      const { automation, status } = after;
      runs.inc({ automation, status });
      lengths.observe({ status }, seconds(after.endedAt - after.createdAt));
    },
    called: (backend, outcome, took) => calls.observe({ backend, outcome }, seconds(took)),
    answered: (method, route, status, took) => requests.observe({ method, route, status }, seconds(took)),
    delayed: (longest) => delay.set(seconds(longest)),
    taskFailed: (task, count) => failing.set({ task }, count),
    async show(backlog, now) {
      for (const phase of openPhases) {
        const waiting = backlog.runs.find((one) => one.phase === phase);
        open.set({ phase }, waiting?.count ?? 0);
        oldest.set({ phase }, waiting ? Math.max(0, seconds(now - waiting.oldest)) : 0);
      }
      unmatched.set(backlog.unmatchedEvents);
      deliveries.set(backlog.openDeliveries);
      parked.set(backlog.parkedTargets);
      targets.set({ state: 'open' }, backlog.parkedTargets);
      targets.set({ state: 'failing' }, backlog.failingTargets);
      targets.set({ state: 'paused' }, backlog.pausedTargets);
      return { contentType: registry.contentType, text: await registry.metrics() };
    },
  };
}

function doc(name: string, help: string, labels: readonly string[] = [], buckets?: readonly number[]): MetricDoc {
  return { name: `catalog_automations_${name}`, help, labels, ...(buckets && { buckets }) };
}

function seconds(milliseconds: number): number {
  return milliseconds / 1000;
}
