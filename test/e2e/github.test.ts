import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/core/json.ts';
import { dispatchRoute, misfortunes, type WorkflowRun } from '../fakes/github/index.ts';
import { dispatch, startAppServer, startGitHub, webhookSecret } from './harness/github.ts';
import type { Server } from './harness/server.ts';
import { automation, created } from './harness/shapes.ts';
import { until } from './harness/until.ts';

describe('e2e/github', () => {
  let world: Awaited<ReturnType<typeof startGitHub>>;
  let server: Server;
  beforeAll(async () => {
    world = await startGitHub();
    server = await startAppServer(world.github);
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await world.github[Symbol.asyncDispose]();
  });

  const fire = async (name: string, more: JsonObject = {}): Promise<string> => {
    const trigger = { type: 'ENTITY_CREATED', blueprintIdentifier: name };
    await server.automate(automation(name, trigger, dispatch(more)));
    const [event] = await server.emit(created(name, 'one'));
    return event?.runs[0]?.id ?? '';
  };
  const workflowRunOf = async (id: string): Promise<WorkflowRun> => {
    const [found] = await until(
      () => world.github.runs.filter(({ inputs }) => inputs.run === id),
      (started) => started.length > 0,
    );
    if (found === undefined) throw new Error('no workflow was started');
    return found;
  };

  test('a dispatch names the run, and the run links to the workflow run', async () => {
    const id = await fire('named');
    const run = await server.runIn(id, 'accepted');
    const started = await workflowRunOf(id);
    const [request] = world.github.requestsTo(dispatchRoute).slice(-1);
    expect(request?.body).toEqual({
      ref: 'main',
      inputs: { entity: 'one', action: 'CREATE', run: id },
      return_run_details: true,
    });
    expect(run).toMatchObject({
      status: 'IN_PROGRESS',
      link: [`https://github.com/acme/platform/actions/runs/${started.id}`],
      externalRunId: expect.stringContaining(String(started.id)),
      execution: { target: 'github:acme/platform', history: [{ outcome: 'accepted', statusCode: 200 }] },
    });
    expect(await server.runs(`external_run_id=${encodeURIComponent(run.externalRunId ?? '')}`)).toMatchObject([{ id }]);
  });

  test.each([
    ['success', 'SUCCESS'],
    ['skipped', 'SUCCESS'],
    ['neutral', 'SUCCESS'],
    ['failure', 'FAILURE'],
    ['cancelled', 'FAILURE'],
    ['timed_out', 'FAILURE'],
  ])('a workflow that ends with %s makes the run a %s', async (conclusion, status) => {
    const id = await fire(`ends_${conclusion}`);
    const started = await workflowRunOf(id);
    world.github.advance(started, 'in_progress');
    await world.github.webhooks.settled();
    expect((await server.run(id)).status).toBe('IN_PROGRESS');
    world.github.advance(started, 'completed', conclusion);
    const run = await server.runIn(id);
    expect(run.status).toBe(status);
    expect(await server.logs(id)).toEqual(
      expect.arrayContaining([expect.stringContaining(`Workflow completed: ${conclusion}`)]),
    );
  });

  test('a workflow that is over before its dispatch is answered ends the run all the same', async () => {
    let answer = (): void => {};
    const after = new Promise<void>((resolve) => {
      answer = resolve;
    });
    world.github.failNext(dispatchRoute, { carriedOut: true, answer: 'its own', after });
    const id = await fire('early');
    const started = await workflowRunOf(id);
    world.github.advance(started, 'completed', 'success');
    await world.github.webhooks.settled();
    expect(await server.run(id)).toMatchObject({ status: 'IN_PROGRESS', execution: { phase: 'invoking' } });
    answer();
    expect(await server.runIn(id)).toMatchObject({ status: 'SUCCESS', execution: { attempts: 1 } });
  });

  test('a workflow run whose dispatch got no answer is searched for, not dispatched again', async () => {
    world.github.failNext(dispatchRoute, misfortunes.badGatewayAfterwards);
    const id = await fire('lost_answer');
    const started = await workflowRunOf(id);
    expect((await server.runIn(id, 'retrying')).execution.history).toMatchObject([
      { outcome: 'unknown', statusCode: 502 },
    ]);
    world.github.advance(started, 'completed', 'success');
    expect(await server.runIn(id)).toMatchObject({ status: 'SUCCESS', execution: { attempts: 2 } });
    expect(world.github.runs.filter(({ inputs }) => inputs.run === id)).toHaveLength(1);
  });

  test('a workflow that gives its run another name does not lose it', async () => {
    const id = await fire('renamed');
    const { externalRunId } = await server.runIn(id, 'accepted');
    const body = { externalRunId: '17', link: 'https://ci.example/17' };
    const answer = await server.send('PATCH', `/v1/actions/runs/${id}`, JSON.stringify(body));
    expect(answer.body).toMatchObject({ ok: true, run: { externalRunId, link: ['https://ci.example/17'] } });
    const { runLogs } = await server.call<{ runLogs: { message: string }[] }>('GET', `/v1/actions/runs/${id}/logs`);
    expect(runLogs.map(({ message }) => message)).toContainEqual(expect.stringContaining('17 was ignored'));
    world.github.advance(await workflowRunOf(id), 'completed', 'success');
    expect((await server.runIn(id)).status).toBe('SUCCESS');
  });

  test('a webhook that is delivered twice ends the run once', async () => {
    const id = await fire('twice');
    const started = await workflowRunOf(id);
    await server.runIn(id, 'accepted');
    world.github.advance(started, 'completed', 'success');
    const ended = await server.runIn(id);
    const [delivery] = world.github.webhooks.deliveries().slice(-1);
    if (delivery === undefined) throw new Error('no webhook was sent');
    expect(await world.github.webhooks.send(delivery)).toBe(202);
    world.github.webhooks.redeliver(delivery);
    await world.github.webhooks.settled();
    const after = await server.run(id);
    expect(after).toEqual(ended);
    expect(await server.logs(id)).toHaveLength(2);
  });

  test('an action of an integration is the same dispatch, and ends its run as well', async () => {
    const { type: _, ...workflow } = dispatch();
    const method = {
      type: 'INTEGRATION_ACTION',
      installationId: 'github-acme',
      integrationActionType: 'dispatch_workflow',
      integrationActionExecutionProperties: workflow,
    };
    await server.automate(automation('action', { type: 'ENTITY_CREATED', blueprintIdentifier: 'action' }, method));
    const [event] = await server.emit(created('action', 'one'));
    const id = event?.runs[0]?.id ?? '';
    const started = await workflowRunOf(id);
    expect(await server.runIn(id, 'accepted')).toMatchObject({ execution: { target: 'github:acme/platform' } });
    world.github.advance(started, 'completed', 'success');
    expect((await server.runIn(id)).status).toBe('SUCCESS');
  });

  test('with reportWorkflowStatus false the workflow itself reports', async () => {
    const id = await fire('reports_itself', { reportWorkflowStatus: false });
    const started = await workflowRunOf(id);
    await server.runIn(id, 'accepted');
    world.github.advance(started, 'completed', 'failure');
    await world.github.webhooks.settled();
    // The run of another automation ends by its webhook, which came later: this one's was handled.
    const other = await fire('reports_by_webhook');
    const begun = await workflowRunOf(other);
    await server.runIn(other, 'accepted');
    world.github.advance(begun, 'completed', 'success');
    await server.runIn(other);
    expect((await server.run(id)).status).toBe('IN_PROGRESS');
    await server.call('PATCH', `/v1/actions/runs/${id}`, { status: 'SUCCESS', summary: 'Said the workflow' });
    expect(await server.run(id)).toMatchObject({ status: 'SUCCESS', summary: 'Said the workflow' });
  });

  test.each([
    ['no_workflow', { workflow: 'absent.yml' }, 404, 'must be in .github/workflows on the default branch'],
    [
      'no_ref',
      { workflowInputs: { ref: 'absent' } },
      422,
      'Create that branch or tag, or correct `workflowInputs.ref`',
    ],
    ['odd_input', { workflowInputs: { color: 'red' } }, 422, 'Declare them under `on.workflow_dispatch.inputs`'],
  ] as const)('%s is final, with what GitHub said and what to do', async (name, more, status, help) => {
    const run = await server.runIn(await fire(name, more));
    expect(run).toMatchObject({
      status: 'FAILURE',
      execution: { attempts: 1, history: [{ outcome: 'rejected', statusCode: status }] },
    });
    expect(run.summary).toMatch(/^GitHub refused to start .* in acme\/platform: /);
    expect(run.summary).toContain(help);
  });

  test('a missing permission is final as well', async () => {
    world.github.install('guests', { contents: 'read' });
    world.github.addRepository('guests/platform', { '.github/workflows/react.yml': 'on: workflow_dispatch' });
    const run = await server.runIn(await fire('forbidden', { org: 'guests', workflowInputs: {} }));
    expect(run).toMatchObject({ status: 'FAILURE', execution: { history: [{ statusCode: 403 }] } });
    expect(run.summary).toContain('Resource not accessible by integration');
    expect(run.summary).toContain('Give the GitHub App the permission Actions: write');
  });

  test('an account without the App is named', async () => {
    const run = await server.runIn(await fire('elsewhere', { org: 'strangers' }));
    expect(run).toMatchObject({ status: 'FAILURE' });
    expect(run.summary).toContain('strangers');
  });

  test('webhooks that GitHub did not sign, or that are none, are refused', async () => {
    const send = (body: string, headers: Record<string, string>) =>
      server.send('POST', '/api/github/webhooks', body, { authorization: '', ...headers });
    const named = { 'x-github-delivery': 'abc-1', 'x-github-event': 'workflow_run' };
    const unsigned = await send('{}', named);
    expect([unsigned.status, unsigned.body.error]).toEqual([400, 'invalid_request']);
    const forged = await send('{}', { ...named, 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` });
    expect([forged.status, forged.body.message]).toEqual([
      401,
      "The signature does not match: check that WEBHOOK_SECRET is the App's webhook secret",
    ]);
    const sign = (body: string) => `sha256=${createHmac('sha256', webhookSecret).update(body).digest('hex')}`;
    for (const body of ['[1]', 'no json', '{"a":1']) {
      const odd = await send(body, { ...named, 'x-hub-signature-256': sign(body) });
      expect([body, odd.status, odd.body.message]).toEqual([body, 400, 'This is not a webhook of GitHub']);
    }
    const odd = await send('{}', { ...named, 'x-github-delivery': 'a b', 'x-hub-signature-256': sign('{}') });
    expect(odd.status).toBe(400);
  });
});
