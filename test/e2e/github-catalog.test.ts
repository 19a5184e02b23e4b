import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/core/json.ts';
import type { EventView } from './harness/client.ts';
import { dispatch, labelMapping, startAppServer, startGitHub } from './harness/github.ts';
import type { Server } from './harness/server.ts';
import { automation, created } from './harness/shapes.ts';
import { until } from './harness/until.ts';

const mappingFile = 'port-app-config.yml';

describe('e2e/github-catalog', () => {
  let world: Awaited<ReturnType<typeof startGitHub>>;
  let server: Server;
  beforeAll(async () => {
    world = await startGitHub();
    server = await startAppServer(world.github);
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await world.github[Symbol.asyncDispose]();
  });

  const get = async (path: string): Promise<JsonObject> => (await server.send('GET', path)).body;
  const eventsOf = async (blueprint: string): Promise<EventView[]> => {
    const events = (await get('/v1/events?limit=1000')).events as EventView[];
    return events.filter(({ context }) => context.blueprintIdentifier === blueprint).reverse();
  };
  const entity = async (blueprint: string, id: string): Promise<JsonObject | null> => {
    const { status, body } = await server.send('GET', `/v1/blueprints/${blueprint}/entities/${id}`);
    return status === 200 ? (body.entity as JsonObject) : null;
  };
  /** All webhooks so far are handled. */
  const handled = async (): Promise<void> => {
    await world.github.webhooks.settled();
    await until(
      async () => (await get('/v1/github/deliveries?limit=1000')).deliveries as JsonObject[],
      (deliveries) => deliveries.every(({ handledAt, waitsFor }) => handledAt !== null || waitsFor !== null),
    );
  };
  /** Every run has made its call, and the webhooks that came of it are handled. */
  const quiet = async (): Promise<void> => {
    await until(
      () => server.runs('active=true'),
      (runs) => runs.every(({ execution }) => execution.phase === 'accepted'),
    );
    await handled();
  };
  const issue = (action: string, number: number, second: number, more: JsonObject = {}): void => {
    const updated_at = new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();
    world.github.webhooks.emit('issues', world.repository, {
      action,
      issue: { id: 500 + number, number, state: 'open', title: `Issue ${number}`, labels: [], updated_at, ...more },
    });
  };

  test('what happens on GitHub becomes entities of the default blueprints, and events', async () => {
    world.github.webhooks.pullRequest(world.repository, 'opened', 1, 'abc');
    await handled();
    expect(await entity('githubPullRequest', 'acme.platform:900001')).toMatchObject({
      title: 'A change',
      properties: { status: 'open', creator: 'octocat', prNumber: 1, branch: 'change', target: 'main' },
      relations: { repository: 'acme.platform' },
      createdBy: 'github:catalog-bot[bot]',
    });
    expect(await eventsOf('githubPullRequest')).toMatchObject([
      { action: 'CREATE', trigger: { origin: 'GITHUB' }, execution: { source: 'github', depth: 0 } },
    ]);
    expect((await get('/v1/blueprints/githubPullRequest')).blueprint).toMatchObject({
      relations: { repository: { target: 'githubRepository' } },
    });
    expect((await get('/v1/github/mappings')).mappings).toEqual([
      { account: 'acme', file: 'default-mapping.json', usable: true, problems: [] },
    ]);
  });

  test('an older state that arrives late changes nothing, and no state is applied twice', async () => {
    world.github.webhooks.hold();
    issue('opened', 1, 1);
    issue('edited', 1, 2, { title: 'Edited' });
    issue('closed', 1, 3, { state: 'closed', title: 'Edited' });
    const [opened, edited, closed] = world.github.webhooks.deliveries().slice(-3);
    if (!opened || !edited || !closed) throw new Error('three webhooks were to be sent');
    for (const delivery of [edited, closed, edited, opened, closed]) await world.github.webhooks.send(delivery);
    world.github.webhooks.flow();
    await handled();
    const seen = (await eventsOf('githubIssue')).map(({ action, diff }) => [
      action,
      diff.after?.title,
      diff.after?.properties,
    ]);
    expect(seen).toMatchObject([
      ['CREATE', 'Edited', { status: 'open' }],
      ['UPDATE', 'Edited', { status: 'closed' }],
    ]);
  });

  test('objects deleted on GitHub are deleted here, and a late webhook does not bring them back', async () => {
    world.github.webhooks.hold();
    issue('opened', 2, 10);
    issue('labeled', 2, 11);
    issue('deleted', 2, 11);
    const [opened, labeled, deleted] = world.github.webhooks.deliveries().slice(-3);
    if (!opened || !labeled || !deleted) throw new Error('three webhooks were to be sent');
    for (const delivery of [opened, deleted]) await world.github.webhooks.send(delivery);
    await handled();
    expect(await entity('githubIssue', 'acme.platform:502')).toBeNull();
    await world.github.webhooks.send(labeled);
    world.github.webhooks.flow();
    await handled();
    expect(await entity('githubIssue', 'acme.platform:502')).toBeNull();
  });

  test('a repository_dispatch brings the event itself', async () => {
    const event = created('dispatched', 'one', {}, { id: 'from-a-workflow' });
    world.github.webhooks.repositoryDispatch(world.repository, 'catalog-event', event);
    world.github.webhooks.repositoryDispatch(world.repository, 'catalog-event', event);
    world.github.webhooks.repositoryDispatch(world.repository, 'catalog-event', { hello: 'world' });
    world.github.webhooks.repositoryDispatch(world.repository, 'deploy', { hello: 'world' });
    await handled();
    expect(await eventsOf('dispatched')).toMatchObject([
      { id: 'from-a-workflow', execution: { source: 'github-dispatch' } },
    ]);
    expect((await get('/v1/github/deliveries?troubled=true')).deliveries).toMatchObject([
      {
        webhook: 'repository_dispatch',
        problems: expect.arrayContaining(['/client_payload/resourceType must be "entity" or "run"']),
      },
    ]);
  });

  test('a webhook with characters that no database holds, or times that no calendar does, is taken', async () => {
    issue('opened', 9, 30, { title: 'one\u0000two', labels: [{ name: '\u0000' }] });
    world.github.webhooks.emit('repository', world.repository, {
      action: 'edited\u0000',
      sender: { login: 'a\u0000b' },
    });
    world.github.webhooks.emit('workflow_run', world.repository, {
      action: 'completed',
      repository: { id: 1, name: 'x\u0000y', owner: { login: 'acme\u0000' }, created_at: 1e20 },
      workflow: { id: 1e21, name: '\ud800', updated_at: 1e20 },
      workflow_run: { id: 5, event: 'workflow_dispatch', status: 'completed', conclusion: '\u0000', run_attempt: 1e20 },
    });
    world.github.webhooks.emit('repository', world.repository, {
      action: 'edited',
      repository: { id: 2, name: 'far', owner: { login: 'acme' }, created_at: 1e20, pushed_at: -1e20 },
    });
    await handled();
    const answers = world.github.webhooks.deliveries().map(({ statusCode }) => statusCode);
    expect(answers.filter((status) => status !== 202)).toEqual([]);
    expect(await entity('githubIssue', 'acme.platform:509')).toMatchObject({ properties: { status: 'open' } });
    expect(await entity('githubRepository', 'acme.far')).not.toBeNull();
  });

  test('a repository that is renamed, transferred or deleted takes its entities along', async () => {
    const repository = (name: string, owner: string, second: number) => ({
      ...{ id: 77, name, full_name: `${owner}/${name}`, owner: { login: owner }, default_branch: 'main' },
      updated_at: new Date(Date.UTC(2026, 1, 1, 0, 0, second)).toISOString(),
    });
    const emit = async (event: string, fields: JsonObject): Promise<void> => {
      world.github.webhooks.emit(event, world.repository, fields);
      await handled();
    };
    const pull = { id: 7700, number: 1, state: 'open', title: 'One', updated_at: '2026-02-01T00:00:00Z' };
    await emit('repository', { action: 'created', repository: repository('first', 'acme', 1) });
    await emit('pull_request', { action: 'opened', pull_request: pull, repository: repository('first', 'acme', 1) });
    const created = { action: 'edited', repository: repository('first', 'acme', 2) };
    await emit('repository', { action: 'renamed', repository: repository('second', 'acme', 3) });
    expect(await entity('githubRepository', 'acme.first')).toBeNull();
    expect(await entity('githubRepository', 'acme.second')).not.toBeNull();
    // A state from before the rename that comes late brings the old name back no more.
    await emit('repository', created);
    expect(await entity('githubRepository', 'acme.first')).toBeNull();
    await emit('repository', { action: 'transferred', repository: repository('second', 'other', 4) });
    expect(await entity('githubRepository', 'acme.second')).toBeNull();
    expect(await entity('githubRepository', 'other.second')).not.toBeNull();
    expect(await entity('githubPullRequest', 'acme.first:7700')).not.toBeNull();
    await emit('repository', { action: 'deleted', repository: repository('second', 'other', 5) });
    expect(await entity('githubRepository', 'other.second')).toBeNull();
    expect(await entity('githubPullRequest', 'acme.first:7700')).toBeNull();
  });

  test('repositories of one name in two accounts are two entities', async () => {
    for (const [id, login] of [
      [78, 'acme'],
      [79, 'other'],
    ] as const) {
      const repository = { id, name: 'twin', owner: { login }, updated_at: '2026-02-01T00:00:00Z' };
      world.github.webhooks.emit('repository', world.repository, { action: 'created', repository });
    }
    await handled();
    const repository = { id: 79, name: 'twin', owner: { login: 'other' }, updated_at: '2026-02-01T00:00:01Z' };
    world.github.webhooks.emit('repository', world.repository, { action: 'deleted', repository });
    await handled();
    expect(await entity('githubRepository', 'acme.twin')).not.toBeNull();
    expect(await entity('githubRepository', 'other.twin')).toBeNull();
  });

  test("a workflow run that we started belongs to its run's chain", async () => {
    const loop = automation(
      'loop',
      { type: 'ENTITY_UPDATED', blueprintIdentifier: 'githubWorkflowRun' },
      dispatch({ workflowInputs: { run: '{{ .run.id }}' } }),
      ['.diff.before.properties.status != "completed" and .diff.after.properties.status == "completed"'],
    );
    const first = automation('first', { type: 'ENTITY_CREATED', blueprintIdentifier: 'seed' }, dispatch());
    await server.automate(loop);
    await server.automate(first);
    await server.emit(created('seed', 'one'));
    const runs = () => world.github.runs;
    await until(runs, (started) => started.length === 1);
    const [begun] = runs();
    if (begun === undefined) throw new Error('no workflow was started');
    await handled();
    world.github.advance(begun, 'in_progress');
    await handled();
    world.github.advance(begun, 'completed', 'success');
    await until(runs, (started) => started.length === 2);
    const [again] = await server.runs('action=loop');
    expect(again?.execution).toMatchObject({ depth: 1, chain: [expect.stringMatching(/^r_/)] });
    expect((await server.runs('action=first')).map(({ id }) => id)).toEqual(again?.execution.chain);
    await server.call('DELETE', '/v1/actions/loop');
  });

  test("a workflow run in a repository that is called by a former name belongs to its run's chain", async () => {
    // Workflow runs of other tests would be heard too.
    await quiet();
    world.repository.formerNames = ['acme/former'];
    const started = world.github.runs.length;
    const old = dispatch({ repo: 'former' });
    await server.automate(automation('by_old_name', { type: 'ENTITY_CREATED', blueprintIdentifier: 'old_seed' }, old));
    await server.automate(
      automation('heard', { type: 'ENTITY_CREATED', blueprintIdentifier: 'githubWorkflowRun' }, dispatch()),
    );
    await server.emit(created('old_seed', 'one'));
    const run = await until(
      () => world.github.runs[started],
      (one) => one !== undefined,
    );
    if (run === undefined) throw new Error('no workflow was started');
    const heard = await until(
      () => server.runs('action=heard'),
      (list) => list.length > 0,
    );
    await server.call('DELETE', '/v1/actions/heard');
    const [first] = await server.runs('action=by_old_name');
    expect(heard.at(-1)?.execution).toMatchObject({ depth: 1, chain: [first?.id] });
    world.github.advance(run, 'completed', 'success');
    // By the webhook, long before the first look.
    expect(await server.runIn(first?.id ?? '')).toMatchObject({ status: 'SUCCESS' });
  });

  test("an account's own mapping counts; while it is broken its webhooks wait, and a push that mends it lets them in", async () => {
    await quiet();
    const own = world.github.addRepository('acme/.github', {
      [mappingFile]: labelMapping('label').replace('.state ==', '.state ==('),
    });
    const push = (): void => world.github.webhooks.push(own, 'main', 'a', 'b');
    push();
    await handled();
    issue('opened', 3, 20, { labels: [{ name: 'bug' }] });
    await handled();
    const mappings = (await get('/v1/github/mappings')).mappings as JsonObject[];
    const mapping = mappings.find(({ account }) => account === 'acme');
    expect(mapping).toMatchObject({ account: 'acme', file: `acme/.github/${mappingFile}`, usable: false });
    expect(mapping?.problems).toEqual([expect.stringContaining(`acme/.github/${mappingFile}:4:24 error mapping/jq`)]);
    const waiting = (await get('/v1/github/deliveries?troubled=true')).deliveries as JsonObject[];
    expect(waiting.filter(({ waitsFor }) => waitsFor === 'mapping:acme').map(({ webhook }) => webhook)).toEqual([
      'issues',
      'push',
    ]);
    own.branches.get('main')?.set(mappingFile, labelMapping('label'));
    push();
    await until(
      () => entity('label', 'platform-bug'),
      (found) => found !== null,
    );
    expect(await entity('label', 'platform-bug')).toMatchObject({ title: 'bug', properties: { newest: 3 } });
    expect(await entity('githubIssue', 'acme.platform:503')).toBeNull();
    // A label that is taken off leaves the catalog, and one that is put on enters it.
    issue('labeled', 4, 22, { labels: [{ name: 'old' }] });
    issue('labeled', 4, 23, { labels: [{ name: 'new' }] });
    await handled();
    expect(await entity('label', 'platform-old')).toBeNull();
    expect(await entity('label', 'platform-new')).not.toBeNull();
    issue('closed', 3, 21, { labels: [{ name: 'bug' }], state: 'closed' });
    await handled();
    expect(await entity('label', 'platform-bug')).toBeNull();
  });
});
