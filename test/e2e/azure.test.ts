import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/core/json.ts';
import { type AzureRun, runRoute, startFakeAzure } from '../fakes/azure.ts';
import { misfortunes } from '../fakes/github/index.ts';
import { type Server, startServer } from './harness/server.ts';
import { automation, created } from './harness/shapes.ts';
import { until } from './harness/until.ts';

describe('e2e/azure', () => {
  let azure: Awaited<ReturnType<typeof startFakeAzure>>;
  let server: Server;
  beforeAll(async () => {
    azure = await startFakeAzure();
    azure.addWebhook('events');
    azure.addPipeline(12, ['service', 'run']);
    server = await startServer({
      AZURE_DEVOPS_URL: azure.url,
      AZURE_DEVOPS_TOKEN: azure.token,
      AZURE_DEVOPS_PIPELINES: 'acme/deploy=shop/12',
      EVENTS_SECRET: azure.secret,
    });
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await azure[Symbol.asyncDispose]();
  });

  const fire = async (name: string, more: JsonObject = {}): Promise<string> => {
    const payload = { service: '{{ .event.context.entityIdentifier }}', run: '{{ .run.id }}' };
    const method = { type: 'AZURE_DEVOPS', org: 'acme', webhook: 'deploy', payload, ...more };
    await server.automate(automation(name, { type: 'ENTITY_CREATED', blueprintIdentifier: name }, method));
    const [event] = await server.emit(created(name, 'one'));
    return event?.runs[0]?.id ?? '';
  };
  const runOf = async (id: string): Promise<AzureRun> => {
    const [found] = await until(
      () => azure.runs.filter(({ parameters }) => parameters.run === id),
      (started) => started.length > 0,
    );
    if (found === undefined) throw new Error('no pipeline was run');
    return found;
  };

  test('an incoming webhook takes the event, and the pipeline reports', async () => {
    const id = await fire('by_webhook', { webhook: 'events' });
    expect(await server.runIn(id, 'accepted')).toMatchObject({
      status: 'IN_PROGRESS',
      execution: { target: 'azure:acme/events', nextAttemptAt: null },
    });
    expect(azure.events).toEqual([{ service: 'one', run: id }]);
    await server.call('PATCH', `/v1/actions/runs/${id}`, { status: 'SUCCESS' });
    expect((await server.run(id)).status).toBe('SUCCESS');
  });

  test.each([
    ['succeeded', 'SUCCESS'],
    ['failed', 'FAILURE'],
  ] as const)('a pipeline that %s before it is looked at makes the run a %s', async (result, status) => {
    // Lost at first: what was found is looked at at once, and not half a minute later.
    azure.failNext(runRoute, misfortunes.badGatewayAfterwards);
    const id = await fire(`ends_${result}`);
    const started = await runOf(id);
    await server.runIn(id, 'retrying');
    azure.finish(started, result);
    const run = await server.runIn(id);
    expect(run).toMatchObject({
      status,
      link: [`${azure.url}/acme/shop/_build/results?buildId=${started.id}`],
      execution: { attempts: 2 },
    });
    expect(await server.logs(id)).toEqual(expect.arrayContaining([expect.stringContaining(`completed: ${result}`)]));
    expect(azure.runs.filter(({ parameters }) => parameters.run === id)).toHaveLength(1);
  });

  test('a run names what it started, and is looked at again', async () => {
    const id = await fire('named');
    const started = await runOf(id);
    const run = await server.runIn(id, 'accepted');
    expect(run).toMatchObject({ status: 'IN_PROGRESS', externalRunId: `az_acme/shop/12/${started.id}` });
    expect(run.execution.nextAttemptAt).not.toBeNull();
  });

  test('a refusal is final, and nothing internal is shown', async () => {
    const run = await server.runIn(await fire('refused', { payload: { color: 'red' } }));
    expect(run).toMatchObject({ status: 'FAILURE', execution: { attempts: 1 } });
    expect(run.summary).toContain("Unexpected parameter 'color'");
    const seen = JSON.stringify(await server.runs()) + server.output();
    for (const value of [azure.token, azure.secret]) expect(seen).not.toContain(value);
  });
});
