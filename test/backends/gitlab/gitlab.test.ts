import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { gitlab as backend } from '../../../src/backends/gitlab/gitlab.ts';
import type { JsonObject } from '../../../src/core/json.ts';
import { misfortunes } from '../../fakes/github/index.ts';
import { type FakeGitLab, startFakeGitLab, triggerRoute } from '../../fakes/gitlab/index.ts';
import { callWorld } from '../call-world.ts';

const method = (more: JsonObject = {}): JsonObject => ({
  type: 'GITLAB',
  groupName: 'acme/platform',
  projectName: 'shop',
  ...more,
});

describe('backends/gitlab/gitlab', () => {
  let gitlab: FakeGitLab;
  let project: ReturnType<FakeGitLab['addProject']>;
  let world: ReturnType<typeof callWorld>;
  let sawToken: boolean;
  beforeEach(async () => {
    gitlab = await startFakeGitLab(() => world.now());
    project = gitlab.addProject('acme/platform/shop', ['main', 'next', 'v1']);
    sawToken = true;
    connect({});
  });
  afterEach(async () => {
    await world.close();
    await gitlab[Symbol.asyncDispose]();
  });

  /** The service's view of this GitLab; each test may lack something. */
  function connect(more: { token?: string | null; reports?: boolean; triggerTokens?: Record<string, string> }): void {
    const access = { url: gitlab.url, token: gitlab.token, reports: false };
    const triggerTokens: Record<string, string> = sawToken ? { acme_platform_shop: project.triggerToken } : {};
    world = callWorld({ gitlab: { ...access, triggerTokens, ...more } });
  }

  const search = async (more: JsonObject = {}) => {
    const call = world.call(method(more));
    return backend.search?.({ ...call, sentAt: call.createdAt });
  };

  test('a pipeline is triggered with its token and linked in the outcome', async () => {
    const pipelineVariables = { SERVICE: 'billing', COUNT: 3, DEEP: { a: [1] }, NONE: null, ON: true };
    const outcome = await backend.invoke(world.call(method({ pipelineVariables })));
    const [pipeline] = gitlab.pipelines;
    expect(outcome).toEqual({
      type: 'accepted',
      message: 'Started the pipeline of acme/platform/shop.',
      statusCode: 201,
      externalId: `gl_${project.id}/${pipeline?.id}`,
      link: `${gitlab.url}/acme/platform/shop/-/pipelines/${pipeline?.id}`,
      followAfter: 60,
    });
    const given = Object.fromEntries(pipeline?.variables.map(({ key, value }) => [key, value]) ?? []);
    expect(given).toMatchObject({ SERVICE: 'billing', COUNT: '3', DEEP: '{"a":[1]}', NONE: 'null', ON: 'true' });
    // What pipelines written for Port's agent read.
    expect(JSON.parse(given.TRIGGER_PAYLOAD ?? '').port_payload).toEqual({
      context: { runId: 'r_0123456789abcdef' },
      payload: { properties: pipelineVariables },
    });
    expect(world.log).toEqual([{ level: 'warning', message: expect.stringContaining('NONE is null') }]);
  });

  test.each([
    [{ pipelineVariables: { ref: 'v1' }, defaultRef: 'next' }, 'v1'],
    [{ pipelineVariables: { a: 'b' }, defaultRef: 'next' }, 'next'],
    [{ defaultRef: '' }, 'main'],
    [{}, 'main'],
  ])('%j runs on %s', async (more, ref) => {
    await backend.invoke(world.call(method(more)));
    expect(gitlab.pipelines.map((one) => one.ref)).toEqual([ref]);
  });

  test.each(['acme_platform_shop.web', 'acme_platform_shop_web'])('the token is found as %s', async (name) => {
    const dotted = gitlab.addProject('acme/platform/shop.web');
    connect({ triggerTokens: { [name]: dotted.triggerToken } });
    const outcome = await backend.invoke(world.call(method({ projectName: 'shop.web' })));
    expect(outcome).toMatchObject({ type: 'accepted' });
  });

  test('without a trigger token nothing is sent, and the message has the variable', async () => {
    sawToken = false;
    connect({});
    expect(await backend.invoke(world.call(method()))).toEqual({
      type: 'rejected',
      message: expect.stringContaining('set SECRET_acme_platform_shop'),
    });
    expect(gitlab.requestsTo(triggerRoute)).toEqual([]);
  });

  test.each([
    [{ groupName: 'acme/../x' }, '`groupName` must be'],
    [{ groupName: '' }, '`groupName` must be'],
    [{ projectName: 'a/b' }, '`projectName` must be'],
    [{ projectName: 7 }, '`projectName` must be'],
  ])('%j is not a project', async (more, message) => {
    expect(await backend.invoke(world.call(method(more)))).toMatchObject({
      type: 'rejected',
      message: expect.stringContaining(message),
    });
  });

  test.each([
    ['a ref that is not there', { defaultRef: 'gone' }, 400, 'Reference not found. Create that branch or tag'],
    ["another project's token", { projectName: 'other' }, 404, 'must be one of its own'],
  ])('%s ends the run, and the message says what to do', async (_, more, statusCode, words) => {
    gitlab.addProject('acme/platform/other');
    connect({ triggerTokens: { acme_platform_shop: project.triggerToken, acme_platform_other: project.triggerToken } });
    const outcome = await backend.invoke(world.call(method(more)));
    expect(outcome).toMatchObject({ type: 'rejected', statusCode, message: expect.stringContaining(words) });
    expect(JSON.stringify(outcome)).not.toContain(project.triggerToken);
  });

  test('a pipeline is followed only if someone can report its end', async () => {
    connect({ token: null });
    expect(await backend.invoke(world.call(method()))).not.toHaveProperty('followAfter');
    connect({ token: null, reports: true });
    expect(await backend.invoke(world.call(method()))).toHaveProperty('followAfter', 60);
  });

  test('a pipeline whose start got no answer is found by the run it carries', async () => {
    gitlab.failNext(triggerRoute, misfortunes.hangsAfterwards);
    expect(await backend.invoke(world.call(method()))).toMatchObject({
      type: 'unknown',
      message: expect.stringContaining('the pipeline of acme/platform/shop may have been started'),
    });
    const [lost] = gitlab.pipelines;
    // Another run's pipeline, triggered at the same time.
    await backend.invoke({ ...world.call(method()), runId: 'r_another000000000' });
    expect(await search()).toMatchObject({ type: 'accepted', externalId: `gl_${project.id}/${lost?.id}` });
  });

  test('when the variables are hidden, only a single pipeline that belongs to no other run is taken', async () => {
    project.showsVariables = false;
    await backend.invoke(world.call(method()));
    expect(await search()).toMatchObject({ type: 'accepted' });
    world.claims.contested = true;
    expect(await search()).toMatchObject({
      type: 'unknown',
      message: expect.stringContaining('cannot be distinguished'),
    });
    world.claims.contested = false;
    await backend.invoke(world.call(method()));
    expect(await search()).toMatchObject({
      type: 'unknown',
      message: expect.stringContaining('2 pipelines could be the one'),
    });
  });

  test('only after a while is it certain that nothing was started', async () => {
    expect(await search()).toMatchObject({ type: 'unknown' });
    const call = world.call(method());
    world.pass(90);
    expect(await backend.search?.({ ...call, sentAt: call.createdAt })).toBeNull();
  });

  test('without a token a lost trigger cannot be searched for, so it is not sent again', async () => {
    connect({ token: null });
    expect(await search()).toMatchObject({ type: 'rejected', message: expect.stringContaining('GITLAB_TOKEN') });
  });
});
