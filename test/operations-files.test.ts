import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { alertRules } from '../scripts/docs/alert-rules.ts';
import { type MetricDoc, metricDocs, processMetricDocs } from '../src/app/metric-docs.ts';
import { createMetrics } from '../src/app/metrics.ts';
import { readPromql } from './promql.ts';

const read = (file: string) => readFileSync(new URL(`../docs/operations/${file}`, import.meta.url), 'utf8');

/** The labels that Prometheus adds to every series. */
const added = ['job', 'instance'];

/** Each series by name, with its labels. */
const series = new Map<string, readonly string[]>([
  ['up', added],
  ...[...Object.values(metricDocs as Record<string, MetricDoc>), ...processMetricDocs].flatMap(
    ({ name, labels, buckets }): [string, readonly string[]][] =>
      buckets === undefined
        ? [[name, [...labels, ...added]]]
        : [
            [`${name}_bucket`, [...labels, ...added, 'le']],
            [`${name}_count`, [...labels, ...added]],
          ],
  ),
]);

function expectKnown(expression: string): void {
  const { metrics, grouped } = readPromql(expression);
  expect(metrics, expression).not.toEqual([]);
  for (const { name, labels } of metrics) {
    expect([...series.keys()], expression).toContain(name);
    for (const label of [...labels, ...grouped]) expect(series.get(name), `${expression}: ${name}`).toContain(label);
  }
}

describe('operations-files', () => {
  test('the dashboard has a panel for each metric, and queries only existing ones', () => {
    const { panels } = JSON.parse(read('grafana-dashboard.json')) as {
      panels: { id: number; title: string; targets: { expr: string }[] }[];
    };
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    expect(new Set(panels.map(({ title }) => title)).size).toBe(panels.length);
    const expressions = panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));
    for (const expression of expressions) expectKnown(expression);
    for (const { name } of Object.values(metricDocs)) expect(expressions.join('\n')).toContain(name);
  });

  test('the alert rules are valid, and query only existing metrics', () => {
    const { groups } = parse(read('prometheus-alerts.yml')) as {
      groups: { name: string; rules: Record<string, unknown>[] }[];
    };
    const rules = groups.flatMap((group) => group.rules);
    expect(rules).toHaveLength(alertRules.length);
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
    for (const { expr, for: wait, annotations } of rules) {
      expectKnown(String(expr));
      expect(wait).toMatch(/^\d+m$/);
      const { grouped } = readPromql(String(expr));
      for (const [, label] of JSON.stringify(annotations).matchAll(/\$labels\.(\w+)/g)) {
        if (grouped.length > 0 || label !== 'instance') expect(grouped).toContain(label);
      }
    }
  });

  test('the table has every metric of the process that it names', async () => {
    const backlog = { runs: [], unmatchedEvents: 0, oldestUnmatched: null, oldestDue: 1_000, openDeliveries: 0 };
    const targets = { parkedTargets: 0, failingTargets: 0, pausedTargets: 0 };
    const { text } = await createMetrics().show({ ...backlog, ...targets }, 3_500);
    for (const { name } of processMetricDocs) expect(text).toContain(`# TYPE ${name} `);
    expect(text).toContain('catalog_automations_queue_lag_seconds{kind="run"} 2.5');
    expect(text).toContain('catalog_automations_queue_lag_seconds{kind="event"} 0');
  });

  test.each(['rate(', 'sum by (a (b)', 'a{b="c"', 'a b', 'a{b}', '', 'a["5m"]'])('%s is not PromQL', (text) => {
    expect(() => readPromql(text)).toThrow();
  });
});
