import perfHooks from 'node:perf_hooks';
import { describe, expect, test, vi } from 'vitest';
import { createMetrics } from '../../src/app/metrics.ts';

const nothing = {
  runs: [],
  oldestDue: null,
  oldestUnmatched: null,
  unmatchedEvents: 0,
  openDeliveries: 0,
  parkedTargets: 0,
  failingTargets: 0,
  pausedTargets: 0,
};

describe('app/process-metrics', () => {
  test('the first delays of the event loop are measured', async () => {
    const { text } = await createMetrics().show(nothing, 0);
    const shortest = /^nodejs_eventloop_lag_min_seconds (.+)$/m.exec(text)?.[1];
    expect(Number(shortest)).toBeLessThan(3_600);
  });

  test('the services of a process measure it once, and all show it', async () => {
    using measure = vi.spyOn(perfHooks, 'monitorEventLoopDelay');
    const shown = [];
    for (const metrics of [createMetrics(), createMetrics()]) shown.push((await metrics.show(nothing, 0)).text);
    for (const text of shown) {
      expect(text).toMatch(/^nodejs_eventloop_lag_max_seconds /m);
      expect(text).toMatch(/^catalog_automations_events_unmatched /m);
    }
    // None, if another test of this process has shown metrics.
    expect(measure.mock.calls.length).toBeLessThanOrEqual(1);
  });
});
