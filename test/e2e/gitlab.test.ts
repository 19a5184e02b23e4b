import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/core/json.ts';
import { misfortunes } from '../fakes/github/index.ts';
import { type Pipeline, triggerRoute } from '../fakes/gitlab/index.ts';
import { startGitLabWorld } from './harness/gitlab.ts';
import { automation, created } from './harness/shapes.ts';
import { until } from './harness/until.ts';

describe('e2e/gitlab', () => {
  const secret = 'a value that must stay secret';
  let world: Awaited<ReturnType<typeof startGitLabWorld>>;
  beforeAll(async () => {
    world = await startGitLabWorld({ SECRET_DEPLOY: secret });
  });
  afterAll(() => world[Symbol.asyncDispose]());

  /** One event for one automation that runs the pipeline. */
  const fire = async (name: string, more: JsonObject = {}): Promise<string> => {
    const pipelineVariables = {
      ENTITY: '{{ .event.context.entityIdentifier }}',
      RUN: '{{ .run.id }}',
      DEPLOY: '{{ .secrets.DEPLOY }}',
    };
    const method = { type: 'GITLAB', groupName: 'acme', projectName: 'shop', pipelineVariables, ...more };
    const trigger = { type: 'ENTITY_CREATED', blueprintIdentifier: name };
    await world.server.automate(automation(name, trigger, method));
    const [event] = await world.server.emit(created(name, 'one'));
    return event?.runs[0]?.id ?? '';
  };
  const pipelineOf = async (id: string): Promise<Pipeline> => {
    const [found] = await until(
      () => world.gitlab.pipelines.filter(({ variables }) => variables.some(({ value }) => value === id)),
      (started) => started.length > 0,
    );
    if (found === undefined) throw new Error('no pipeline was started');
    return found;
  };

  test.each([
    ['success', 'SUCCESS'],
    ['failed', 'FAILURE'],
    ['canceled', 'FAILURE'],
  ])('a pipeline that ends with %s makes the run a %s', async (end, status) => {
    const id = await fire(`ends_${end}`);
    const pipeline = await pipelineOf(id);
    const link = `${world.gitlab.url}/acme/shop/-/pipelines/${pipeline.id}`;
    expect(await world.server.runIn(id, 'accepted')).toMatchObject({
      status: 'IN_PROGRESS',
      link: [link],
      externalRunId: `gl_${world.project.id}/${pipeline.id}`,
      execution: { target: 'gitlab:acme/shop', history: [{ outcome: 'accepted', statusCode: 201 }] },
    });
    world.gitlab.advance(pipeline, 'running');
    await world.gitlab.hooks.settled();
    expect((await world.server.run(id)).status).toBe('IN_PROGRESS');
    world.gitlab.advance(pipeline, end);
    expect((await world.server.runIn(id)).status).toBe(status);
    expect(await world.server.logs(id)).toEqual(expect.arrayContaining([expect.stringContaining(`Pipeline ${end}`)]));
  });

  test('a webhook that is delivered twice ends the run once', async () => {
    const id = await fire('twice');
    const pipeline = await pipelineOf(id);
    await world.server.runIn(id, 'accepted');
    world.gitlab.advance(pipeline, 'success');
    const ended = await world.server.runIn(id);
    const [hook] = world.gitlab.hooks.hooks.slice(-1);
    if (hook === undefined) throw new Error('no webhook was sent');
    expect(await world.gitlab.hooks.send(hook)).toBe(202);
    // Late news of the same pipeline.
    world.gitlab.advance(pipeline, 'failed');
    await world.gitlab.hooks.settled();
    const other = await fire('after_twice');
    world.gitlab.advance(await pipelineOf(other), 'success');
    await world.server.runIn(other);
    expect(await world.server.run(id)).toEqual(ended);
    expect(await world.server.logs(id)).toHaveLength(2);
  });

  test('a pipeline that is over before its trigger is answered ends the run all the same', async () => {
    let answer = (): void => {};
    const after = new Promise<void>((resolve) => {
      answer = resolve;
    });
    world.gitlab.failNext(triggerRoute, { carriedOut: true, answer: 'its own', after });
    const id = await fire('early');
    world.gitlab.advance(await pipelineOf(id), 'success');
    await world.gitlab.hooks.settled();
    expect(await world.server.run(id)).toMatchObject({ status: 'IN_PROGRESS', execution: { phase: 'invoking' } });
    answer();
    expect(await world.server.runIn(id)).toMatchObject({ status: 'SUCCESS', execution: { attempts: 1 } });
  });

  test('a pipeline whose trigger got no answer is searched for, not triggered again, and its end is found without a webhook', async () => {
    world.gitlab.hooks.lose(true);
    world.gitlab.failNext(triggerRoute, misfortunes.badGatewayAfterwards);
    const id = await fire('lost');
    const pipeline = await pipelineOf(id);
    expect((await world.server.runIn(id, 'retrying')).execution.history).toMatchObject([
      { outcome: 'unknown', statusCode: 502 },
    ]);
    world.gitlab.advance(pipeline, 'success');
    expect(await world.server.runIn(id)).toMatchObject({ status: 'SUCCESS', execution: { attempts: 2 } });
    expect(world.gitlab.pipelines.filter(({ variables }) => variables.some(({ value }) => value === id))).toHaveLength(
      1,
    );
    world.gitlab.hooks.lose(false);
  });

  test.each([
    ['no_ref', { defaultRef: 'gone' }, 'Reference not found'],
    ['no_token', { projectName: 'unknown' }, 'set SECRET_acme_unknown'],
  ])('%s ends the run, and the message says what to do', async (name, more, words) => {
    const run = await world.server.runIn(await fire(name, more));
    expect(run).toMatchObject({ status: 'FAILURE', execution: { attempts: 1 } });
    expect(run.summary).toContain(words);
  });

  test('webhooks without the token, or that are none, are refused', async () => {
    const send = (body: string, token: string) =>
      world.server.send('POST', '/api/gitlab/webhooks', body, { authorization: '', 'x-gitlab-token': token });
    expect((await send('{}', 'wrong')).status).toBe(401);
    expect((await send('{}', '')).body).toMatchObject({ error: 'unauthorized' });
    expect((await send('no json', 'a token for webhooks')).status).toBe(400);
    expect((await send('{"object_kind":"push"}', 'a token for webhooks')).status).toBe(202);
  });

  test('webhooks of GitLab are distinguished from those of GitHub', async () => {
    const list = async (query: string) =>
      (await world.server.call<{ deliveries: JsonObject[] }>('GET', `/v1/github/deliveries?${query}`)).deliveries;
    const [first] = await list('provider=gitlab');
    expect(first).toMatchObject({ provider: 'gitlab', webhook: 'gitlab_pipeline' });
    expect(await list('')).toContainEqual(first);
    expect(await list('provider=github')).toEqual([]);
  });

  test('neither token nor secret is visible anywhere', async () => {
    const id = await fire('secrets', { defaultRef: 'gone' });
    await world.server.runIn(id);
    const views = [await world.server.runs(), await world.server.events(), await world.server.logs(id)];
    const seen = JSON.stringify(views) + world.server.output();
    for (const value of [secret, world.project.triggerToken, world.gitlab.token]) expect(seen).not.toContain(value);
    expect(seen).toContain('[secret DEPLOY]');
  });
});

