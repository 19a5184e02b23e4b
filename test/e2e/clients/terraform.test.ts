import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/core/json.ts';
import { type Server, startServer } from '../harness/server.ts';
import { logIn } from './caller.ts';

/** What the server itself writes into an answer; the provider computes no drift from it. */
const computed = ['createdAt', 'createdBy', 'updatedAt', 'updatedBy'];

const trigger = (event: JsonObject, condition?: JsonObject): JsonObject => ({
  type: 'automation',
  event,
  ...(condition && { condition }),
});
const created = { type: 'ENTITY_CREATED', blueprintIdentifier: 'service' };

/** Bodies as the provider makes them: publish is always sent, a condition only when it has expressions. */
const resources: Record<string, JsonObject> = {
  webhook: {
    identifier: 'tf-webhook',
    title: 'Webhook',
    icon: 'Terraform',
    description: 'made by Terraform',
    trigger: trigger(
      { type: 'ANY_ENTITY_CHANGE', blueprintIdentifier: 'service' },
      {
        expressions: ['.diff.after.properties.ready == true'],
        combinator: 'and',
        type: 'JQ',
      },
    ),
    invocationMethod: {
      type: 'WEBHOOK',
      url: 'https://example.com/hook',
      agent: false,
      synchronized: true,
      method: 'PUT',
      headers: { RUN_ID: '{{ .run.id }}' },
      body: { id: '{{ .run.id }}' },
    },
    requiredApproval: false,
    publish: true,
  },
  'smallest webhook': {
    identifier: 'tf-small',
    trigger: trigger(created),
    invocationMethod: { type: 'WEBHOOK', url: 'https://example.com' },
    publish: false,
  },
  'github workflow': {
    identifier: 'tf-github',
    trigger: trigger({ type: 'TIMER_PROPERTY_EXPIRED', blueprintIdentifier: 'env', propertyIdentifier: 'ttl' }),
    invocationMethod: {
      type: 'GITHUB',
      org: 'acme',
      repo: 'platform',
      workflow: 'react.yml',
      workflowInputs: { entity: '{{ .event.context.entityIdentifier }}' },
      reportWorkflowStatus: true,
    },
    publish: true,
  },
  'kafka with a payload': {
    identifier: 'tf-kafka',
    trigger: trigger({ type: 'ANY_RUN_CHANGE', actionIdentifier: 'tf-webhook' }),
    invocationMethod: { type: 'KAFKA', payload: { run: '{{ .event.diff.after.id }}' } },
    publish: true,
  },
  'kafka without one': {
    identifier: 'tf-kafka-empty',
    trigger: trigger({ type: 'ENTITY_DELETED', blueprintIdentifier: 'service' }),
    invocationMethod: { type: 'KAFKA' },
    publish: true,
  },
  'gitlab pipeline': {
    identifier: 'tf-gitlab',
    trigger: trigger(created),
    invocationMethod: { type: 'GITLAB', projectName: 'shop', groupName: 'acme', pipelineVariables: { a: 'b' } },
    publish: true,
  },
  'azure pipeline': {
    identifier: 'tf-azure',
    trigger: trigger(created),
    invocationMethod: { type: 'AZURE_DEVOPS', webhook: 'catalog', org: 'acme', payload: { a: 'b' } },
    publish: true,
  },
  'integration action': {
    identifier: 'tf-integration',
    trigger: trigger(created),
    invocationMethod: {
      type: 'INTEGRATION_ACTION',
      installationId: 'github-acme',
      integrationActionType: 'dispatch_workflow',
      integrationActionExecutionProperties: { org: 'acme', repo: 'platform', workflow: 'deploy.yml' },
    },
    publish: true,
  },
  upsert: {
    identifier: 'tf-upsert',
    trigger: trigger({ type: 'RUN_UPDATED', actionIdentifier: 'tf-webhook' }),
    invocationMethod: {
      type: 'UPSERT_ENTITY',
      blueprintIdentifier: 'report',
      mapping: { identifier: '{{ .event.diff.after.id }}', properties: {}, relations: {} },
    },
    publish: true,
  },
};

/** The requests of the resource `port_action` of Port's Terraform provider. */
describe('e2e/clients/terraform', () => {
  let server: Server;
  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const client = () => logIn(server, 'terraform-provider-port-labs/2.19.0');
  const read = async (send: Awaited<ReturnType<typeof client>>['send'], id: string) =>
    send({ method: 'GET', path: `/v1/actions/${id}`, headers: { accept: 'application/json' } });

  test.each(Object.entries(resources))(
    '%s: create, read without drift, update with a new name, delete',
    async (_, body) => {
      const { send } = await client();
      const id = String(body.identifier);
      const made = await send({ method: 'POST', path: '/v1/actions', body });
      expect([made.status, made.type]).toEqual([201, expect.stringContaining('application/json')]);
      expect(made.body).toMatchObject({ ok: true, action: { identifier: id } });

      const shown = await read(send, id);
      expect(shown.body.ok).toBe(true);
      const action = shown.body.action as JsonObject;
      expect(Object.fromEntries(Object.entries(action).filter(([key]) => !computed.includes(key)))).toEqual(body);

      const renamed = { ...body, identifier: `${id}-2`, title: 'Renamed' };
      const updated = await send({ method: 'PUT', path: `/v1/actions/${id}`, body: renamed });
      expect(updated).toMatchObject({
        status: 200,
        body: { ok: true, action: { identifier: `${id}-2`, title: 'Renamed' } },
      });
      expect((await read(send, id)).status).toBe(404);

      const deleted = await send({ method: 'DELETE', path: `/v1/actions/${id}-2` });
      expect(deleted).toEqual({ status: 200, type: expect.stringContaining('application/json'), body: { ok: true } });
      expect(await read(send, `${id}-2`)).toMatchObject({ status: 404, body: { ok: false, error: 'not_found' } });
      expect(await send({ method: 'DELETE', path: `/v1/actions/${id}-2` })).toMatchObject({
        status: 404,
        body: { ok: false },
      });
    },
  );

  test('a name that is taken and a body that is wrong are reported in ok and message', async () => {
    const { send } = await client();
    const body = resources['smallest webhook'] ?? {};
    await send({ method: 'POST', path: '/v1/actions', body });
    expect(await send({ method: 'POST', path: '/v1/actions', body })).toMatchObject({
      status: 409,
      body: { ok: false, message: expect.stringContaining('tf-small') },
    });
    const wrong = { ...body, identifier: 'tf-wrong', trigger: trigger({ type: 'ENTITY_CREATED' }) };
    const refused = await send({ method: 'POST', path: '/v1/actions', body: wrong });
    expect(refused).toMatchObject({
      status: 422,
      body: { ok: false, message: expect.stringContaining('blueprintIdentifier') },
    });
  });
});
