import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { type Run, type RunPhase, runPhases } from '../core/run/run.ts';
import type { Backlog } from '../store/backlog.ts';
import { type MetricDoc, metricDocs } from './metric-docs.ts';
import { processMetrics } from './process-metrics.ts';

/** Counts this process's work. Times are in ms. */
export type Metrics = {
  /** An event was matched against every automation. */
  event(source: string): void;
  /** A condition failed with an error on an event. */
  conditionFailed(automation: string): void;
  /** An explanation, a preview or a backtest was made. */
  explained(kind: 'explain' | 'preview' | 'backtest', took: number): void;
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
  /** Returns all counts, and the backlog in the database, in Prometheus' text format. */
  show(backlog: Backlog, now: number): Promise<{ contentType: string; text: string }>;
};

/** All phases are shown, those without a run as 0. */
const openPhases: readonly RunPhase[] = runPhases.filter((phase) => phase !== 'ended' && phase !== 'blocked');

/** Creates the metrics of one service, which are shown together with those of its process. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const options = ({ name, help, labels }: MetricDoc) => ({ name, help, labelNames: labels, registers: [registry] });
  const counter = (metric: MetricDoc) => new Counter(options(metric));
  const gauge = (metric: MetricDoc) => new Gauge(options(metric));
  const histogram = (metric: MetricDoc) => new Histogram({ ...options(metric), buckets: [...(metric.buckets ?? [])] });
  const events = counter(metricDocs.events);
  const conditionErrors = counter(metricDocs.conditionErrors);
  const questions = histogram(metricDocs.questions);
  const lag = gauge(metricDocs.lag);
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
    conditionFailed: (automation) => conditionErrors.inc({ automation }),
    explained: (kind, took) => questions.observe({ kind }, seconds(took)),
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
      const since = (moment: number | null) => (moment === null ? 0 : Math.max(0, seconds(now - moment)));
      lag.set({ kind: 'run' }, since(backlog.oldestDue));
      lag.set({ kind: 'event' }, since(backlog.oldestUnmatched));
      unmatched.set(backlog.unmatchedEvents);
      deliveries.set(backlog.openDeliveries);
      parked.set(backlog.parkedTargets);
      targets.set({ state: 'open' }, backlog.parkedTargets);
      targets.set({ state: 'failing' }, backlog.failingTargets);
      targets.set({ state: 'paused' }, backlog.pausedTargets);
      const shown = Registry.merge([await processMetrics(), registry]);
      return { contentType: shown.contentType, text: await shown.metrics() };
    },
  };
}

function seconds(milliseconds: number): number {
  return milliseconds / 1000;
}
