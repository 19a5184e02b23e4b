/**
 * The definition of one metric: a histogram has the upper bounds of its buckets, in seconds; a counter's name ends with
 * `_total`; the rest are gauges. `shared`: every replica reports the same value, which is read from the database.
 */
export type MetricDoc = {
  name: string;
  help: string;
  labels: readonly string[];
  buckets?: readonly number[];
  shared?: true;
};

/** Buckets from a call on the same machine to the longest that an attempt may take. */
const callBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** Buckets from a run that ends immediately to a workflow of several hours. */
const runBuckets = [0.05, 0.25, 1, 5, 15, 60, 300, 900, 3_600, 4 * 3_600, 24 * 3_600];

/** The service's own metrics; the process's (`process_…`, `nodejs_…`) are added to them. */
export const metricDocs = {
  events: doc('events_total', 'Events matched, by where they came from.', ['source']),
  conditionErrors: doc('condition_errors_total', 'Conditions that failed with an error on an event.', ['automation']),
  runs: doc('runs_total', 'Runs that ended.', ['automation', 'status']),
  lengths: doc('run_seconds', 'The time from the creation of a run to its end.', ['status'], { buckets: runBuckets }),
  calls: doc('call_seconds', 'Calls of backends, by outcome.', ['backend', 'outcome'], { buckets: callBuckets }),
  requests: doc('http_request_seconds', 'Requests to this service.', ['method', 'route', 'status'], {
    buckets: callBuckets,
  }),
  questions: doc('explain_seconds', 'Explanations, previews and backtests.', ['kind'], { buckets: callBuckets }),
  open: doc('runs_open', 'Runs in progress, in the whole database.', ['phase'], { shared: true }),
  oldest: doc('oldest_open_run_seconds', 'The age of the oldest run in progress, in the whole database.', ['phase'], {
    shared: true,
  }),
  lag: doc(
    'queue_lag_seconds',
    'How long the oldest `run` has been due and the oldest `event` waits to be matched; 0 when nothing waits.',
    ['kind'],
    { shared: true },
  ),
  unmatched: doc('events_unmatched', 'Events that are stored but not matched yet.', [], { shared: true }),
  deliveries: doc('deliveries_open', 'Webhooks that are stored but not handled yet.', [], { shared: true }),
  delay: doc('event_loop_delay_seconds', 'The longest recent delay of the event loop, in seconds.'),
  failing: doc('task_failures', 'How many times in a row a background task has failed; 0 when it works.', ['task']),
  parked: doc('targets_parked', 'Targets that keep failing and whose runs wait.', [], { shared: true }),
  targets: doc(
    'targets',
    'Targets that keep failing (`open`), failed recently (`failing`) or are `paused`.',
    ['state'],
    {
      shared: true,
    },
  ),
} as const satisfies Record<string, MetricDoc>;

/** Metrics of the process that the dashboard and the alert rules use. */
export const processMetricDocs: readonly MetricDoc[] = [
  { name: 'process_resident_memory_bytes', help: 'Memory that the process uses.', labels: [] },
  { name: 'nodejs_heap_size_used_bytes', help: 'Memory that its objects use.', labels: [] },
  { name: 'process_cpu_seconds_total', help: 'CPU time used.', labels: [] },
];

function doc(
  name: string,
  help: string,
  labels: readonly string[] = [],
  more: Pick<MetricDoc, 'buckets' | 'shared'> = {},
): MetricDoc {
  return { name: `catalog_automations_${name}`, help, labels, ...more };
}
