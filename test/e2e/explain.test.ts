import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/core/json.ts';
import { type Server, startServer } from './harness/server.ts';
import { automation, created, webhook } from './harness/shapes.ts';

const trigger = { type: 'ENTITY_CREATED', blueprintIdentifier: 'service' };

describe('e2e/explain', () => {
  let server: Server;
  beforeAll(async () => {
    server = await startServer({ SECRET_TOKEN: 'a-secret-of-this-test' });
    await server.automate(
      automation(
        'calls',
        trigger,
        webhook(
          'https://127.0.0.1:9/hook',
          { name: '{{ .event.diff.after.identifier }}', upper: '{{ .event.diff.after.title | nope }}' },
          { headers: { Authorization: 'Bearer {{ .secrets.TOKEN }}' } },
        ),
        ['.diff.after.properties.n > 3'],
      ),
      automation(
        'elsewhere',
        { type: 'ENTITY_DELETED', blueprintIdentifier: 'service' },
        webhook('https://example.com'),
      ),
    );
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const explain = async (body: JsonObject) =>
    (await server.call<{ automations: JsonObject[] }>('POST', '/v1/automations/explain', body)).automations;
  const runs = async () => (await server.call<{ runs: unknown[] }>('GET', '/v1/actions/runs')).runs;

  test('says why an event would match, with the request and its secrets as marks; nothing is called', async () => {
    const short = { type: 'ENTITY_CREATED', blueprint: 'service', after: { identifier: 'shop', properties: { n: 5 } } };
    for (const event of [short, created('service', 'shop', { n: 5 })]) {
      const [calls, elsewhere] = await explain({ event });
      expect(calls).toMatchObject({
        automation: 'calls',
        verdict: 'match',
        why: [{ expression: '.diff.after.properties.n > 3', value: true, decides: true }],
        request: {
          type: 'WEBHOOK',
          headers: { Authorization: 'Bearer [secret TOKEN]' },
          body: { name: 'shop', upper: null },
        },
        warnings: [{ path: expect.stringContaining('upper'), message: expect.stringContaining('nope') }],
      });
      expect(elsewhere).toEqual({
        automation: 'elsewhere',
        verdict: 'no-match',
        because: expect.stringMatching(/^It listens to ENTITY_DELETED of the blueprint service; this event is /),
        published: true,
        conditions: [],
        nearMisses: [],
      });
    }
    expect(await runs()).toEqual([]);
  });

  test('explains proposed definitions instead of the current ones', async () => {
    const event = created('service', 'shop', { n: 1 });
    const proposed = automation('proposed', trigger, webhook('https://example.com'), ['.diff.after.properties.n > 3']);
    expect(await explain({ event, definitions: [proposed] })).toMatchObject([
      {
        automation: 'proposed',
        verdict: 'no-match',
        why: [{ expression: '.diff.after.properties.n > 3', value: false, decides: true }],
        conditions: [{ step: { steps: [{ text: '.diff.after.properties.n', outcome: { type: 'value', value: 1 } }] } }],
      },
    ]);
  });

  test('says what is wrong with the event, or with a definition', async () => {
    const send = async (body: JsonObject) => {
      const { status, body: answer } = await server.send('POST', '/v1/automations/explain', JSON.stringify(body));
      return [status, answer.message];
    };
    expect(await send({ event: { type: 'ENTITY_CREATE' } })).toEqual([
      422,
      expect.stringContaining('did you mean `ENTITY_CREATED`?'),
    ]);
    const event = created('service', 'shop');
    expect(await send({ event, definitions: [{ identifier: 'x' }] })).toEqual([
      422,
      expect.stringContaining('/definitions/0'),
    ]);
  });

  test('explains what was received in the same words', async () => {
    await server.call('POST', '/v1/events', created('service', 'shop', { n: 2 }, { id: 'received' }));
    const { automations } = await server.call<{ automations: JsonObject[] }>('GET', '/v1/events/received/explain');
    expect(automations).toEqual(await explain({ event: created('service', 'shop', { n: 2 }, { id: 'received' }) }));
    expect(automations.map(({ verdict }) => verdict)).toEqual(['no-match', 'no-match']);
  });

  test('renders for the real user, time and run; a run that does not exist has a placeholder for its id', async () => {
    const body = { run: '{{ .run.id }}', user: '{{ .trigger.by.userId }}', org: '{{ .trigger.by.orgId }}' };
    const times = { at: '{{ .trigger.at }}', link: 'https://example.com/runs/{{ .run.id }}' };
    const method = webhook('https://127.0.0.1:9/hook', { ...body, ...times });
    await server.automate(automation('facts', { type: 'ENTITY_CREATED', blueprintIdentifier: 'tool' }, method));
    const by = { orgId: 'org_of_the_event', userId: 'user_ann' };
    const at = '2026-05-04T03:02:01.000Z';
    const event = { ...created('tool', 'lathe', {}, { id: 'with_facts' }), trigger: { by, origin: 'UI', at } };
    const bodyOf = (views: JsonObject[]) =>
      (views.find(({ automation }) => automation === 'facts') as { request?: { body: JsonObject } } | undefined)
        ?.request?.body;
    const known = { user: 'user_ann', org: 'org_of_the_event' };
    const link = 'https://example.com/runs/<run id>';
    expect(bodyOf(await explain({ event }))).toEqual({ ...known, run: '<run id>', link, at });

    await server.call('POST', '/v1/events', event);
    const { runs: found } = await server.call<{ runs: { id: string; createdAt: string }[] }>(
      'GET',
      '/v1/actions/runs?event_id=with_facts',
    );
    const [run] = found;
    const { automations } = await server.call<{ automations: JsonObject[] }>('GET', '/v1/events/with_facts/explain');
    const real = { run: run?.id, link: `https://example.com/runs/${run?.id}`, at: run?.createdAt };
    expect(bodyOf(automations)).toEqual({ ...known, ...real });
    const { explanation } = await server.call<{ explanation: JsonObject }>(
      'GET',
      `/v1/actions/runs/${run?.id}/explain`,
    );
    expect(explanation).toMatchObject({ automation: 'facts', verdict: 'match', request: { body: real } });
  });

  test('explains a run using the definition that ran, although it has changed since', async () => {
    const method = webhook('https://127.0.0.1:9/hook');
    const of = { type: 'ENTITY_CREATED', blueprintIdentifier: 'mill' };
    await server.automate(automation('changing', of, method, ['.diff.after.properties.n > 3']));
    await server.call('POST', '/v1/events', created('mill', 'one', { n: 4 }, { id: 'before_the_change' }));
    await server.call('PUT', '/v1/actions/changing', automation('changing', of, method, ['.id == "x"']));
    const { runs: found } = await server.call<{ runs: { id: string }[] }>(
      'GET',
      '/v1/actions/runs?event_id=before_the_change',
    );
    const { explanation } = await server.call<{ explanation: JsonObject }>(
      'GET',
      `/v1/actions/runs/${found[0]?.id}/explain`,
    );
    expect(explanation).toMatchObject({
      verdict: 'match',
      conditions: [
        {
          expression: '.diff.after.properties.n > 3',
          step: { steps: [{ text: '.diff.after.properties.n', outcome: { type: 'value', value: 4 } }] },
        },
      ],
    });
  });

  test('a number that lost digits is reported when the event is received, explained and validated', async () => {
    const id = 'event_of_many_digits';
    const body = JSON.stringify(created('service', 'shop', { n: 0 }, { id })).replace(
      '"n":0',
      '"n":1234567890123456789',
    );
    const { status, body: taken } = await server.send('POST', '/v1/events', body);
    const message = expect.stringContaining('is read as 1234567890123456800');
    expect([status, taken]).toMatchObject([
      202,
      { events: [{ id, warnings: [{ path: '/diff/after/properties/n', message }] }] },
    ]);
    const { automations } = await server.call<{ automations: JsonObject[] }>('GET', `/v1/events/${id}/explain`);
    expect(automations.find(({ automation }) => automation === 'calls')).toMatchObject({
      warnings: [{ path: 'event.diff.after.properties.n', message }, {}],
    });
    const definition = automation('exact', trigger, webhook('https://example.com'), [
      '.diff.after.properties.n == 1234567890123456789',
    ]);
    const answer = await server.call<{ issues: JsonObject[] }>('POST', '/v1/automations/validate', {
      files: [{ path: 'a.json', text: JSON.stringify(definition) }],
    });
    expect(answer.issues).toMatchObject([{ code: 'jq/lossy-number', severity: 'warning' }]);
    const plain = await server.call<{ events: JsonObject[] }>('POST', '/v1/events', created('service', 'plain'));
    expect(plain.events[0]).not.toHaveProperty('warnings');
  });
});
