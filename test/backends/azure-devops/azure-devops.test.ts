import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { azureDevops as backend } from '../../../src/backends/azure-devops/azure-devops.ts';
import type { JsonObject } from '../../../src/core/json.ts';
import { hookRoute, runRoute, startFakeAzure } from '../../fakes/azure.ts';
import { misfortunes } from '../../fakes/github/index.ts';
import { callWorld } from '../call-world.ts';

const method = (more: JsonObject = {}): JsonObject => ({
  type: 'AZURE_DEVOPS',
  org: 'acme',
  webhook: 'catalog',
  payload: { service: 'billing', port_context: { runId: 'r_1' } },
  ...more,
});

describe('backends/azure-devops/azure-devops', () => {
  let azure: Awaited<ReturnType<typeof startFakeAzure>>;
  let world: ReturnType<typeof callWorld>;
  beforeEach(async () => {
    azure = await startFakeAzure(() => world.now());
    azure.addWebhook('catalog');
    azure.addPipeline(12, ['service', 'port_context', 'run']);
    connect('webhook');
  });
  afterEach(async () => {
    await world.close();
    await azure[Symbol.asyncDispose]();
  });

  function connect(way: 'webhook' | 'api', token = azure.token): void {
    const pipelines = { 'acme/catalog': { project: 'shop', pipelineId: 12 } };
    const access = way === 'api' ? { token, pipelines } : { token: null, pipelines: {} };
    world = callWorld({ azureDevops: { url: azure.url, ...access } });
  }

  const search = async (more: JsonObject = {}) => {
    const call = world.call(method(more));
    return backend.search?.({ ...call, sentAt: call.createdAt });
  };

  test('an incoming webhook gets the payload, signed over its bytes', async () => {
    const outcome = await backend.invoke(world.call(method({ payload: { text: 'Zoë' } })));
    expect(outcome).toMatchObject({ type: 'accepted', statusCode: 200 });
    expect(outcome).not.toHaveProperty('followAfter');
    expect(azure.events).toEqual([{ text: 'Zoë' }]);
    const [request] = azure.requestsTo(hookRoute);
    const signature = createHmac('sha1', azure.secret).update('{"text":"Zoë"}').digest('hex');
    expect(request?.headers['x-port-signature']).toBe(signature);
  });

  test('a missing webhook ends the run, and the message says what has to exist', async () => {
    expect(await backend.invoke(world.call(method({ webhook: 'other' })))).toMatchObject({
      type: 'rejected',
      statusCode: 404,
      message: expect.stringMatching(/No such webhook.*Incoming WebHook/),
    });
  });

  test('a webhook without a clear answer is not called again, because its effect is unknown', async () => {
    azure.failNext(hookRoute, misfortunes.hangsAfterwards);
    expect(await backend.invoke(world.call(method()))).toMatchObject({ type: 'unknown' });
    expect(await search()).toMatchObject({ type: 'rejected', message: expect.stringContaining('not called again') });
  });

  test.each<{ status: number; headers: Record<string, string>; text: string }>([
    { status: 203, headers: {}, text: '<html>' },
    { status: 302, headers: { location: 'https://login.microsoftonline.com/' }, text: '' },
    { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, text: 'Sign in' },
    { status: 200, headers: {}, text: '\n<!DOCTYPE html><title>Sign In</title>' },
  ])('the sign-in page means that nothing was started, whatever its status: %j', async (page) => {
    const http = { send: async () => ({ type: 'answer', truncated: false, ...page }) as const };
    const { services, ...rest } = world.call(method());
    const outcome = await backend.invoke({ ...rest, services: { ...services, http } });
    expect(outcome).toEqual({ type: 'rejected', message: expect.stringContaining('sign-in page') });
  });

  test.each([
    [{ org: '..' }, '`org` must be'],
    [{ webhook: 'a/b' }, '`webhook` must be'],
  ])('%j is not the name of a webhook', async (more, message) => {
    expect(await backend.invoke(world.call(method(more)))).toMatchObject({
      type: 'rejected',
      message: expect.stringContaining(message),
    });
  });

  test('a configured pipeline is run with its parameters, and linked', async () => {
    connect('api');
    const payload = { service: 'billing', port_context: { runId: 'r_1' }, run: null, ref: 'next' };
    const outcome = await backend.invoke(world.call(method({ org: 'acme', payload })));
    const [run] = azure.runs;
    expect(outcome).toEqual({
      type: 'accepted',
      message: 'Started pipeline 12 of acme/shop.',
      statusCode: 200,
      externalId: `az_acme/shop/12/${run?.id}`,
      link: `${azure.url}/acme/shop/_build/results?buildId=${run?.id}`,
      followAfter: 30,
    });
    expect(run).toMatchObject({
      refName: 'refs/heads/next',
      parameters: { service: 'billing', port_context: '{"runId":"r_1"}' },
    });
    expect(world.log).toEqual([{ level: 'warning', message: 'The parameter run is null, so it is left out.' }]);
  });

  test('an undeclared parameter, or a payload that is not an object, ends the run', async () => {
    connect('api');
    expect(await backend.invoke(world.call(method({ payload: { color: 'red' } })))).toMatchObject({
      type: 'rejected',
      statusCode: 400,
      message: expect.stringMatching(/Unexpected parameter 'color'.*Declare it under `parameters`/),
    });
    expect(await backend.invoke(world.call(method({ payload: [1] })))).toMatchObject({ type: 'rejected' });
  });

  test('a token that Azure does not accept is reported as such, although Azure answers with a success', async () => {
    connect('api', 'an expired token');
    const outcome = await backend.invoke(world.call(method()));
    expect(outcome).toEqual({ type: 'rejected', message: expect.stringContaining('AZURE_DEVOPS_TOKEN') });
  });

  test('a pipeline run whose start got no answer is found', async () => {
    connect('api');
    azure.failNext(runRoute, misfortunes.badGatewayAfterwards);
    const payload = { run: 'r_0123456789abcdef' };
    expect(await backend.invoke(world.call(method({ payload })))).toMatchObject({ type: 'unknown', statusCode: 502 });
    const [lost] = azure.runs;
    await backend.invoke(world.call(method({ payload: { run: 'r_another' } })));
    expect(await search()).toMatchObject({ type: 'accepted', externalId: `az_acme/shop/12/${lost?.id}` });
  });

  test('runs without a marker cannot be distinguished', async () => {
    connect('api');
    for (const service of ['a', 'b']) await backend.invoke(world.call(method({ payload: { service } })));
    expect(await search()).toMatchObject({
      type: 'unknown',
      message: expect.stringContaining('2 pipeline runs could be'),
    });
    world.claims.taken.push(`az_acme/shop/12/${azure.runs[0]?.id}`);
    expect(await search()).toMatchObject({ externalId: `az_acme/shop/12/${azure.runs[1]?.id}` });
  });

  test.each([
    ['succeeded', 'succeeded'],
    ['failed', 'rejected'],
    ['canceled', 'rejected'],
  ] as const)('a run that %s makes %s', async (result, type) => {
    connect('api');
    const started = await backend.invoke(world.call(method()));
    const [run] = azure.runs;
    if (run === undefined || started.type !== 'accepted') throw new Error('no run was started');
    const call = { ...world.call(method()), externalId: started.externalId ?? '' };
    expect(await backend.follow?.(call)).toMatchObject({ type: 'accepted', followAfter: 60 });
    azure.finish(run, result);
    expect(await backend.follow?.(call)).toMatchObject({ type, message: expect.stringContaining(result) });
  });

  test('a run that is missing may still appear; later it was deleted', async () => {
    connect('api');
    const call = { ...world.call(method()), externalId: 'az_acme/shop/12/7' };
    expect(await backend.follow?.(call)).toMatchObject({ type: 'accepted' });
    world.pass(3_600);
    expect(await backend.follow?.(call)).toMatchObject({ type: 'rejected' });
  });

  test.each(['az_acme/../12/7', 'az_acme/%2e%2e/12/7', 'az_%zz/shop/12/7', 'az_acme/shop/12/7/8', 'gh_acme/shop/7'])(
    '%s is not the id of a run, so nothing is requested',
    async (externalId) => {
      connect('api');
      const call = world.call(method());
      world.pass(60);
      expect(await backend.follow?.({ ...call, externalId })).toMatchObject({ type: 'rejected' });
    },
  );
});
