import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/core/json.ts';
import { readWorkflow } from '../../../src/core/workflow/workflow.ts';
import { automation, lintFile, lintLines } from './lint-file.ts';

const deploy = `
on:
  push:
  workflow_dispatch:
    inputs:
      env: {type: choice, options: [dev, prod], required: true}
      dry-run: {type: boolean}
      count: {type: number}
      place: {type: environment}
      note: {required: true, default: x}
      reason: {required: true}
jobs: {}
`;

const repository = {
  name: 'Acme/platform',
  workflows: new Map([
    ['.github/workflows/deploy.yml', deploy],
    ['.github/workflows/push.yml', 'on: [push]\n'],
    ['.github/workflows/any.yml', 'on: workflow_dispatch\n'],
    ['.github/workflows/broken.yml', 'on: [\n'],
  ]),
};

const run = (workflow: string, workflowInputs: JsonObject = {}, org = 'acme') =>
  automation({ method: { type: 'GITHUB', org, repo: 'platform', workflow, workflowInputs } });

describe('core/workflow/workflow', () => {
  test.each([
    ['on: workflow_dispatch', []],
    ['"on": [push, workflow_dispatch]', []],
    ['on:\n  workflow_dispatch:\n', []],
    ['%YAML 1.1\n---\non:\n  workflow_dispatch: {inputs: {a: {}}}\n', ['a']],
    ['on: push', null],
    ['name: x', null],
    ['', null],
  ])('%j', (text, names) => {
    const workflow = readWorkflow(text);
    const inputs = 'inputs' in workflow ? workflow.inputs : undefined;
    expect(inputs && [...inputs.keys()]).toEqual(names);
  });

  test('returns an error for an unreadable workflow', () => {
    expect(readWorkflow('on: [')).toHaveProperty('error');
    expect(readWorkflow('a: *b')).toHaveProperty('error');
    const twice = 'on:\n  workflow_dispatch:\n    inputs:\n      env: { type: string }\n      ENV: {}\n';
    expect(readWorkflow(twice)).toEqual({ error: 'it declares the input `ENV` twice' });
    expect(readWorkflow('['.repeat(100_000))).toHaveProperty('error');
  });
});

describe('core/lint/workflow-file', () => {
  test.each([
    ['deploy.yaml', ['workflow-file "deploy.yaml" → "deploy.yml"']],
    ['push.yml', ['workflow-file "push.yml"']],
    ['broken.yml', ['workflow-file "broken.yml"']],
    ['.github/workflows/any.yml', ['workflow-file ".github/workflows/any.yml" → "any.yml"']],
    ['any.yml', []],
    ['12345', []],
    ['{{ .event.diff.after.properties.x }}.yml', []],
  ])('%s', async (workflow, expected) => {
    expect(await lintLines(run(workflow), { repository })).toEqual(expected);
  });

  test('skips workflows of other or unknown repositories', async () => {
    expect(await lintLines(run('nope.yml', {}, 'other'), { repository })).toEqual([]);
    expect(await lintLines(run('nope.yml'))).toEqual([]);
  });

  test('reports a path instead of a file name in any repository', async () => {
    const expected = ['workflow-file ".github/workflows/deploy.yml" → "deploy.yml"'];
    expect(await lintLines(run('.github/workflows/deploy.yml', {}, 'other'), { repository })).toEqual(expected);
    expect(await lintLines(run('.github/workflows/deploy.yml'))).toEqual(expected);
    expect(await lintLines(run('.github/workflows/{{ .event.diff.after.title }}'))).toEqual([]);
  });
});

