import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/core/json.ts';
import { type Server, startServer } from '../harness/server.ts';
import { automation, created } from '../harness/shapes.ts';
import { logIn } from './caller.ts';

const installationId = 'github-acme';
const agentHeaders = { 'x-port-reserved-usage': 'true' };

/** The requests of ocean, Port's framework of integrations: entities in bulk, and the executor of actions. */
describe('e2e/clients/ocean', () => {
  let server: Server;
  beforeAll(async () => {
    server = await startServer();
    const method = {
      type: 'INTEGRATION_ACTION',
      installationId,
      integrationActionType: 'dispatch_workflow',
      integrationActionExecutionProperties: {
        org: 'acme',
        repo: 'platform',
        workflow: 'deploy.yml',
        workflowInputs: { service: '{{ .event.context.entityIdentifier }}', ref: 'main' },
        reportWorkflowStatus: true,
      },
    };
    await server.automate(automation('deploy', { type: 'ENTITY_CREATED', blueprintIdentifier: 'ticket' }, method));
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const client = () => logIn(server, 'port-ocean/github-ocean/5.0.1/github-acme');
  const offer = async (id: string): Promise<string> => {
    const [event] = await server.emit(created('ticket', id));
    const run = event?.runs[0]?.id ?? '';
    await server.runIn(run, 'waiting');
    return run;
  };

  test('the token is a JWT that says it is a machine', async () => {
    const { login } = await client();
    const { accessToken, expiresIn, tokenType } = login.body;
    expect([typeof expiresIn, tokenType]).toEqual(['number', 'Bearer']);
    const claims = JSON.parse(Buffer.from(String(accessToken).split('.')[1] ?? '', 'base64url').toString());
    expect(claims).toMatchObject({ isMachine: true });
  });

  test('entities come one by one and in bulk; errors in a bulk are reported by index', async () => {
    const { send } = await client();
    const query =
      'upsert=true&validation_only=false&merge=true&create_missing_related_entities=true&ocean_info_event_type=resync&ocean_info_resync_id=1';
    const entity = (identifier: string) => ({ identifier, title: identifier, properties: { a: 1 }, relations: {} });
    const one = await send({ method: 'POST', path: `/v1/blueprints/repo/entities?${query}`, body: entity('one') });
    expect(one).toMatchObject({ status: 201, body: { ok: true, entity: { identifier: 'one', blueprint: 'repo' } } });
    const path = `/v1/blueprints/repo/entities/bulk?${query}`;
    const good = await send({ method: 'POST', path, body: { entities: [entity('one'), entity('two')] } });
    expect(good).toMatchObject({
      status: 200,
      body: {
        entities: [
          { created: false, identifier: 'one', index: 0 },
          { created: true, identifier: 'two', index: 1 },
        ],
        errors: [],
      },
    });
    const mixed = await send({ method: 'POST', path, body: { entities: [entity('three'), entity('no name')] } });
    expect(mixed).toMatchObject({
      status: 207,
      body: { entities: [{ index: 0 }], errors: [{ identifier: 'no name', index: 1, statusCode: 422 }] },
    });
  });

  test('an action is claimed, acknowledged once, and reported to its end', async () => {
    const { send } = await client();
    const id = await offer('one');
    expect((await server.logs(id))[0]).toContain(`Waiting for the integration ${installationId}`);
    const claim = (installation = installationId) =>
      send({
        method: 'POST',
        path: '/v1/actions/runs/claim-pending',
        body: { installationId: installation, limit: 10, visibilityTimeoutMs: 60_000 },
        headers: agentHeaders,
      });
    expect((await claim('github-other')).body).toMatchObject({ ok: true, runs: [] });
    const claimed = await claim();
    expect(claimed.body.runs).toMatchObject([
      {
        id,
        status: 'IN_PROGRESS',
        payload: {
          type: 'INTEGRATION_ACTION',
          installationId,
          integrationActionType: 'dispatch_workflow',
          integrationActionExecutionProperties: { repo: 'platform', workflowInputs: { service: 'one', ref: 'main' } },
        },
      },
    ]);
    const ack = () =>
      send({ method: 'PATCH', path: '/v1/actions/runs/ack', body: { runId: id }, headers: agentHeaders });
    expect(await ack()).toMatchObject({ status: 200, body: { ok: true } });
    expect((await ack()).status).toBe(409);

    const patch = (body: JsonObject) => send({ method: 'PATCH', path: `/v1/actions/runs/${id}`, body });
    const externalRunId = 'gh_17_42_9001';
    expect((await patch({ link: 'https://github.com/acme/platform/actions/runs/9001', externalRunId })).status).toBe(
      200,
    );
    // The completion finds the run by the name that it was given.
    const found = await send({ method: 'GET', path: `/v1/actions/runs?version=v2&external_run_id=${externalRunId}` });
    expect(found.body.runs).toMatchObject([{ id, status: 'IN_PROGRESS' }]);
    const message = 'Workflow completed: success';
    const log = await send({
      method: 'POST',
      path: `/v1/actions/runs/${id}/logs`,
      body: { message, statusLabel: 'Done' },
    });
    expect(log.status).toBe(201);
    expect((await patch({ status: 'SUCCESS', statusLabel: 'Done' })).status).toBe(200);
    expect(await server.run(id)).toMatchObject({ status: 'SUCCESS', statusLabel: 'Done', externalRunId });
    // GitHub delivers a completion twice: the second is refused, and says why.
    expect(await patch({ status: 'FAILURE' })).toMatchObject({ status: 422, body: { ok: false } });
  });

  test('an integration brings its default actions once', async () => {
    const { send } = await client();
    const body = automation(
      'from-ocean',
      { type: 'ENTITY_DELETED', blueprintIdentifier: 'repo' },
      {
        type: 'WEBHOOK',
        url: 'https://example.com',
      },
    );
    expect((await send({ method: 'POST', path: '/v1/actions', body })).status).toBe(201);
    expect(await send({ method: 'POST', path: '/v1/actions', body })).toMatchObject({
      status: 409,
      body: { ok: false },
    });
  });
});
