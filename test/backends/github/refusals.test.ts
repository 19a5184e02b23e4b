import { describe, expect, test } from 'vitest';
import { github as backend } from '../../../src/backends/github/github.ts';
import type { JsonObject } from '../../../src/core/json.ts';
import { dispatchRoute } from '../../fakes/github/index.ts';
import { deploy, githubWorld } from '../github-world.ts';

type World = Awaited<ReturnType<typeof githubWorld>>;

/** Every refusal that GitHub documents or its users report: what leads to it, GitHub's words, and what we advise. */
const refusals: readonly {
  name: string;
  prepare?: (world: World) => void;
  method?: JsonObject;
  status?: number;
  reason: string;
  help: string;
}[] = [
  {
    name: 'the App is not installed there',
    method: { org: 'other' },
    reason: 'not installed for other/catalog',
    help: 'or the repository does not exist',
  },
  {
    name: 'the installation is suspended',
    prepare: ({ installation }) => Object.assign(installation, { suspended: true }),
    reason: 'This installation has been suspended',
    help: 'may not act for acme/catalog',
  },
  {
    name: 'the workflow file is not on the default branch',
    method: { workflow: 'missing.yml', workflowInputs: { ref: 'main' } },
    status: 404,
    reason: 'Not Found',
    help: '.github/workflows on the default branch',
  },
  {
    name: 'the App lacks the permission',
    prepare: ({ installation }) => Object.assign(installation, { permissions: { actions: 'read' } }),
    status: 403,
    reason: 'Resource not accessible by integration',
    help: 'permission Actions: write',
  },
  {
    name: 'there is no such branch',
    method: deploy({ ref: 'gone' }),
    status: 422,
    reason: 'No ref found for: gone',
    help: 'correct `workflowInputs.ref`',
  },
  {
    name: 'the workflow has no such trigger',
    prepare: ({ repository }) => repository.branches.get('main')?.set('.github/workflows/deploy.yml', 'on: push'),
    status: 422,
    reason: "Workflow does not have 'workflow_dispatch' trigger",
    help: 'under `on` in the workflow',
  },
  {
    name: 'an input is not declared',
    method: deploy({ colour: 'red' }),
    status: 422,
    reason: 'Unexpected inputs provided: ["colour"]',
    help: 'on.workflow_dispatch.inputs',
  },
  {
    name: 'a required input is missing',
    method: { workflowInputs: {} },
    status: 422,
    reason: "Required input 'service' not provided",
    help: 'give it a default',
  },
  {
    name: 'a value is none of the options',
    method: deploy({ environment: 'moon' }),
    status: 422,
    reason: "Provided value 'moon' for input 'environment' not in the list of allowed values",
    help: 'one of the options',
  },
  {
    name: 'the workflow is disabled',
    prepare: ({ repository }) => repository.disabledWorkflows.add('deploy.yml'),
    status: 422,
    reason: "Cannot trigger a 'workflow_dispatch' on a disabled workflow",
    help: 'Enable the workflow',
  },
];

describe('backends/github/answers', () => {
  test.each(refusals)('permanent: $name', async ({ prepare, method, status, reason, help }) => {
    await using world = await githubWorld();
    prepare?.(world);
    const outcome = await backend.invoke(world.call({ ...deploy(), ...method }));
    expect(outcome).toMatchObject({ type: 'rejected', ...(status !== undefined && { statusCode: status }) });
    expect(outcome.message).toContain(reason);
    expect(outcome.message).toContain(help);
    expect(world.github.runs).toEqual([]);
    expect(world.github.requestsTo(dispatchRoute)).toHaveLength(status === undefined ? 0 : 1);
  });

  test('a secret that GitHub repeats in its reason is not in ours', async () => {
    await using world = await githubWorld();
    const real = deploy({ environment: 'Bearer s3cr3t-value' });
    const shown = deploy({ environment: 'Bearer [secret TOKEN]' });
    const outcome = await backend.invoke(world.call(real, shown));
    expect(outcome.message).toContain("Provided value 'Bearer [secret TOKEN]' for input 'environment'");
    expect(JSON.stringify([outcome, world.log])).not.toContain('s3cr3t');
  });

  test('a secret of many lines, or longer than a message may be, leaves no part behind', async () => {
    await using world = await githubWorld();
    const key = Array.from({ length: 200 }, (_, line) => `s3cr3t-line-${line}`).join('\n');
    const call = world.call(deploy({ environment: key }), deploy({ environment: '[secret KEY]' }));
    const outcome = await backend.invoke(call);
    expect(outcome.message).toContain("Provided value '[secret KEY]'");
    expect(JSON.stringify(outcome)).not.toContain('s3cr3t');
  });

  test('a token that has become invalid is replaced', async () => {
    await using world = await githubWorld();
    const { vi } = await import('vitest');
    await backend.invoke(world.call(deploy()));
    world.github.state.tokens.length = 0;
    // Octokit repeats a 401 for the first seconds of a token's life; only the date is turned, timers run as ever.
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 10_000 });
    try {
      expect(await backend.invoke(world.call(deploy()))).toMatchObject({ type: 'retry', statusCode: 401 });
      expect(await backend.invoke(world.call(deploy()))).toMatchObject({ type: 'accepted' });
    } finally {
      vi.useRealTimers();
    }
  });
});
