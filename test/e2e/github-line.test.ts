import { describe, expect, test } from 'vitest';
import { dispatchRoute } from '../fakes/github/index.ts';
import type { Delivery } from '../fakes/github/webhooks.ts';
import { freePort } from '../fakes/ports.ts';
import { dispatch, startAppProcess, startAppServer, startGitHub } from './harness/github.ts';
import type { Server } from './harness/server.ts';
import { automation } from './harness/shapes.ts';
import { startSink } from './harness/sink.ts';
import { until } from './harness/until.ts';

const slackPath = '/services/T0/B0/x';

/** The automations of the line: a pull request starts a workflow, whose end is reported on Slack. */
function line(slackUrl: string) {
  return [
    automation(
      'review',
      { type: 'ENTITY_CREATED', blueprintIdentifier: 'githubPullRequest' },
      dispatch({ workflowInputs: { entity: '{{ .event.context.entityIdentifier }}', run: '{{ .run.id }}' } }),
      ['.diff.after.properties.status == "open"'],
    ),
    automation(
      'tell',
      { type: 'RUN_UPDATED', actionIdentifier: 'review' },
      {
        type: 'SLACK',
        url: slackUrl,
        synchronized: true,
        body: { text: 'The review of {{ .event.diff.after.entity.identifier }} ended: {{ .event.diff.after.status }}' },
      },
      ['.diff.before.status == "IN_PROGRESS"', '.diff.after.status == "SUCCESS"'],
    ),
  ];
}

/** A GitHub, a Slack and a server with the line. */
async function startLine<S extends Server>(startOne: (...given: Parameters<typeof startAppServer>) => Promise<S>) {
  const world = await startGitHub();
  const sink = await startSink();
  const slackUrl = sink.at(slackPath, { body: 'ok' });
  // The same port after a restart: GitHub knows one address.
  const server = await startOne(world.github, { ALLOWED_HOSTS: sink.host, PORT: String(await freePort()) });
  await server.automate(...line(slackUrl));
  return {
    ...world,
    sink,
    server,
    /** What GitHub recorded of a webhook, its newest first. */
    last: (event: string, action?: string): Delivery => {
      const found = world.github.webhooks
        .deliveries()
        .filter((delivery) => delivery.event === event && (action === undefined || delivery.action === action))
        .at(-1);
      if (found === undefined) throw new Error(`there is no webhook ${event} ${action ?? ''}`);
      return found;
    },
    started: async () => {
      const [run] = await until(
        () => world.github.runs,
        (runs) => runs.length === 1,
      );
      if (run === undefined) throw new Error('no workflow was started');
      return run;
    },
    /** Everything of the line happened, and each thing once. */
    ended: async (): Promise<void> => {
      await until(
        () => sink.requests(slackPath),
        (requests) => requests.length > 0,
      );
      const [notified] = await server.runs('action=tell');
      expect(await server.runIn(notified?.id ?? '')).toMatchObject({ status: 'SUCCESS', execution: { depth: 1 } });
      const reviews = await server.runs('action=review');
      expect(reviews).toMatchObject([
        { status: 'SUCCESS', link: [expect.stringContaining('/acme/platform/actions/runs/')] },
      ]);
      expect(notified?.execution.chain).toEqual([reviews[0]?.id]);
      expect(world.github.requestsTo(dispatchRoute)).toHaveLength(1);
      expect(sink.requests(slackPath).map(({ json }) => json)).toEqual([
        { text: 'The review of acme.platform:900007 ended: SUCCESS' },
      ]);
    },
    async [Symbol.asyncDispose](): Promise<void> {
      await server[Symbol.asyncDispose]();
      await sink[Symbol.asyncDispose]();
      await world.github[Symbol.asyncDispose]();
    },
  };
}

describe('e2e/github-line', () => {
  test('a pull request starts a workflow, its end ends the run, and Slack is notified', async () => {
    await using line = await startLine(startAppServer);
    line.github.webhooks.pullRequest(line.repository, 'opened', 7, 'abc');
    const run = await line.started();
    line.github.advance(run, 'in_progress');
    line.github.advance(run, 'completed', 'success');
    await line.ended();
  });

  test('with every webhook twice and in the wrong order', async () => {
    await using line = await startLine(startAppServer);
    const { webhooks } = line.github;
    webhooks.hold();
    webhooks.pullRequest(line.repository, 'opened', 7, 'abc');
    const opened = line.last('pull_request');
    expect([await webhooks.send(opened), await webhooks.send(opened)]).toEqual([202, 202]);
    const run = await line.started();
    line.github.advance(run, 'in_progress');
    line.github.advance(run, 'completed', 'success');
    for (const action of ['completed', 'in_progress', 'requested', 'completed', 'requested']) {
      expect(await webhooks.send(line.last('workflow_run', action))).toBe(202);
    }
    webhooks.flow();
    await line.ended();
    // The completed workflow run stays completed in the catalog, whatever came after it.
    // The run ends by the report alone, so wait until every delivery has reached the catalog too.
    await until(
      async () => (await line.server.send('GET', '/metrics')).text,
      (text) => /^catalog_automations_deliveries_open 0$/m.test(text),
    );
    const { entities } = (await line.server.send('GET', '/v1/blueprints/githubWorkflowRun/entities')).body;
    expect(entities).toMatchObject([{ properties: { status: 'completed', conclusion: 'success' } }]);
  });

  test('with the first webhook lost while the service was down, which is requested again', async () => {
    await using line = await startLine(startAppServer);
    await line.server.stop();
    line.github.webhooks.pullRequest(line.repository, 'opened', 7, 'abc');
    await line.github.webhooks.settled();
    expect(line.last('pull_request').statusCode).toBe(0);
    await line.server.start();
    const run = await line.started();
    expect(line.last('pull_request')).toMatchObject({ redelivery: true, statusCode: 202 });
    line.github.advance(run, 'completed', 'success');
    await line.ended();
  });

  test('with the last webhook lost while the service was down, and the process killed', async () => {
    await using line = await startLine(startAppProcess);
    line.github.webhooks.pullRequest(line.repository, 'opened', 7, 'abc');
    const run = await line.started();
    const [review] = await line.server.runs('action=review');
    await line.server.runIn(review?.id ?? '', 'accepted');
    await line.server.kill();
    line.github.advance(run, 'completed', 'success');
    await line.github.webhooks.settled();
    expect(line.last('workflow_run', 'completed').statusCode).toBe(0);
    await line.server.start();
    await line.ended();
  });

  test('a workflow that is run again after it failed leaves the run as it ended, and the catalog shows the new attempt', async () => {
    await using line = await startLine(startAppServer);
    line.github.webhooks.pullRequest(line.repository, 'opened', 7, 'abc');
    const run = await line.started();
    line.github.advance(run, 'completed', 'failure');
    const [review] = await line.server.runs('action=review');
    await line.server.runIn(review?.id ?? '');
    line.github.rerun(run);
    line.github.advance(run, 'in_progress');
    line.github.advance(run, 'completed', 'success');
    const shown = async () =>
      ((await line.server.send('GET', '/v1/blueprints/githubWorkflowRun/entities')).body.entities as object[]) ?? [];
    await until(shown, ([entity]) => JSON.stringify(entity ?? {}).includes('"conclusion":"success"'));
    expect(await shown()).toMatchObject([{ properties: { runAttempt: 2, status: 'completed' } }]);
    expect(await line.server.run(review?.id ?? '')).toMatchObject({ status: 'FAILURE' });
    expect(line.sink.requests(slackPath)).toEqual([]);
  });
});