describe('e2e/gitlab without a token and without webhooks', () => {
  let world: Awaited<ReturnType<typeof startGitLabWorld>>;
  beforeAll(async () => {
    world = await startGitLabWorld({ GITLAB_TOKEN: '', GITLAB_WEBHOOK_SECRET: '' });
  });
  afterAll(() => world[Symbol.asyncDispose]());

  test('a run waits for a report, and an unclear trigger is said to be one', async () => {
    const trigger = { type: 'ENTITY_CREATED', blueprintIdentifier: 'quiet' };
    const method = { type: 'GITLAB', groupName: 'acme', projectName: 'shop' };
    await world.server.automate(automation('quiet', trigger, method));
    const [first] = await world.server.emit(created('quiet', 'one'));
    const id = first?.runs[0]?.id ?? '';
    expect(await world.server.runIn(id, 'accepted')).toMatchObject({ execution: { nextAttemptAt: null } });
    await world.server.call('PATCH', `/v1/actions/runs/${id}`, { status: 'SUCCESS' });
    expect((await world.server.run(id)).status).toBe('SUCCESS');
    expect((await world.server.send('POST', '/api/gitlab/webhooks', '{}')).status).toBe(404);

    world.gitlab.failNext(triggerRoute, misfortunes.badGatewayAfterwards);
    const [second] = await world.server.emit(created('quiet', 'two'));
    const run = await world.server.runIn(second?.runs[0]?.id ?? '');
    expect(run).toMatchObject({ status: 'FAILURE', execution: { attempts: 2 } });
    expect(run.summary).toContain('may have been started; it is not triggered again');
    expect(world.gitlab.pipelines).toHaveLength(2);
  });
});
