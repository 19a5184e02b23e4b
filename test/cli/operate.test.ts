import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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

  test('retries a run and waits for it; many by a filter, counted before', async () => {
    const again = await run('runs', 'retry', failed);
    expect([again.code, again.stdout]).toEqual([1, expect.stringMatching(/^FAILURE {2}a {2}r_\S+ {2}HTTP 404\n$/)]);
    expect((await run('runs', 'retry', failed)).code).toBe(2);
    const dry = await run('runs', 'retry', '--automation', 'a', '--status', 'FAILURE', '--dry-run');
    expect([dry.code, dry.stdout]).toEqual([0, '1 run matches; nothing was changed.\n']);
    isRight = true;
    const { code, stdout } = await run('runs', 'retry', '--automation', 'a', '--status', 'FAILURE', '--as', 'new');
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^done {2}bulk_\S+ {2}1 changed\n$/)]);
    const refused = await run('runs', 'cancel', failed);
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('there is nothing to cancel')]);
  });

  test('pauses, shows what is paused, replays into the pause and resumes', async () => {
    const paused = await run('pause', 'a', '--reason', 'Wrong numbers');
    expect([paused.code, paused.stdout]).toEqual([
      0,
      expect.stringMatching(/^paused {2}automation a {2}by client:\S+ since \S+: Wrong numbers\n$/),
    ]);
    expect((await run('pause', 'a')).stderr).toContain('Say why');
    expect(await json('pause')).toMatchObject({ pauses: [{ kind: 'automation', name: 'a' }] });
    const dry = await run('events', 'replay', 'event-one', '--dry-run');
    expect([dry.code, dry.stdout]).toEqual([0, 'would run  a\n']);
    const { runs } = await json('events', 'replay', 'event-one', '--automation', 'a');
    expect((await server.run(runs[0].id)).execution.phase).toBe('held');
    expect((await run('resume', 'a')).stdout).toBe('resumed  a\n');
    expect((await server.runIn(runs[0].id)).status).toBe('SUCCESS');
    expect((await run('pause')).stdout).toBe('Nothing is paused.\n');
  });

  test('lists events, and targets', async () => {
    const { stdout } = await run('events', 'list', '--jq', '.context.entityIdentifier == "one"');
    expect(stdout).toMatch(/^event-one {2}\S+ {2}CREATE {2}b\/one {2}\d runs\n$/);
    expect(JSON.parse((await run('events', 'show', 'event-one')).stdout)).toMatchObject({ id: 'event-one' });
    expect((await run('targets')).stdout).toBe('Every target works, and nothing waits.\n');
    await run('pause', '--target', sink.url, '--reason', 'Maintenance');
    expect((await run('targets')).stdout).toBe(`paused  ${sink.url}  no run waits\n  Maintenance\n`);
    expect(await json('targets')).toMatchObject({ targets: [{ target: sink.url, state: 'paused', waitingRuns: 0 }] });
  });
});
