import { describe, expect, test } from 'vitest';
import { createWatchdog } from '../../../src/app/background/watchdog.ts';
import { createMetrics } from '../../../src/app/metrics.ts';

describe('app/background/watchdog', () => {
  test('reports a blocked event loop in the metrics, and a long block in the log', async () => {
    const warnings: object[] = [];
    const log = { debug() {}, info() {}, error() {}, warn: (fields: object) => void warnings.push(fields) };
    const metrics = createMetrics();
    const readings = [40, 2_500];
    const watchdog = createWatchdog({ log, metrics }, { read: () => readings.shift() ?? 0, stop() {} });
    const shown = async () => {
      const targets = { parkedTargets: 0, failingTargets: 0, pausedTargets: 0 };
      const oldest = { oldestUnmatched: null, oldestDue: null };
      const backlog = { runs: [], unmatchedEvents: 0, openDeliveries: 0, ...oldest, ...targets };
      return (await metrics.show(backlog, 0)).text;
    };
    await watchdog.look();
    expect(await shown()).toContain('catalog_automations_event_loop_delay_seconds 0.04');
    expect(warnings).toEqual([]);
    await watchdog.look();
    expect(await shown()).toContain('catalog_automations_event_loop_delay_seconds 2.5');
    expect(warnings).toEqual([{ milliseconds: 2_500 }]);
  });
});
