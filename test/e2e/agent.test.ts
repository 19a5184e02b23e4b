import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/core/json.ts';
import { formsOf, readFiles, readTables } from './harness/canary.ts';
import { portAgent } from './harness/port-agent.ts';
import { type Server, startServer } from './harness/server.ts';
import { automation, created, webhook } from './harness/shapes.ts';
import { type Sink, startSink } from './harness/sink.ts';

const canary = 'canary ü "quoted"';

describe('e2e/agent', () => {
  let sink: Sink;
  let server: Server;
  beforeAll(async () => {
    sink = await startSink();
    // The sink is not allowed for the service: only an agent reaches it.
    server = await startServer({ SECRET_TOKEN: canary, LOG_LEVEL: 'trace' });
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await sink[Symbol.asyncDispose]();
  });

  /** Lets an automation with an agent's webhook fire, and gives the runs' ids once they wait. */
  const offer = async (name: string, url: string, more: JsonObject = {}, events = 1): Promise<string[]> => {
    const method = webhook(url, { run: '{{ .run.id }}', token: '{{ .secrets.TOKEN }}' }, { agent: true, ...more });
    await server.automate(automation(name, { type: 'ENTITY_CREATED', blueprintIdentifier: name }, method));
    const taken = await server.emit(...Array.from({ length: events }, (_, index) => created(name, `entity-${index}`)));
    const ids = taken.map(({ runs }) => runs[0]?.id ?? '');
    for (const id of ids) await server.runIn(id, 'waiting');
    return ids;
  };

  test("the whole sequence of Port's agent: claimed, acknowledged, called, reported", async () => {
    const agent = portAgent(server);
    const url = sink.at('/sync', ({ json }) => ({ body: JSON.stringify({ heard: json, echo: canary }) }));
    const headers = { 'X-Token': '{{ .secrets.TOKEN | @base64 }}' };
    const [id = ''] = await offer('sync', url, { headers });

    expect(await server.run(id)).toMatchObject({
      status: 'IN_PROGRESS',
      pendingExecution: true,
      payload: { url, agent: true, body: { run: id, token: '[secret TOKEN]' } },
      execution: { phase: 'waiting', attempts: 1, nextAttemptAt: null, history: [{ outcome: 'offered' }] },
    });
    const [waiting] = await server.logs(id);
    expect(waiting).toMatch(/^Waiting for an agent to make the call\. Start Port's agent .* STREAMER_NAME=POLLING/);

    await agent.start('POLLING');
    const [run, ...others] = await agent.claim();
    expect(others).toEqual([]);
    expect(run).toMatchObject({
      id,
      payload: {
        type: 'WEBHOOK',
        url,
        agent: true,
        synchronized: true,
        method: 'POST',
        headers: { 'X-Token': Buffer.from(canary).toString('base64') },
        body: { run: id, token: canary },
      },
    });
    if (run === undefined) return;
    expect(await agent.ack(id)).toBe(1);
    expect(await server.run(id)).toMatchObject({ execution: { phase: 'accepted' } });
    await agent.process(run);
    expect(await agent.claimWorkflows()).toEqual([]);
    expect(await agent.claim()).toEqual([]);

    const [request] = sink.requests('/sync');
    expect(request?.json).toMatchObject({ run: id, token: canary, context: { runId: id } });
    expect(request?.headers['x-token']).toBe(Buffer.from(canary).toString('base64'));
    const ended = await server.run(id);
    expect(ended).toMatchObject({
      status: 'SUCCESS',
      response: { heard: { run: id, token: '[secret TOKEN]' }, echo: '[secret TOKEN]' },
      execution: { phase: 'ended' },
    });
    expect(ended).not.toHaveProperty('pendingExecution');
    expect((await server.logs(id)).slice(1)).toEqual([
      expect.stringMatching(/^Claimed by _PORT_EXEC_AGENT; unless it acknowledges by .*Z, another agent may claim it$/),
      'Acknowledged by _PORT_EXEC_AGENT; waiting for it to report',
      'An action message has been received',
      'Sending the request',
      'Action invocation has completed successfully with status code: 200',
    ]);
    expect(agent.calls.filter(({ status }) => status >= 300)).toEqual([]);
  });

  test('a call that fails ends the run with what the agent says; one that is not synchronized stays open', async () => {
    const agent = portAgent(server);
    const bad = sink.at('/bad', ({ json }) => ({ status: 500, body: JSON.stringify(json) }));
    const [failed = ''] = await offer('bad', bad);
    const [open = ''] = await offer('open', sink.at('/open'), {
      synchronized: '{{ false }}',
      method: 'put',
      body: '{{ null }}',
    });
    const runs = await agent.claim();
    expect(runs.map(({ id }) => id)).toEqual([failed, open]);
    expect(runs[1]?.payload).toMatchObject({ synchronized: false, method: 'PUT', body: {} });
    for (const run of runs) {
      await agent.ack(run.id);
      await agent.process(run);
    }
    const run = await server.run(failed);
    expect(run).toMatchObject({ status: 'FAILURE', response: { run: failed } });
    expect(run.summary).toMatch(/^Failed to invoke the webhook with status code: 500\. .*\[secret TOKEN\]/);
    expect(await server.run(open)).toMatchObject({ status: 'IN_PROGRESS', execution: { phase: 'accepted' } });
  });

  test('a run that is claimed and not acknowledged in time is given to others, and left to the first that does', async () => {
    const [first, second] = [portAgent(server), portAgent(server)];
    const [id = ''] = await offer('slow', sink.at('/slow'));
    expect(await first.claim({ visibilityTimeoutMs: 60_000 })).toMatchObject([
      { id, claimedUntil: expect.any(String) },
    ]);
    expect(await second.claim()).toEqual([]);
    const [quick = ''] = await offer('quick', sink.at('/slow'));
    expect(await first.claim({ visibilityTimeoutMs: 1 })).toMatchObject([{ id: quick }]);
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await second.claim()).toMatchObject([{ id: quick }]);
    expect([await second.ack(quick, id), await first.ack(quick, id)]).toEqual([2, 0]);
    expect(await first.claim()).toEqual([]);
  });

  test('no two concurrent agents get the same run', async () => {
    const ids = await offer('many', sink.at('/many'), {}, 40);
    const agents = Array.from({ length: 8 }, () => portAgent(server));
    const claimed = (await Promise.all(agents.map((agent) => agent.claim({ limit: 7 })))).flat().map(({ id }) => id);
    expect([...claimed].sort()).toEqual([...ids].sort());
    const counts = await Promise.all(agents.map((agent) => agent.ack(...ids)));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(ids.length);
  });

  test('an integration acknowledges one run, and learns when another one did', async () => {
    const agent = portAgent(server);
    const [id = ''] = await offer('single', sink.at('/single'));
    const ack = (runId: string) => server.send('PATCH', '/v1/actions/runs/ack', JSON.stringify({ runId }));
    const unclaimed = await ack(id);
    expect([unclaimed.status, unclaimed.body.message]).toEqual([409, `Run ${id} is not claimed; claim it first`]);
    await agent.claim();
    expect((await ack(id)).body).toEqual({ ok: true, ackedCount: 1 });
    const again = await ack(id);
    expect([again.status, again.body.message]).toEqual([409, `Run ${id} is already acknowledged`]);
    expect((await ack('r_unknown')).status).toBe(404);
  });

  test('runs are for the agent that they wait for, and only for its types', async () => {
    const [id = ''] = await offer('addressed', sink.at('/addressed'));
    expect(await portAgent(server, 'my-integration').claim()).toEqual([]);
    expect(await portAgent(server).claim({ invocationMethod: 'GITLAB' })).toEqual([]);
    expect(await portAgent(server).claim({ exclude: [id] })).toEqual([]);
    // Older agents give the organization's id.
    const [run] = await portAgent(server, 'org_local').claim({ exclude: ['action', 'id'] });
    expect(run).toMatchObject({ id });
    expect(run).not.toHaveProperty('action');
  });

  test("a run's own token claims nothing, and learns no login", async () => {
    const method = webhook('https://api.getport.io/v1/actions/runs/claim-pending', {
      installationId: '_PORT_EXEC_AGENT',
    });
    await server.automate(automation('thief', { type: 'ENTITY_CREATED', blueprintIdentifier: 'thief' }, method));
    const [event] = await server.emit(created('thief', 'one'));
    const run = await server.runIn(event?.runs[0]?.id ?? '');
    expect(run).toMatchObject({ status: 'FAILURE', response: { error: 'forbidden' } });
  });

  test('a run that is not for an agent is refused with the reason', async () => {
    const name = 'listed';
    const method = webhook('http://inside.example/', ['a list'], { agent: true });
    await server.automate(automation(name, { type: 'ENTITY_CREATED', blueprintIdentifier: name }, method));
    const [event] = await server.emit(created(name, 'one'));
    const run = await server.runIn(event?.runs[0]?.id ?? '');
    expect(run.summary).toBe("Port's agent sends only objects as a body; make the body an object");
  });

  test('without brokers an agent is asked to poll', async () => {
    for (const [method, path, body, status] of [
      ['GET', '/v1/kafka-credentials', undefined, 404],
      ['PATCH', '/v1/organization', '{"settings":{"portAgentStreamerName":"KAFKA"}}', 409],
    ] as const) {
      const answer = await server.send(method, path, body);
      expect(answer.status).toBe(status);
      expect(answer.body.message).toContain('STREAMER_NAME=POLLING');
    }
    expect(await server.call('GET', '/v1/organization')).toMatchObject({
      organization: { id: 'org_local', settings: { portAgentStreamerName: 'POLLING' } },
    });
  });

  test('nothing is left of the secret that agents were given', async () => {
    const places: Record<string, string> = { runs: (await server.send('GET', '/v1/actions/runs?limit=1000')).text };
    for (const { id } of await server.runs())
      places[id] = JSON.stringify([await server.run(id), await server.logs(id)]);
    await server.stop();
    Object.assign(places, await readTables(join(server.directory, 'data')), await readFiles(server.directory));
    places.log = server.output();
    const found = Object.entries(places).flatMap(([place, text]) =>
      formsOf(canary)
        .filter((form) => text.includes(form))
        .map((form) => `${place}: ${form}`),
    );
    expect(found).toEqual([]);
    expect(places.runs).toContain('[secret TOKEN]');
  });
});
