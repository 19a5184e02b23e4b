import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { gitlab as backend } from '../../../src/backends/gitlab/gitlab.ts';
import { type FakeGitLab, type Pipeline, pipelineRoute, startFakeGitLab } from '../../fakes/gitlab/index.ts';
import { callWorld } from '../call-world.ts';

describe('backends/gitlab/follow', () => {
  let gitlab: FakeGitLab;
  let pipeline: Pipeline;
  let world: ReturnType<typeof callWorld>;
  const method = { type: 'GITLAB', groupName: 'acme', projectName: 'shop' };
  beforeEach(async () => {
    gitlab = await startFakeGitLab(() => world.now());
    const { triggerToken } = gitlab.addProject('acme/shop');
    const access = { url: gitlab.url, token: gitlab.token, reports: false };
    world = callWorld({ gitlab: { ...access, triggerTokens: { acme_shop: triggerToken } } });
    await backend.invoke(world.call(method));
    const [started] = gitlab.pipelines;
    if (started === undefined) throw new Error('no pipeline was started');
    pipeline = started;
  });
  afterEach(async () => {
    await world.close();
    await gitlab[Symbol.asyncDispose]();
  });

  const follow = (call = world.call(method), externalId = `gl_${pipeline.project.id}/${pipeline.id}`) =>
    backend.follow?.({ ...call, externalId });

  test.each([
    ['success', 'succeeded'],
    ['skipped', 'succeeded'],
    ['failed', 'rejected'],
    ['canceled', 'rejected'],
    ['created', 'accepted'],
    ['waiting_for_resource', 'accepted'],
    ['preparing', 'accepted'],
    ['pending', 'accepted'],
    ['running', 'accepted'],
    ['canceling', 'accepted'],
    ['manual', 'accepted'],
    ['scheduled', 'accepted'],
  ])('a pipeline that is %s makes %s', async (status, type) => {
    gitlab.advance(pipeline, status);
    const outcome = await follow();
    expect(outcome).toMatchObject({ type });
    expect(JSON.stringify(outcome)).toContain(`/acme/shop/-/pipelines/${pipeline.id}`);
  });

  test('network trouble does not end the run', async () => {
    gitlab.failNext(pipelineRoute, { carriedOut: false, answer: { status: 500 } });
    expect(await follow()).toMatchObject({ type: 'accepted', followAfter: 60 });
    const headers = { 'retry-after': '300' };
    gitlab.failNext(pipelineRoute, { carriedOut: false, answer: { status: 429, headers } });
    expect(await follow()).toMatchObject({ type: 'accepted', followAfter: 300 });
    gitlab.failNext(pipelineRoute, { carriedOut: false, answer: 'no answer' });
    expect(await follow()).toMatchObject({ type: 'accepted' });
  });

  test('a pipeline that is missing may still appear; later it was deleted', async () => {
    const call = world.call(method);
    expect(await follow(call, `gl_${pipeline.project.id}/999`)).toMatchObject({ type: 'accepted' });
    world.pass(3_600);
    expect(await follow(call, `gl_${pipeline.project.id}/999`)).toMatchObject({
      type: 'rejected',
      message: expect.stringContaining('deleted'),
    });
  });

  test('a pipeline is polled less often the longer it runs, and given up after a month', async () => {
    const call = world.call(method);
    world.pass(20 * 60);
    expect(await follow(call)).toMatchObject({ type: 'accepted', followAfter: 300 });
    world.pass(31 * 24 * 3_600);
    expect(await follow(call)).toMatchObject({ type: 'rejected', message: expect.stringContaining('30 days') });
  });

  test("an id that is not a pipeline's is not requested", async () => {
    expect(await follow(world.call(method), 'gl_../../1')).toMatchObject({ type: 'rejected' });
  });
});
