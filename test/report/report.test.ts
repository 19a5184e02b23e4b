import { describe, expect, test } from 'vitest';
import type { WorkspaceCheck } from '../../src/checkout/check-workspace.ts';
import type { Change, Plan } from '../../src/core/plan/planned-change.ts';
import { commentOf, type PathReport, saysApplied, summaryOf } from '../../src/report/report.ts';
import { linksOf } from '../../src/report/report-links.ts';
import { definition } from '../core/definitions.ts';

const commit = 'abc1234def5678abc1234def5678abc1234def56';
const links = linksOf({ server: 'https://github.com', repository: 'acme/catalog', commit, run: '42' });

const check = {
  definitions: [],
  issues: [],
  invalid: new Set(),
  tests: [],
  suppressed: [],
  files: 1,
  texts: new Map(),
} as unknown as WorkspaceCheck;

function planOf(...changes: Change[]): Plan {
  return {
    source: 'acme/catalog:automations',
    hash: `p_${'0'.repeat(32)}`,
    changes,
    deletes: { count: 0, allowed: 5, confirmed: false },
    warnings: [],
  };
}

function reportOf(
  plan: Plan,
  rest: Partial<PathReport> = {},
  planned: Partial<PathReport['planned']> = {},
): PathReport {
  return {
    path: 'automations',
    server: 'https://automations.example.com',
    check,
    plan,
    planned: { against: 'Compared.', ofService: true, done: false, failed: false, foreseen: null, ...planned },
    notes: [],
    links,
    ...rest,
  };
}

const expression = (status: string) =>
  `.diff.after.properties.environment == "production" and .diff.after.properties.tier == "gold" and .diff.after.properties.status == "${status}"`;
const update: Change = {
  action: 'update',
  identifier: 'notify',
  title: 'Notify',
  file: 'automations/notify.yml',
  fields: [{ path: '/trigger/condition/expressions/0', before: expression('open'), after: expression('Open') }],
};
const create: Change = {
  action: 'create',
  identifier: 'page',
  file: 'automations/page.yml',
  definition: definition('page'),
};
const remove: Change = {
  action: 'delete',
  identifier: 'old',
  file: 'automations/old.yml',
  definition: definition('old'),
};

describe('report/report', () => {
  test('reads as a person would want it', () => {
    const backtest = {
      result: {
        events: 1234,
        from: '2026-11-22T09:00:00.000Z',
        to: '2026-11-29T09:00:00.000Z',
        automations: [
          {
            automation: 'notify',
            wouldFire: 53,
            fired: 12,
            errors: 1,
            onlyNow: { count: 42, events: ['e9', 'e8', 'e7', 'e6'] },
            noLonger: { count: 1, events: ['e1'] },
          },
          {
            automation: 'page',
            wouldFire: 0,
            fired: 0,
            errors: 0,
            onlyNow: { count: 0, events: [] },
            noLonger: { count: 0, events: [] },
          },
        ],
        stopped: null,
      },
    };
    expect(commentOf(reportOf(planOf(update, create, remove), { backtest }))).toMatchSnapshot();
  });

  test('says after the merge what was applied, and where', () => {
    const applied = commentOf(
      reportOf(planOf(update, create), {}, { done: true, ofService: false }),
      '<!-- plan p -->',
    );
    expect(applied).toContain(
      `### Applied in [<code>abc1234</code>](https://github.com/acme/catalog/commit/${commit}): 1 created, 1 updated`,
    );
    expect(applied.split('\n').slice(0, 3)).toEqual([
      '<!-- catalog-automations automations https%3A%2F%2Fautomations.example.com -->',
      '<!-- plan p -->',
      '<!-- applied -->',
    ]);
    expect([saysApplied(applied), saysApplied(commentOf(reportOf(planOf(update))))]).toEqual([true, false]);
  });

  test('stays within what GitHub takes, and says that it is shortened', () => {
    const long = Array.from({ length: 3_000 }, (_, n): Change => ({ ...create, identifier: `automation-${n}` }));
    const report = reportOf(planOf(...long));
    const comment = commentOf(report);
    expect(comment.length).toBeLessThan(65_536);
    expect(comment).toContain(
      "This comment is shortened because GitHub allows only 65,536 characters. [The job's summary](https://github.com/acme/catalog/actions/runs/42) shows more.",
    );
    // As many as the line that keeps the plan still names one by one.
    const named = commentOf(reportOf(planOf(...long.slice(0, 150))));
    expect(named).toContain(' create:automation%2D149:');
    expect(named.length).toBeLessThan(65_536);
    const summary = summaryOf(report, '');
    expect(Buffer.byteLength(summary)).toBeLessThan(1024 * 1024);
    expect(Buffer.byteLength(summary)).toBeGreaterThan(500_000);
    expect(summary).toContain('This summary is shortened because GitHub allows only 1 MiB.');
    expect(commentOf(reportOf(planOf(create)))).not.toContain('shortened');
  });
});
