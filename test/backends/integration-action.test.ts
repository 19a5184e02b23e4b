import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { integrationAction as backend } from '../../src/backends/integration-action.ts';
import type { JsonObject } from '../../src/core/json.ts';
import { dispatchRoute } from '../fakes/github/index.ts';
import { deploy, githubWorld } from './github-world.ts';

const method = (inputs: JsonObject, more: JsonObject = {}): JsonObject => {
  const { type: _, ...workflow } = deploy(inputs);
  return {
    type: 'INTEGRATION_ACTION',
    installationId: 'github-acme',
    integrationActionType: 'dispatch_workflow',
    integrationActionExecutionProperties: { ...workflow, ...more },
  };
};

describe('backends/integration-action', () => {
  let world: Awaited<ReturnType<typeof githubWorld>>;
  beforeAll(async () => {
    world = await githubWorld();
  });
  afterAll(() => world[Symbol.asyncDispose]());

  test('a dispatch is that of GITHUB, and its run ends with the workflow by default', async () => {
    const outcome = await backend.invoke(world.call(method({ environment: 'dev' })));
    expect(outcome).toMatchObject({ type: 'accepted', followAfter: 60, externalId: expect.stringMatching(/^gh_acme/) });
    expect(world.github.requestsTo(dispatchRoute)).toMatchObject([
      { body: { ref: 'main', inputs: { service: 'billing', environment: 'dev' } } },
    ]);
    const silent = await backend.invoke(world.call(method({}, { reportWorkflowStatus: 'false' })));
    expect(silent).not.toHaveProperty('followAfter');
  });

  test('it is followed and searched for as a workflow run', async () => {
    const call = world.call(method({ run: 'r_0123456789abcdef' }));
    const started = await backend.invoke(call);
    expect(await backend.search?.({ ...call, sentAt: call.createdAt })).toMatchObject({
      type: 'accepted',
      externalId: started.type === 'accepted' ? started.externalId : '',
    });
    const [run] = world.github.runs.slice(-1);
    if (run === undefined || started.type !== 'accepted') throw new Error('no workflow was started');
    world.github.advance(run, 'completed', 'failure');
    expect(await backend.follow?.({ ...call, externalId: started.externalId ?? '' })).toMatchObject({
      type: 'rejected',
    });
  });

  test('without its properties it is refused before anything is sent', async () => {
    const { integrationActionExecutionProperties: _, ...rest } = method({});
    expect(await backend.invoke(world.call(rest))).toMatchObject({ type: 'rejected' });
    expect(backend.target(rest)).toEqual(expect.any(String));
    expect(backend.references?.(rest)).toEqual([]);
  });
});
