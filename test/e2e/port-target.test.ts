import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Checkout, createCheckout } from '../action/checkout.ts';
import { definition } from '../action/definitions.ts';
import { annotations, runStep } from '../action/job.ts';
import { runCli } from '../cli/cli.ts';
import { startLoopback } from '../fakes/loopback.ts';
import { type Server, startServer } from './harness/server.ts';

/** Port's API, played by our own service, behind a proxy that records the requests. */
describe('e2e/port-target', () => {
  let port: Server;
  let door: Awaited<ReturnType<typeof startLoopback>>;
  const calls: string[] = [];
  /** The identifier that cannot be created for now. */
  let refused = '';
  beforeAll(async () => {
    port = await startServer();
    door = await startLoopback(async ({ method, url, headers, body }, response) => {
      if (!url.pathname.startsWith('/v1/auth/')) calls.push(`${method} ${url.pathname}`);
      const sent = { authorization: String(headers.authorization ?? ''), 'content-type': 'application/json' };
      const hasBody = body.length > 0;
      if (refused !== '' && method === 'POST' && String(body).includes(`"identifier":"${refused}"`)) {
        response.writeHead(503).end(JSON.stringify({ ok: false, error: 'unavailable', message: 'Come back later' }));
        return;
      }
      const answer = await port.send(method, `${url.pathname}${url.search}`, hasBody ? body : undefined, sent);
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.text);
    });
  });
  afterAll(async () => {
    await door[Symbol.asyncDispose]();
    await port[Symbol.asyncDispose]();
  });

  /** What was called since the last time. */
  const called = () => calls.splice(0);
  const held = async (identifier: string) => (await port.send('GET', `/v1/actions/${identifier}`)).body.action;

  function job(checkout: Checkout, before: string, inputs: Record<string, string> = {}) {
    const { id, secret } = port.credentials();
    return runStep({
      root: checkout.root,
      event: 'push',
      payload: { before, repository: { full_name: 'acme/catalog', default_branch: 'main' } },
      inputs: { target: 'port', 'server-url': door.url, 'client-id': id, 'client-secret': secret, ...inputs },
    });
  }

  test('a plan only reads; a sync applies it; a second sync changes nothing; other automations are left alone', async () => {
    await port.call('POST', '/v1/actions', JSON.parse(definition('foreign')));
    using checkout = createCheckout({ 'docs/a.md': '' });
    const first = checkout.commit({ 'automations/a.json': definition('a'), 'automations/b.json': definition('b') });
    const plan = await job(checkout, checkout.first, { mode: 'plan' });
    expect([plan.code, plan.outputs.created, called()]).toEqual([0, '2', ['GET /v1/actions']]);

    const synced = await job(checkout, checkout.first);
    expect([synced.code, synced.outputs.created]).toEqual([0, '2']);
    expect(called()).toEqual(['GET /v1/actions', 'POST /v1/actions', 'POST /v1/actions']);
    expect(await held('a')).toMatchObject(JSON.parse(definition('a')));

    const again = await job(checkout, first);
    expect([again.code, again.outputs.created, again.outputs.updated, called()]).toEqual([
      0,
      '0',
      '0',
      ['GET /v1/actions'],
    ]);

    checkout.commit({ 'automations/a.json': definition('a', { title: 'New' }), 'automations/b.json': null });
    const changed = await job(checkout, first);
    expect([changed.code, changed.outputs.updated, changed.outputs.deleted]).toEqual([0, '1', '1']);
    expect(called()).toEqual(['GET /v1/actions', 'PUT /v1/actions/a', 'DELETE /v1/actions/b']);
    expect(await held('a')).toMatchObject({ title: 'New' });
    expect(await held('b')).toBeUndefined();
    expect(await held('foreign')).toMatchObject(JSON.parse(definition('foreign')));
    expect(synced.output + changed.output).not.toContain(`Bearer `);
  });

  test('an automation in Port that this path did not own is a conflict, until it is adopted', async () => {
    await port.call('POST', '/v1/actions', JSON.parse(definition('taken')));
    using checkout = createCheckout({ 'docs/a.md': '' });
    checkout.commit({ 'automations/a.json': definition('taken', { title: 'Ours' }) });
    called();
    const refused = await job(checkout, checkout.first);
    expect([refused.code, annotations(refused).join()]).toEqual([
      1,
      expect.stringContaining('`taken` is managed through the API'),
    ]);
    expect(called()).toEqual(['GET /v1/actions']);
    const adopted = await job(checkout, checkout.first, { adopt: 'taken' });
    expect([adopted.code, await held('taken')]).toEqual([0, expect.objectContaining({ title: 'Ours' })]);
  });

  test('a sync that failed halfway continues when the job is rerun, and then has nothing to do', async () => {
    using checkout = createCheckout({ 'docs/a.md': '' });
    const names = ['h1', 'h2', 'h3'];
    const files = names.map((name) => [`automations/${name}.json`, definition(name)] as const);
    const pushed = checkout.commit(Object.fromEntries(files));
    refused = 'h2';
    const failed = await job(checkout, checkout.first);
    refused = '';
    expect([failed.code, annotations(failed).join()]).toEqual([1, expect.stringContaining('1 of 3 changes were made')]);
    expect([await held('h1'), await held('h2')]).toEqual([expect.anything(), undefined]);

    const again = await job(checkout, checkout.first);
    expect([again.code, annotations(again), again.outputs.created, again.outputs.conflicts]).toEqual([0, [], '2', '0']);
    for (const name of names) expect(await held(name)).toMatchObject(JSON.parse(definition(name)));
    called();
    expect((await job(checkout, checkout.first)).code).toBe(0);
    expect((await job(checkout, pushed)).code).toBe(0);
    expect(called()).toEqual(['GET /v1/actions', 'GET /v1/actions']);
  });

  test('deletions beyond the budget wait until that exact plan is confirmed', async () => {
    const many = Object.fromEntries([1, 2, 3].map((n) => [`automations/m${n}.json`, definition(`m${n}`)]));
    using checkout = createCheckout({ 'docs/a.md': '' });
    const before = checkout.commit(many);
    expect((await job(checkout, checkout.first)).code).toBe(0);
    checkout.commit({ 'automations/m1.json': null, 'automations/m2.json': null });
    called();
    const refused = await job(checkout, before, { 'max-deletes': '1' });
    expect([refused.code, annotations(refused).join()]).toEqual([
      1,
      expect.stringContaining('This would delete `m1`, `m2`'),
    ]);
    expect(called()).toEqual(['GET /v1/actions']);
    const confirmed = await job(checkout, before, { 'max-deletes': '1', confirm: refused.outputs['plan-hash'] ?? '' });
    expect([confirmed.code, confirmed.outputs.deleted]).toEqual([0, '2']);
  });

  test('without credentials, as in a fork, the files are compared and Port is not contacted', async () => {
    using checkout = createCheckout({ 'docs/a.md': '' });
    checkout.commit({ 'automations/a.json': definition('z') });
    called();
    const step = await job(checkout, checkout.first, {
      'client-id': '',
      'client-secret': '',
      mode: 'auto',
      path: 'automations',
    });
    expect(step.code).toBe(1);
    const sentence = 'To sync with Port, the job needs the inputs `client-id` and `client-secret`.';
    expect(annotations(step)).toEqual([`error ${sentence}`]);
    expect(step.outputs).toMatchObject({ valid: 'true', errors: '0' });
    expect(step.summary).toContain('## ❌ Automations in <code>automations</code>: the job failed');
    expect(step.summary).toContain('To sync with Port');
    expect(called()).toEqual([]);
  });

  test('the command line plans and syncs with Port too', async () => {
    const { id, secret } = port.credentials();
    const environment = {
      PORT_API_URL: door.url,
      PORT_CLIENT_ID: id,
      PORT_CLIENT_SECRET: secret,
      GITHUB_REPOSITORY: 'acme/x',
    };
    using checkout = createCheckout({ 'docs/a.md': '' });
    checkout.commit({ 'automations/cli.json': definition('cli') });
    const run = (...args: string[]) => runCli(checkout.root, [...args, '--target', 'port'], { environment });
    const anonymous = await run('plan');
    expect([anonymous.code, anonymous.stderr]).toEqual([2, expect.stringContaining('--base')]);
    called();
    const elsewhere = { ...environment, PORT_API_URL: 'http://127.0.0.1:9', SERVER_URL: 'http://127.0.0.1:9' };
    const named = await runCli(
      checkout.root,
      ['plan', '--target', 'port', '--base', 'HEAD^', '--server-url', door.url],
      { environment: elsewhere },
    );
    expect([named.code, named.stdout, called()]).toEqual([
      0,
      expect.stringContaining('1 to create'),
      ['GET /v1/actions'],
    ]);
    // SERVER_URL is our own service's address, and Port's secret is nothing for it.
    const both = { environment: { ...environment, SERVER_URL: 'http://127.0.0.1:9' } };
    expect((await runCli(checkout.root, ['plan', '--target', 'port', '--base', 'HEAD^'], both)).code).toBe(0);
    called();
    expect((await run('plan', '--base', 'HEAD^')).stdout).toContain('1 to create');
    expect(called()).toEqual(['GET /v1/actions']);
    expect((await run('sync', '--base', 'HEAD^')).stdout).toContain('1 created');
    expect((await run('sync', '--base', 'HEAD')).stdout).toContain('1 unchanged');
    checkout.commit({ 'automations/b.json': definition('taken', { title: 'Mine' }) });
    const conflict = await run('plan', '--base', 'HEAD^');
    expect(conflict.stdout).toContain('It is managed through the API; --adopt taken takes it over.');
    expect(conflict.stdout).toContain('`taken` is managed through the API (--adopt taken takes it over)');
  });
});
