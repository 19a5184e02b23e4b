import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isObject, type JsonObject, valueAt } from '../../../src/core/json.ts';
import {
  describeWorkflowRun,
  externalIdOf,
  isNewer,
  parseExternalId,
  reportOf,
  resultOf,
  type WorkflowRunReport,
} from '../../../src/core/workflow/workflow-run.ts';
import { webhookExamples } from '../../fakes/webhook-examples.ts';

const report = (change: Partial<WorkflowRunReport>): WorkflowRunReport => ({
  externalId: 'gh_acme/catalog/7',
  attempt: 1,
  status: 'queued',
  conclusion: null,
  link: 'https://github.com/acme/catalog/actions/runs/7',
  updatedAt: 0,
  ...change,
});

/** GitHub's own examples, changed to look dispatched. */
const webhooks = webhookExamples('workflow_run').map((example): JsonObject => {
  const run = example.workflow_run;
  return { ...example, workflow_run: { ...(isObject(run) ? run : {}), event: 'workflow_dispatch' } };
});

describe('core/workflow/workflow-run', () => {
  test('builds external ids that ignore case and can be parsed', () => {
    const id = externalIdOf('Acme', 'Catalog.Service', 9_007_199_254);
    expect(id).toBe('gh_acme/catalog.service/9007199254');
    expect(parseExternalId(id)).toEqual({ owner: 'acme', repo: 'catalog.service', runId: 9_007_199_254 });
  });

  test('rejects anything else as an external id', () => {
    for (const text of [
      '',
      'gh_acme/7',
      'gh_acme/catalog/x',
      'gh_a/b/c/7',
      'r_0123456789abcdef',
      'gh_a/b/7\n',
      'gh_../b/7',
      'gh_a/./7',
    ]) {
      expect(parseExternalId(text)).toBeNull();
    }
  });

  test('reads every workflow_run webhook of GitHub’s examples', () => {
    expect(webhooks.length).toBeGreaterThan(3);
    for (const payload of webhooks) {
      const read = reportOf(payload);
      expect(read?.externalId).toMatch(/^gh_[a-z-]+\/[a-z-]+\/\d+$/);
      expect(read?.updatedAt).toBeGreaterThan(0);
      expect(read?.link).toMatch(/^https:\/\/github\.com\//);
    }
  });

  test('ignores a workflow run that was not dispatched', () => {
    const started = webhookExamples('workflow_run').filter(
      ({ workflow_run }) => valueAt(workflow_run, 'event') === 'push',
    );
    for (const other of [...started, { ...webhooks[0], workflow_run: { id: 1, status: 'queued', event: 'push' } }]) {
      expect(reportOf(other)).toBeNull();
    }
    expect(reportOf({})).toBeNull();
    expect(reportOf({ workflow_run: { id: 1 } })).toBeNull();
  });

  test('does not treat a completed run without a conclusion as ended', () => {
    expect(resultOf({ status: 'completed', conclusion: null })).toBeNull();
    expect(resultOf({ status: 'in_progress', conclusion: 'success' })).toBeNull();
  });

  test.each([
    ['success', 'SUCCESS'],
    ['skipped', 'SUCCESS'],
    ['neutral', 'SUCCESS'],
    ['failure', 'FAILURE'],
    ['cancelled', 'FAILURE'],
    ['timed_out', 'FAILURE'],
    ['startup_failure', 'FAILURE'],
    ['action_required', 'FAILURE'],
    ['stale', 'FAILURE'],
  ])('maps %s to %s', (conclusion, result) => {
    expect(resultOf({ status: 'completed', conclusion })).toBe(result);
  });

  test('describes the state in a sentence', () => {
    expect(describeWorkflowRun(report({ status: 'completed', conclusion: 'failure' }))).toBe(
      'Workflow completed: failure',
    );
    expect(describeWorkflowRun(report({ status: 'in_progress', attempt: 2 }))).toBe('Workflow is running (attempt 2)');
  });

  test('ends in the latest state, whether webhooks are late, duplicated or out of order', () => {
    const steps = [1, 2, 3].flatMap((attempt) => [
      report({ attempt, status: 'queued' }),
      report({ attempt, status: 'in_progress' }),
      report({ attempt, status: 'completed', conclusion: attempt === 3 ? 'success' : 'failure' }),
    ]);
    const arrivals = fc.shuffledSubarray([...steps, ...steps], { minLength: steps.length * 2 });
    fc.assert(
      fc.property(arrivals, (arrived) => {
        let seen: WorkflowRunReport | null = null;
        for (const next of arrived) if (isNewer(next, seen)) seen = next;
        expect(seen).toEqual(steps.at(-1));
      }),
    );
  });

  test('ignores duplicates and earlier attempts', () => {
    const rerun = report({ attempt: 2, status: 'in_progress' });
    expect(isNewer(rerun, rerun)).toBe(false);
    expect(isNewer(report({ attempt: 1, status: 'completed', conclusion: 'failure' }), rerun)).toBe(false);
    expect(isNewer(report({ attempt: 2, status: 'completed' }), rerun)).toBe(true);
  });
});
