import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Server, startServer } from './harness/server.ts';
import { automation, created, webhook } from './harness/shapes.ts';

/** Two services: one of them plays the Port beside which the other one runs. */
describe('e2e/port', () => {
  let port: Server;
  let server: Server;
  beforeAll(async () => {
    port = await startServer();
    const { id, secret } = port.credentials();
    server = await startServer({ PORT_API_URL: port.url, PORT_CLIENT_ID: id, PORT_CLIENT_SECRET: secret });
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await port[Symbol.asyncDispose]();
  });

  const runOf = async (identifier: string) => {
    const [event] = await server.emit(created('order', identifier));
    return server.runIn(event?.runs[0]?.id ?? '');
  };

  test("UPSERT_ENTITY merges into Port's entity, and leaves our own catalog alone", async () => {
    await port.upsert('service', { identifier: 'cart', properties: { tier: 'gold' } });
    const mapping = { identifier: 'cart', properties: { last: '{{ .event.context.entityIdentifier }}' } };
    const method = { type: 'UPSERT_ENTITY', blueprintIdentifier: 'service', mapping };
    await server.automate(automation('writes', { type: 'ENTITY_CREATED', blueprintIdentifier: 'order' }, method));
    expect(await runOf('one')).toMatchObject({ status: 'SUCCESS', response: { entity: { identifier: 'cart' } } });
    expect(await port.entity('service', 'cart')).toMatchObject({ properties: { tier: 'gold', last: 'one' } });
    expect(await server.entity('service', 'cart')).toBeNull();
    await server.call('DELETE', '/v1/actions/writes');
  });

  test("a refusal by Port ends the run with Port's message", async () => {
    const mapping = { identifier: '{{ "not a name!" }}', properties: {} };
    const method = { type: 'UPSERT_ENTITY', blueprintIdentifier: 'service', mapping };
    await server.automate(automation('refused', { type: 'ENTITY_CREATED', blueprintIdentifier: 'order' }, method));
    const run = await runOf('two');
    expect(run).toMatchObject({
      status: 'FAILURE',
      summary: expect.stringMatching(/^Port answered 422: .*identifier/),
    });
    await server.call('DELETE', '/v1/actions/refused');
  });

  test("a webhook to Port's hosts carries a token that is shown nowhere", async () => {
    const url = 'https://api.getport.io/v1/blueprints/note/entities?upsert=true';
    const method = webhook(url, { identifier: 'n', properties: { of: '{{ .event.context.entityIdentifier }}' } });
    await server.automate(automation('calls', { type: 'ENTITY_CREATED', blueprintIdentifier: 'order' }, method));
    const run = await runOf('three');
    expect(run).toMatchObject({ status: 'SUCCESS', payload: { url } });
    expect(await port.entity('note', 'n')).toMatchObject({ properties: { of: 'three' } });
    expect(await server.entity('note', 'n')).toBeNull();
    const shown = JSON.stringify([run, await server.logs(run.id), server.output()]);
    expect(shown).not.toContain(port.credentials().secret);
    expect(shown).not.toMatch(/eyJ[\w-]+\./);
  });
});
