import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/core/json.ts';
import { type Server, startServer } from './harness/server.ts';
import { automation, created } from './harness/shapes.ts';
import { type Sink, startSink } from './harness/sink.ts';

describe('e2e/aliases', () => {
  let sink: Sink;
  let server: Server;
  beforeAll(async () => {
    sink = await startSink();
    server = await startServer({ ALLOWED_HOSTS: sink.host, SECRET_HOOK: `${sink.url}/services` });
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await sink[Symbol.asyncDispose]();
  });

  const fire = async (name: string, method: JsonObject): Promise<string> => {
    await server.automate(automation(name, { type: 'ENTITY_CREATED', blueprintIdentifier: name }, method));
    const [event] = await server.emit(created(name, 'one'));
    return event?.runs[0]?.id ?? '';
  };

  test.each([
    ['taken', 'ok', 'SUCCESS', undefined],
    ['refused', 'no_text', 'FAILURE', 'Slack: no_text. The body needs a `text` that is not empty, or `blocks`.'],
  ])('a Slack message that is %s ends its run so', async (name, body, status, summary) => {
    sink.at(`/services/${name}`, { body });
    const url = `{{ .secrets.HOOK + "/${name}" }}`;
    const id = await fire(name, { type: 'SLACK', url, body: { text: '{{ .event.context.entityIdentifier }}' } });
    const run = await server.runIn(id);
    expect([run.status, run.summary]).toEqual([status, summary]);
    expect(sink.requests(`/services/${name}`).map(({ json }) => json)).toEqual([{ text: 'one' }]);
    expect(JSON.stringify(run)).not.toContain('/services');
  });

  test('a Jenkins job is linked to and reports by itself', async () => {
    const location = 'https://jenkins.example.com/queue/item/5/';
    const url = sink.at('/job/deploy/build', { status: 201, headers: { location } });
    const id = await fire('jenkins', { type: 'JENKINS', url, body: {} });
    expect(await server.runIn(id, 'accepted')).toMatchObject({ status: 'IN_PROGRESS', link: [location] });
    await server.call('PATCH', `/v1/actions/runs/${id}`, { status: 'FAILURE', summary: 'The build broke' });
    expect(await server.run(id)).toMatchObject({ status: 'FAILURE', summary: 'The build broke' });
  });
});