describe('core/lint/workflow-inputs', () => {
  test('skips workflows on another branch or tag', async () => {
    const wrong = { evn: 'prod' };
    for (const ref of ['release', '{{ .event.diff.after.properties.branch }}']) {
      expect(await lintLines(run('deploy.yml', { ref, ...wrong }), { repository })).toEqual([]);
      expect(await lintLines(run('nope.yml', { ref }), { repository })).toEqual([]);
    }
    expect(await lintLines(run('deploy.yml', { ref: '', ...wrong }), { repository })).toHaveLength(2);
  });

  test('accepts valid inputs and templates', async () => {
    const inputs = { env: 'prod', 'dry-run': true, count: '3', reason: '{{ .run.id }}', note: { a: 1 } };
    expect(await lintLines(run('deploy.yml', inputs), { repository })).toEqual([]);
    const templates = { env: '{{ .event.diff.after.properties.x }}', reason: '', 'dry-run': '{{ .run.id }}' };
    expect(await lintLines(run('deploy.yml', templates), { repository })).toEqual([]);
  });

  test('reports everything that GitHub would reject', async () => {
    const inputs = { evn: 'prod', 'dry-run': 'yes', count: 'many' };
    const issues = await lintFile(run('deploy.yml', inputs), { repository });
    expect(issues.map(({ message, severity }) => `${severity} ${message}`)).toEqual([
      'error `.github/workflows/deploy.yml` requires the input `reason`, which is not given.',
      'error `.github/workflows/deploy.yml` does not declare the input `evn`; did you mean `env`?',
      'error The input `dry-run` of `.github/workflows/deploy.yml` must be true or false.',
      'error The input `count` of `.github/workflows/deploy.yml` must be a number.',
    ]);
    expect(await lintFile(run('deploy.yml', { env: 'test', reason: 'x' }), { repository })).toMatchObject([
      { message: 'The input `env` of `.github/workflows/deploy.yml` must be one of "dev", "prod".', marked: '"test"' },
    ]);
  });

  test('reports too many inputs in any repository', async () => {
    const many = Object.fromEntries(Array.from({ length: 26 }, (_, index) => [`i${index}`, 'x']));
    const workflow = { org: 'acme', repo: 'other', workflow: 'a.yml' };
    const action = { installationId: 'i', integrationActionType: 'dispatch_workflow' };
    const properties = (workflowInputs: JsonObject) => ({ ...workflow, workflowInputs });
    for (const method of [
      { type: 'GITHUB', ...workflow, workflowInputs: many },
      { type: 'INTEGRATION_ACTION', ...action, integrationActionExecutionProperties: properties(many) },
    ]) {
      expect(await lintFile(automation({ method }))).toMatchObject([
        { code: 'lint/too-many-inputs', severity: 'error', marked: '"workflowInputs"' },
      ]);
    }
    const { i0: _, ...fits } = many;
    const method = { type: 'GITHUB', ...workflow, workflowInputs: { ...fits, ref: 'main', a: '{{ empty }}' } };
    expect(await lintFile(automation({ method }))).toEqual([]);
  });

  test('reports too many inputs', async () => {
    const inputs = Object.fromEntries(Array.from({ length: 26 }, (_, index) => [`{{ "i${index}" }}`, 'x']));
    expect(await lintFile(run('any.yml', inputs), { repository })).toMatchObject([
      { message: 'GitHub accepts at most 25 inputs, but there are 26; combine some into one JSON input.' },
    ]);
  });
});

describe('core/lint/workflow-references', () => {
  test('reads a workflow once for many automations', async () => {
    const jobs = Array.from(
      { length: 4_000 },
      (_, index) => `  j${index}: {runs-on: ubuntu-latest, steps: [{run: x}]}`,
    );
    const workflows = new Map([['.github/workflows/any.yml', `on: workflow_dispatch\njobs:\n${jobs.join('\n')}\n`]]);
    const many = Array.from({ length: 300 }, (_, index) => ({ ...run('any.yml'), identifier: `a${index}` }));
    expect(await lintLines(many, { repository: { name: 'acme/platform', workflows } })).toEqual([]);
  });
});

describe('core/lint/workflow of an integration action', () => {
  const action = (workflow: string, more: JsonObject): JsonObject =>
    automation({
      method: {
        type: 'INTEGRATION_ACTION',
        installationId: 'github',
        integrationActionType: 'dispatch_workflow',
        integrationActionExecutionProperties: { org: 'acme', repo: 'platform', workflow, ...more },
      },
    });

  test('checks the workflow of an integration action at its own path', async () => {
    expect(await lintLines(action('deploy.yaml', {}), { repository })).toEqual([
      'workflow-file "deploy.yaml" → "deploy.yml"',
    ]);
    const workflowInputs = { env: 'test', reason: 'x' };
    expect(await lintFile(action('deploy.yml', { workflowInputs }), { repository })).toMatchObject([
      { code: 'lint/workflow-inputs', marked: '"test"' },
    ]);
  });

  test('reports a missing input at the inputs, or at the workflow if there are none', async () => {
    const marked = async (more: JsonObject) =>
      (await lintFile(action('deploy.yml', more), { repository })).map((issue) => issue.marked);
    expect(await marked({ workflowInputs: { env: 'dev' } })).toEqual(['"workflowInputs"']);
    expect(await marked({})).toEqual(['"workflow"', '"workflow"']);
  });
});

describe('core/lint/workflow-environment', () => {
  test('warns about an environment', async () => {
    const inputs = { env: 'dev', reason: 'x', place: 'production' };
    expect(await lintFile(run('deploy.yml', inputs), { repository })).toMatchObject([
      { code: 'lint/workflow-environment', severity: 'warning', marked: '"production"' },
    ]);
  });
});
