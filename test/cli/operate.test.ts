import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventFilters, runFilters } from '../../src/cli/filter-options.ts';
import { createCheckout } from '../action/checkout.ts';
import { type Server, startServer } from '../e2e/harness/server.ts';
import { automation, created, webhook } from '../e2e/harness/shapes.ts';
import { type Sink, startSink } from '../e2e/harness/sink.ts';
import { runCli } from './cli.ts';

describe('cli/operate', () => {
  let sink: Sink;
  let server: Server;
  let isRight = false;
  let failed = '';
  beforeAll(async () => {
    sink = await startSink();
    server = await startServer({ ALLOWED_HOSTS: sink.host });
    const url = sink.at('/hook', () => (isRight ? {} : { status: 404 }));
    await server.automate(automation('a', { type: 'ENTITY_CREATED', blueprintIdentifier: 'b' }, webhook(url)));
    const [event] = await server.emit(created('b', 'one', {}, { id: 'event-one' }));
    failed = event?.runs[0]?.id ?? '';
    await server.runIn(failed);
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await sink[Symbol.asyncDispose]();
  });

  const run = async (...args: string[]) => {
    using checkout = createCheckout({});
    const environment = { SERVER_URL: server.url, DATA_DIR: join(server.directory, 'data') };
    return await runCli(checkout.root, args, { environment });
  };
  const json = async (...args: string[]) => JSON.parse((await run(...args, '--format', 'json')).stdout);

  test('lists and shows runs', async () => {
    const { code, stdout } = await run('runs', 'list', '--status', 'FAILURE');
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/^FAILURE {2}a {2}r_\S+ {2}\S+ {2}b\/one\n {2}HTTP 404\n$/),
    ]);
    expect(await json('runs', 'list', '--automation', 'other')).toEqual({ runs: [], next: null });
    const shown = await run('runs', 'show', failed);
    expect(shown.stdout).toContain('status        FAILURE');
    expect(shown.stdout).toMatch(/attempt 1, \S+: rejected: HTTP 404/);
  });

  test('retries a run and waits for it, or many by a filter after counting them', async () => {
    const again = await run('runs', 'retry', failed);
    expect([again.code, again.stdout]).toEqual([1, expect.stringMatching(/^FAILURE {2}a {2}r_\S+ {2}HTTP 404\n$/)]);
    expect((await run('runs', 'retry', failed)).code).toBe(2);
    const dry = await run('runs', 'retry', '--automation', 'a', '--status', 'FAILURE', '--dry-run');
    expect([dry.code, dry.stdout]).toEqual([0, '1 run matches; nothing was changed.\n']);
    isRight = true;
    const { code, stdout } = await run('runs', 'retry', '--automation', 'a', '--status', 'FAILURE', '--as', 'new');
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^done {2}bulk_\S+ {2}1 changed\n$/)]);
    const refused = await run('runs', 'cancel', failed);
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('so there is nothing to cancel')]);
  });

  test('pauses, shows what is paused, replays into the pause and resumes', async () => {
    const paused = await run('pause', 'a', '--reason', 'Wrong numbers');
    expect([paused.code, paused.stdout]).toEqual([
      0,
      expect.stringMatching(/^paused {2}automation a {2}by client:\S+ since \S+: Wrong numbers\n$/),
    ]);
    expect((await run('pause', 'a')).stderr).toContain('A pause needs a reason');
    expect(await json('pause')).toMatchObject({ pauses: [{ kind: 'automation', name: 'a' }] });
    const late = await run('pause', 'a', '--reason', 'b', '--until', 'yesterday');
    expect([late.code, late.stderr]).toEqual([
      2,
      expect.stringContaining("option '--until <time>' argument 'yesterday'"),
    ]);
    const dry = await run('events', 'replay', 'event-one', '--dry-run');
    expect([dry.code, dry.stdout]).toEqual([0, 'would run  a\n']);
    const { runs } = await json('events', 'replay', 'event-one', '--automation', 'a');
    expect((await server.run(runs[0].id)).execution.phase).toBe('held');
    const lines = /^paused {2}automation a {2}by client:\S+ since \S+: Wrong numbers\n1 run is held\.\n$/m;
    expect((await run('pause')).stdout).toMatch(lines);
    expect((await run('targets')).stdout).toMatch(lines);
    expect(await json('targets')).toMatchObject({ pauses: [{ name: 'a' }], heldRuns: 1 });
    expect((await run('doctor')).stdout).toMatch(
      /^! Pauses +the automation a is paused by client:\S+ since \S+: Wrong numbers; 1 run is held; to end it: catalog-automations resume a$/m,
    );
    expect((await run('resume', 'a')).stdout).toBe('resumed  a\n');
    expect((await server.runIn(runs[0].id)).status).toBe('SUCCESS');
    expect((await run('pause')).stdout).toBe('Nothing is paused.\n');
  });

  test('every filter of the API is an option of the command', async () => {
    type Operation = {
      parameters?: { name: string }[];
      requestBody?: { content: Record<string, { schema: { properties: object } }> };
    };
    const { paths } = await server.call<{ paths: Record<string, { get?: Operation; post?: Operation }> }>(
      'GET',
      '/docs/json',
    );
    const bodyOf = (path: string) =>
      Object.keys(paths[path]?.post?.requestBody?.content['application/json']?.schema.properties ?? {});
    const queryOf = (path: string) => (paths[path]?.get?.parameters ?? []).map(({ name }) => name);
    const without = (names: readonly string[], ...others: string[]) =>
      names.filter((name) => !others.includes(name)).sort();
    const runs = runFilters.map(({ name }) => name).sort();
    const events = eventFilters.map(({ name }) => name).sort();
    expect(without(bodyOf('/v1/actions/runs/retry'), 'runs', 'as', 'dryRun')).toEqual(runs);
    expect(without(bodyOf('/v1/actions/runs/cancel'), 'runs', 'dryRun')).toEqual(runs);
    expect(without(queryOf('/v1/lists/runs'), 'cursor', 'limit', 'shadow')).toEqual(runs);
    expect(without(bodyOf('/v1/events/replay'), 'automation', 'dryRun')).toEqual(events);
    expect(without(queryOf('/v1/lists/events'), 'cursor', 'limit')).toEqual(events);
  });

  test('every filter selects, including those on the content of events', async () => {
    const count = async (...args: string[]) => (await json('runs', 'list', ...args)).runs.length;
    const all = await count();
    expect(await count('--blueprint', 'b', '--entity', 'one', '--phase', 'ended', '--search', 'one')).toBe(all);
    expect(await count('--phase', 'parked')).toBe(0);
    expect(await count('--error', 'http 404')).toBeGreaterThan(0);
    expect(await count('--error', 'http 503')).toBe(0);
    expect((await run('runs', 'cancel', '--phase', 'parkd', '--dry-run')).stderr).toContain(
      'Allowed choices are queued',
    );
    const dry = await run('runs', 'retry', '--status', 'FAILURE', '--entity', 'two', '--dry-run');
    expect(dry.stdout).toBe('0 runs match; nothing was changed.\n');
    const replay = (jq: string) => run('events', 'replay', '--blueprint', 'b', '--jq', jq, '--dry-run');
    expect((await replay('.context.entityIdentifier == "one"')).stdout).toMatch(/^1 event matches; /);
    expect((await replay('.context.entityIdentifier == "two"')).stdout).toMatch(/^0 events match; /);
    expect((await replay('.context |')).stderr).toContain('jq does not compile');
    expect((await run('events', 'replay', 'event-one', '--blueprint', 'b')).stderr).toContain('an id or filters');
  });

  test('lists events, and targets', async () => {
    const { stdout } = await run('events', 'list', '--jq', '.context.entityIdentifier == "one"');
    expect(stdout).toMatch(/^event-one {2}\S+ {2}CREATE {2}b\/one {2}\d runs\n$/);
    expect(JSON.parse((await run('events', 'show', 'event-one')).stdout)).toMatchObject({ id: 'event-one' });
    expect((await run('targets')).stdout).toBe('Every target works, and nothing waits.\n');
    const slip = await run('pause', '--target', 'https://hooks.exmaple.com', '--reason', 'Maintenance');
    expect(slip.stderr).toBe(
      'warning: No run has called https://hooks.exmaple.com so far, and no published automation mentions it; check the name.\n',
    );
    await run('resume', '--target', 'https://hooks.exmaple.com');
    await run('pause', '--target', sink.url, '--reason', 'Maintenance');
    expect((await run('targets')).stdout).toBe(`paused  ${sink.url}  no run waits\n  Maintenance\n`);
    expect(await json('targets')).toMatchObject({ targets: [{ target: sink.url, state: 'paused', waitingRuns: 0 }] });
  });
});
