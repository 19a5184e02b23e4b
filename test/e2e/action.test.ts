import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPlanClient } from '../../src/client/server/plan-client.ts';
import { type Checkout, createCheckout } from '../action/checkout.ts';
import { definition } from '../action/definitions.ts';
import { annotations, runStep, type Step } from '../action/job.ts';
import { startFakeGitHub } from '../fakes/github/index.ts';
import { startLoopback } from '../fakes/loopback.ts';
import { type FakeOidc, startFakeOidc } from '../fakes/oidc.ts';
import { type Server, startServer } from './harness/server.ts';

const pullClaims = { event_name: 'pull_request', ref: 'refs/pull/7/merge' };
const repository = { full_name: 'acme/catalog', default_branch: 'main' };

describe('e2e/action', () => {
  let oidc: FakeOidc;
  let server: Server;
  beforeAll(async () => {
    oidc = await startFakeOidc();
    server = await startServer({ OIDC_ISSUER: oidc.issuer, SYNC_SOURCES: 'acme/*' });
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await oidc[Symbol.asyncDispose]();
  });

  /** A job on the default branch, with the token that GitHub would give it. */
  function push(checkout: Checkout, inputs: Record<string, string> = {}): Promise<Step> {
    oidc.setJobClaims({});
    return runStep({
      root: checkout.root,
      event: 'push',
      payload: { before: checkout.first, repository },
      inputs: { 'server-url': server.url, ...inputs },
      environment: oidc.environment,
    });
  }

  async function identifiers(): Promise<string[]> {
    const { actions } = await server.call<{ actions: { identifier: string }[] }>('GET', '/v1/actions');
    return actions.map(({ identifier }) => identifier).sort();
  }

  test('from the pull request to the merge: planned and commented, synced, and the second time nothing to do', async () => {
    await using github = await startFakeGitHub();
    const token = github.workflowToken(github.addRepository('acme/catalog'), { pull_requests: 'write' });
    using checkout = createCheckout();
    const { base, head } = checkout.pullRequest({
      'automations/a.json': definition('a'),
      'automations/b.yml': definition('b'),
    });
    const pull = () => {
      oidc.setJobClaims(pullClaims);
      return runStep({
        root: checkout.root,
        event: 'pull_request',
        payload: { pull_request: { number: 7, base: { sha: base }, head: { sha: head } }, repository },
        inputs: { 'server-url': `${server.url}/`, 'github-token': token },
        environment: { ...oidc.environment, GITHUB_API_URL: github.url, GITHUB_REF: pullClaims.ref },
      });
    };
    const planned = await pull();
    expect([planned.code, annotations(planned), planned.outputs.created]).toEqual([0, [], '2']);
    expect(planned.summary).toContain('2 to create');
    expect(planned.log).toContain('Comment: created');
    expect((await pull()).log).toContain('Comment: unchanged');
    expect(await identifiers()).toEqual([]);

    const synced = await push(checkout);
    expect([synced.code, annotations(synced), synced.outputs.created]).toEqual([0, [], '2']);
    expect(synced.outputs['plan-hash']).toBe(planned.outputs['plan-hash']);
    expect(synced.summary).toContain('2 created');
    expect(await identifiers()).toEqual(['a', 'b']);

    const again = await push(checkout);
    expect([again.code, again.outputs.created, again.outputs.updated, again.outputs.deleted]).toEqual([
      0,
      '0',
      '0',
      '0',
    ]);
    expect(again.log).toContain('Plan: 2 unchanged');
    expect((await pull()).log).toContain('Comment: updated');
  });

  test('a change outside the repository is drift, which the plan reports and the sync undoes', async () => {
    using checkout = createCheckout({ 'automations/a.json': definition('a'), 'automations/b.json': definition('b') });
    await push(checkout);
    await server.call('PUT', '/v1/actions/a', { ...JSON.parse(definition('a')), title: 'Changed by hand' });
    const seen = await push(checkout, { mode: 'plan' });
    expect([seen.code, seen.outputs.updated]).toEqual([0, '1']);
    expect(seen.summary).toContain('It was changed outside this repository since the last sync');
    expect((await push(checkout)).outputs.updated).toBe('1');
    expect((await push(checkout, { mode: 'plan' })).outputs.updated).toBe('0');
  });

  test('more deletions than are allowed are refused with the way to confirm, and confirmed they pass', async () => {
    using checkout = createCheckout({ 'automations/a.json': definition('a'), 'automations/b.json': definition('b') });
    await push(checkout);
    checkout.write({ 'automations/b.json': null });
    const refused = await push(checkout, { 'max-deletes': '0' });
    expect(refused.code).toBe(1);
    const [message] = annotations(refused);
    expect(message).toMatch(/^error This would delete `b`: 1 automation, but none is allowed without confirmation\./);
    const hash = /confirm: (p_[0-9a-f]{32})/.exec(message ?? '')?.[1] ?? '';
    expect(refused.outputs['plan-hash']).toBe(hash);
    expect(refused.summary).toContain(hash.replace('_', '&#95;'));
    expect(refused.summary).toContain('Refused: nothing was changed');
    expect(await identifiers()).toEqual(['a', 'b']);
    const confirmed = await push(checkout, { 'max-deletes': '0', confirm: hash });
    expect([confirmed.code, confirmed.outputs.deleted]).toEqual([0, '1']);
    expect(await identifiers()).toEqual(['a']);
  });

  test('a broken file, an empty folder and an automation of another source change nothing', async () => {
    using checkout = createCheckout({ 'automations/a.json': definition('a') });
    await push(checkout);
    checkout.write({ 'automations/b.json': '{' });
    const broken = await push(checkout);
    expect(broken.code).toBe(1);
    expect(broken.log.join('\n')).toContain('Nothing was synced because the files have errors.');

    checkout.write({ 'automations/b.json': null, 'automations/a.json': null, 'automations/README.md': 'gone' });
    const empty = await push(checkout);
    expect([empty.code, annotations(empty).at(-1)]).toEqual([
      1,
      expect.stringContaining('error No definitions are left'),
    ]);

    await server.automate(JSON.parse(definition('by_hand')));
    checkout.write({ 'automations/a.json': definition('a'), 'automations/c.json': definition('by_hand') });
    const drift = await push(checkout, { mode: 'plan' });
    const { created, updated, deleted, conflicts } = drift.outputs;
    expect([drift.code, created, updated, deleted, conflicts]).toEqual([0, '0', '0', '0', '1']);
    expect(annotations(drift)).toEqual([
      expect.stringContaining('`by_hand` is managed through the API (adopt: by_hand takes it over)'),
    ]);
    expect(drift.summary).toContain('<code>adopt&#58; by&#95;hand</code> takes it over');
    expect(drift.summary).not.toContain('no problems');
    const conflict = await push(checkout);
    expect([conflict.code, annotations(conflict)]).toEqual([
      1,
      [expect.stringContaining('`by_hand` is managed through the API')],
    ]);
    expect(await identifiers()).toEqual(['a', 'by_hand']);
    const adopted = await push(checkout, { adopt: 'by_hand' });
    expect([adopted.code, adopted.outputs.updated]).toEqual([0, '1']);
  });

  test('a pull request may not sync, whatever its workflow says, and a job without a token learns what it needs', async () => {
    using checkout = createCheckout({ 'automations/a.json': definition('a') });
    oidc.setJobClaims(pullClaims);
    const inputs = { 'server-url': server.url, mode: 'sync' };
    const refused = await runStep({ root: checkout.root, inputs, environment: oidc.environment });
    expect([refused.code, annotations(refused)]).toEqual([1, [expect.stringMatching(/^error .*pull_request/)]]);
    const anonymous = await runStep({ root: checkout.root, inputs });
    expect(annotations(anonymous)).toEqual([
      'error To sync, the job needs `permissions: id-token: write`, or the inputs `client-id` and `client-secret`.',
    ]);
    // The files were looked at all the same, and that is reported.
    expect([anonymous.code, anonymous.outputs.valid]).toEqual([1, 'true']);
    expect(anonymous.summary).toContain('1 valid automation in 1 file');
    expect(anonymous.summary).toContain('To sync, the job needs');
  });

  test('planning asks for a plan and a backtest, and sends nothing that could write', async () => {
    const asked: string[] = [];
    await using between = await startLoopback(async ({ method, url, headers, body }, response) => {
      asked.push(`${method} ${url.pathname}`);
      const answer = await server.send(method, url.pathname, String(body), {
        authorization: headers.authorization ?? '',
      });
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.text);
    });
    using checkout = createCheckout({ 'automations/z.json': definition('z') });
    const { id, secret } = server.credentials();
    const inputs = { mode: 'plan', 'server-url': between.url, 'client-id': id, 'client-secret': secret };
    const step = await runStep({ root: checkout.root, inputs });
    expect([step.code, step.outputs.created]).toEqual([0, '1']);
    expect(asked).toEqual(['POST /v1/automations/plan', 'POST /v1/automations/backtest']);
    expect(step.commands.filter(({ name }) => name === 'add-mask').map(({ data }) => data)).toContain(secret);
    expect(step.log.join('\n')).not.toContain(secret);
    expect(Object.keys(createPlanClient({ url: between.url, authorize: async () => '' }))).toEqual(['plan']);
    expect(await identifiers()).not.toContain('z');
  });

  test('an unavailable server holds up no pull request, and fails a sync with its address', async () => {
    using checkout = createCheckout({ 'automations/a.json': definition('a') });
    const { base, head } = checkout.pullRequest({ 'automations/b.json': definition('b') });
    const inputs = { 'server-url': 'http://127.0.0.1:9', 'client-id': 'a', 'client-secret': 'b' };
    const payload = { pull_request: { number: 7, base: { sha: base }, head: { sha: head } }, repository };
    const planned = await runStep({ root: checkout.root, event: 'pull_request', payload, inputs });
    expect([planned.code, planned.outputs.created]).toEqual([0, '1']);
    const why = 'The server did not return a plan: The server http://127.0.0.1:9 cannot be reached';
    // Reported before the plan, which differs from the requested one.
    expect(annotations(planned)).toEqual([expect.stringContaining(why)]);
    expect(planned.summary).toMatch(/The server did not return a plan[\s\S]*1 to create/);
    const synced = await runStep({ root: checkout.root, inputs: { ...inputs, mode: 'sync' } });
    expect([synced.code, annotations(synced)]).toEqual([
      1,
      [expect.stringContaining('http://127.0.0.1:9 cannot be reached')],
    ]);
  });
});
