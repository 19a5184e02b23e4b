import { describe, expect, test, vi } from 'vitest';
import type { Event } from '../../../src/core/event/event.ts';
import type { JsonObject } from '../../../src/core/json.ts';
import { retrySchedule } from '../../../src/core/run/retry.ts';
import { githubWorld } from '../../backends/github-world.ts';
import { automation, created, webhook } from '../../e2e/harness/shapes.ts';
import { startSink } from '../../e2e/harness/sink.ts';
import { startLateApp, startTestApp } from '../app-world.ts';
import { someone } from '../author.ts';

const runRoute = 'GET /repos/{owner}/{repo}/actions/runs/{run_id}';

/** Lets an automation fire once; gives the run's id. */
async function fire(app: Awaited<ReturnType<typeof startLateApp>>['app'], method: JsonObject): Promise<string> {
  await app.actions.create(automation('fired', { type: 'ENTITY_CREATED', blueprintIdentifier: 'b' }, method), someone);
  const trigger = { by: {}, origin: 'API', at: '2026-01-01T00:00:00.000Z' };
  const event = { id: 'one', trigger, ...created('b', 'one') } as unknown as Event;
  const [taken] = await app.ingest([{ event, source: 'http', depth: 0, chain: [] }]);
  return taken?.runs[0]?.id ?? '';
}

describe('app/start/start', () => {
  test('an idle service looks for due work of all kinds in one statement', async () => {
    await using opened = await startTestApp();
    const find = vi.spyOn(opened.world.store, 'findDue');
    const questions = () => find.mock.calls.map(([kinds]) => [...kinds].sort());
    await expect.poll(questions).toContainEqual(['bulkJobs', 'follow', 'invoke', 'pauses', 'timers']);
  });

  test('gives up on a receiver that never recovers at the end of the schedule, with one idempotency key', async () => {
    await using sink = await startSink();
    await using world = await startLateApp({ allowed: [sink.host] });
    const id = await fire(world.app, webhook(sink.at('/down', { status: 503, body: 'down' })));
    const attempts = retrySchedule.length + 1;
    await expect.poll(async () => (await world.app.runs.get(id)).status).toBe('FAILURE');
    const run = await world.app.runs.get(id);
    expect(run.summary).toBe(`Gave up after ${attempts} attempts: HTTP 503: down`);
    expect(run.execution).toMatchObject({ phase: 'ended', attempts });
    expect(sink.requests('/down').map(({ key }) => key)).toEqual(Array(attempts).fill(id));
  });

  test('ends a run by polling when all webhooks of its workflow are lost', async () => {
    await using github = await githubWorld();
    await using world = await startLateApp({ github: github.client });
    const id = await fire(world.app, {
      type: 'GITHUB',
      org: 'acme',
      repo: 'catalog',
      workflow: 'deploy.yml',
      workflowInputs: { service: '{{ .event.context.entityIdentifier }}' },
    });
    await expect.poll(async () => (await world.app.runs.get(id)).externalRunId).toBeDefined();
    const [started] = github.github.runs;
    expect(started?.inputs).toEqual({ service: 'one' });
    if (started !== undefined) github.github.advance(started, 'completed', 'cancelled');
    await expect.poll(async () => (await world.app.runs.get(id)).status).toBe('FAILURE');
    expect((await world.app.runs.get(id)).summary).toContain('cancelled');
    expect(github.github.runs).toHaveLength(1);
  });

  test('logs a failed poll once per reason', async () => {
    await using github = await githubWorld();
    await using world = await startLateApp({ github: github.client });
    const refused = {
      carriedOut: false,
      answer: { status: 403, body: { message: 'Resource not accessible' } },
    } as const;
    for (let look = 1; look <= 3; look += 1) github.github.failNext(runRoute, refused);
    const workflowInputs = { service: '{{ .event.context.entityIdentifier }}' };
    const id = await fire(world.app, {
      type: 'GITHUB',
      org: 'acme',
      repo: 'catalog',
      workflow: 'deploy.yml',
      workflowInputs,
    });
    await expect.poll(() => github.github.requestsTo(runRoute).length).toBeGreaterThan(3);
    const logs = await world.app.runs.logs(id, 50, 0);
    expect(logs.filter(({ level }) => level === 'warning').map(({ message }) => message)).toEqual([
      'GitHub did not show the workflow run: Resource not accessible',
    ]);
    const [started] = github.github.runs;
    if (started !== undefined) github.github.advance(started, 'completed', 'success');
    await expect.poll(async () => (await world.app.runs.get(id)).status).toBe('SUCCESS');
  });
});
