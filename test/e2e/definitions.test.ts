import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dispatch, startAppServer, startGitHub } from './harness/github.ts';
import type { Server } from './harness/server.ts';
import { automation, runEvent } from './harness/shapes.ts';
import { type Sink, startSink } from './harness/sink.ts';
import { until } from './harness/until.ts';

/** Definitions of the shapes that Port's documentation shows; each does here what that documentation says. */
describe('e2e/definitions', () => {
  let world: Awaited<ReturnType<typeof startGitHub>>;
  let sink: Sink;
  let server: Server;
  beforeAll(async () => {
    world = await startGitHub();
    sink = await startSink();
    server = await startAppServer(world.github, { ALLOWED_HOSTS: sink.host });
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await world.github[Symbol.asyncDispose]();
    await sink[Symbol.asyncDispose]();
  });

  const only = async (name: string) =>
    (
      await until(
        () => server.runs(`action=${name}`),
        (runs) => runs.length === 1 && runs[0]?.endedAt !== undefined,
      )
    )[0];

  test('a workflow starts when a service turns unhealthy, and only then', async () => {
    await server.automate(
      automation('service_unhealthy', { type: 'ENTITY_UPDATED', blueprintIdentifier: 'service' }, dispatch(), [
        '.diff.before.properties.status == "Healthy"',
        '.diff.after.properties.status == "Unhealthy"',
      ]),
    );
    for (const status of ['Unhealthy', 'Healthy', 'Healthy', 'Unhealthy', 'Unhealthy']) {
      await server.upsert('service', { identifier: 'cart', properties: { status, at: Math.random() } });
    }
    const [run, ...more] = await server.runs('action=service_unhealthy');
    expect(more).toEqual([]);
    await server.runIn(run?.id ?? '', 'accepted');
    expect(world.github.runs.map(({ inputs }) => inputs)).toEqual([{ entity: 'cart', action: 'UPDATE', run: run?.id }]);
    for (const started of world.github.runs) world.github.advance(started, 'completed', 'failure');
    expect(await server.runIn(run?.id ?? '')).toMatchObject({
      status: 'FAILURE',
      summary: expect.stringContaining('failure'),
    });
  });

  test('an environment whose time is over is reported to a webhook, which reports back', async () => {
    await server.automate(
      automation(
        'ttl_environment',
        { type: 'TIMER_PROPERTY_EXPIRED', blueprintIdentifier: 'environment', propertyIdentifier: 'ttl' },
        {
          type: 'WEBHOOK',
          url: sink.at('/terminate', { status: 202 }),
          body: { entityId: '{{ .event.context.entityIdentifier }}', runId: '{{ .run.id }}' },
        },
      ),
    );
    const ttl = new Date(Date.now() - 1_000).toISOString();
    await server.upsert('environment', { identifier: 'preview-7', properties: { ttl } });
    const [run] = await until(
      () => server.runs('action=ttl_environment'),
      ([one]) => one?.execution.phase === 'accepted',
    );
    expect(sink.requests('/terminate').map(({ json }) => json)).toEqual([{ entityId: 'preview-7', runId: run?.id }]);
    await server.call('PATCH', `/v1/actions/runs/${run?.id}`, { status: 'SUCCESS' });
    expect(await server.event(run?.execution.event ?? '')).toMatchObject({
      action: 'TIMER_EXPIRED',
      trigger: { by: { byPort: true }, origin: 'API', at: ttl },
      context: { propertyIdentifier: 'ttl' },
      diff: { before: null, after: { identifier: 'preview-7' } },
    });
  });

  test('a self-service action that only Port has is refused with a sentence, and the run says so', async () => {
    await server.automate(
      automation(
        'notify_failure',
        { type: 'ENTITY_UPDATED', blueprintIdentifier: 'scored' },
        {
          type: 'WEBHOOK',
          url: 'https://api.getport.io/v1/actions/slack_notify/runs?run_as=somebody@example.com',
          synchronized: true,
          method: 'POST',
          body: { properties: { message: 'Service {{ .event.diff.before.title }} has degraded to `Not passed`.' } },
        },
        ['.diff.before.properties.passed == "Passed"', '.diff.after.properties.passed == "Not passed"'],
      ),
      automation(
        'approve_testing',
        { type: 'RUN_CREATED', actionIdentifier: 'deploy_service' },
        {
          type: 'WEBHOOK',
          url: 'https://api.getport.io/v1/actions/runs/{{.event.diff.after.id}}/approval',
          agent: false,
          synchronized: true,
          method: 'PATCH',
          headers: {},
          body: { status: 'APPROVE', description: 'Approved' },
        },
        ['.diff.after.properties.type == "Testing"'],
      ),
    );
    await server.upsert('scored', { identifier: 'a', title: 'Cart', properties: { passed: 'Passed' } });
    await server.upsert('scored', { identifier: 'a', properties: { passed: 'Not passed' } });
    const after = { id: 'r_outside', status: 'WAITING_FOR_APPROVAL', properties: { type: 'Testing' } };
    await server.emit(
      runEvent('deploy_service', { after }),
      runEvent('deploy_service', { after: { ...after, properties: { type: 'Production' } } }),
    );
    const notify = await only('notify_failure');
    expect(notify).toMatchObject({
      status: 'FAILURE',
      payload: { body: { properties: { message: 'Service Cart has degraded to `Not passed`.' } } },
      response: { ok: false, error: 'forbidden' },
    });
    expect(notify?.summary).toContain("A run's own token gives access only to entities");
    const approve = await only('approve_testing');
    expect(approve?.payload?.url).toBe('https://api.getport.io/v1/actions/runs/r_outside/approval');
    expect(approve?.summary).toContain('There is no PATCH /v1/actions/runs/r_outside/approval');
  });

  test('a failed run of an action is reported with what it was about', async () => {
    await server.automate(
      automation(
        'notify_deployment',
        { type: 'RUN_UPDATED', actionIdentifier: 'deploy_an_image' },
        {
          type: 'WEBHOOK',
          url: sink.at('/slack'),
          body: {
            text: 'Deployment of "{{ .event.diff.after.entity.identifier }}" (image: {{ .event.diff.after.properties.image }}) has failed.\nRun: {{ .event.diff.after.id }}',
          },
        },
        ['.diff.before.status == "IN_PROGRESS"', '.diff.after.status == "FAILURE"'],
      ),
    );
    const before = { id: 'r_x', status: 'IN_PROGRESS', entity: { identifier: 'cart' }, properties: { image: 'v1' } };
    for (const status of ['IN_PROGRESS', 'SUCCESS', 'FAILURE']) {
      await server.emit(runEvent('deploy_an_image', { before, after: { ...before, status } }));
    }
    await until(
      () => sink.requests('/slack'),
      (sent) => sent.length > 0,
    );
    expect(sink.requests('/slack').map(({ json }) => json)).toEqual([
      { text: 'Deployment of "cart" (image: v1) has failed.\nRun: r_x' },
    ]);
    const [run] = await server.runs('action=notify_deployment');
    expect(run).toMatchObject({ entity: { identifier: 'cart' } });
  });

  test('a person joins another team, and what else is known of them stays', async () => {
    await server.automate(
      automation(
        'add_to_team',
        { type: 'ANY_ENTITY_CHANGE', blueprintIdentifier: 'onboarding' },
        {
          type: 'UPSERT_ENTITY',
          blueprintIdentifier: '_user',
          mapping: {
            identifier: '{{ .event.context.entityIdentifier }}',
            relations: { teams: '{{ .event.diff.after.properties.team + ["new_hires"] }}' },
          },
        },
        ['.diff.after.properties.status == "Started"'],
      ),
    );
    const id = 'ada@example.com';
    await server.upsert('_user', { identifier: id, title: 'Ada', properties: { level: 3 }, relations: { teams: [] } });
    await server.upsert('onboarding', { identifier: id, properties: { status: 'Planned', team: ['core'] } });
    await server.upsert('onboarding', { identifier: id, properties: { status: 'Started' } });
    const run = await only('add_to_team');
    expect(run).toMatchObject({ status: 'SUCCESS' });
    expect(await server.entity('_user', id)).toMatchObject({
      title: 'Ada',
      properties: { level: 3 },
      relations: { teams: ['core', 'new_hires'] },
      updatedBy: `run:${run?.id}`,
    });
  });

  test("a call to Port's API deletes the entity, and the change is linked to the run", async () => {
    await server.automate(
      automation(
        'delete_environment',
        { type: 'ANY_ENTITY_CHANGE', blueprintIdentifier: 'devenv' },
        {
          type: 'WEBHOOK',
          url: 'https://api.getport.io/v1/blueprints/devenv/entities/{{ .event.context.entityIdentifier}}',
          synchronized: true,
          method: 'DELETE',
          headers: { 'Content-type': 'application/json', RUN_ID: '{{ .run.id }}' },
        },
        ['.diff.after.relations.namespace == null', '.diff.before.relations.namespace != null'],
      ),
    );
    await server.upsert('devenv', { identifier: 'mine', relations: { namespace: 'ns-1' } });
    await server.upsert('devenv', { identifier: 'other', relations: { namespace: 'ns-2' } });
    await server.upsert('devenv', { identifier: 'mine', relations: { namespace: null } });
    const run = await only('delete_environment');
    expect(run).toMatchObject({ status: 'SUCCESS', response: { ok: true } });
    expect(await server.entity('devenv', 'mine')).toBeNull();
    expect(await server.entity('devenv', 'other')).not.toBeNull();
    const deletion = (await server.events()).find(
      ({ action, context }) => action === 'DELETE' && context.blueprintIdentifier === 'devenv',
    );
    expect(deletion).toMatchObject({
      trigger: { by: { userId: `run:${run?.id}` }, origin: 'AUTOMATION' },
      execution: { depth: 1, chain: [run?.id] },
    });
  });

  test('a change is linked to a run by run_id, while that run is in progress', async () => {
    await server.automate(
      automation(
        'tied',
        { type: 'ENTITY_CREATED', blueprintIdentifier: 'request' },
        { type: 'WEBHOOK', url: sink.at('/tied', { status: 202 }) },
      ),
    );
    await server.upsert('request', { identifier: 'r1' });
    const [run] = await until(
      () => server.runs('action=tied'),
      ([one]) => one?.execution.phase === 'accepted',
    );
    const write = () =>
      server.send('POST', `/v1/blueprints/product/entities?upsert=true&run_id=${run?.id}`, '{"identifier":"p"}');
    expect((await write()).status).toBe(201);
    const event = (await server.events()).find(({ context }) => context.blueprintIdentifier === 'product');
    expect(event?.execution).toMatchObject({ depth: 1, chain: [run?.id] });
    await server.call('PATCH', `/v1/actions/runs/${run?.id}`, { status: 'SUCCESS' });
    const late = await write();
    expect([late.status, late.body.message]).toEqual([
      409,
      `Run ${run?.id} has ended; a change can no longer be linked to it`,
    ]);
  });
});
