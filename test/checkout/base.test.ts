import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { type Checkout, createCheckout } from '../action/checkout.ts';
import { definition } from '../action/definitions.ts';
import { annotations, runStep } from '../action/job.ts';
import { startLoopback } from '../fakes/loopback.ts';

const repository = { full_name: 'acme/catalog', default_branch: 'main' };

/** What `actions/checkout` makes of a repository that gives any commit, as GitHub does. */
function cloneOf(origin: Checkout, depth: number, revision = 'HEAD'): Checkout {
  origin.git('config', 'uploadpack.allowAnySHA1InWant', 'true');
  const clone = createCheckout();
  clone.git('remote', 'add', 'origin', `file://${origin.root}`);
  const commit = origin.git('rev-parse', revision);
  execFileSync('git', ['fetch', '--quiet', '--depth', String(depth), 'origin', commit], { cwd: clone.root });
  clone.git('checkout', '--quiet', '--detach', commit);
  return clone;
}

/** A branch with one new definition, while `main` gets another one and a change. */
function parted() {
  const checkout = createCheckout({ 'automations/a.json': definition('a') });
  const { head } = checkout.pullRequest({ 'automations/b.json': definition('b') });
  checkout.git('checkout', '--quiet', 'main');
  const base = checkout.commit({
    'automations/c.json': definition('c'),
    'automations/a.json': definition('a', { title: 'Changed on main' }),
  });
  checkout.git('checkout', '--quiet', '--detach', head);
  return { checkout, payload: { pull_request: { number: 7, base: { sha: base }, head: { sha: head } }, repository } };
}

/** A real Port that holds these automations. */
function startPort(held: object[]) {
  return startLoopback(({ url }, response) => {
    const isToken = url.pathname.endsWith('access_token');
    response.end(JSON.stringify(isToken ? { ok: true, accessToken: 't' } : { ok: true, actions: held }));
  });
}

describe('checkout/base', () => {
  test('compares a checked-out head with the commit where it left the base branch', async () => {
    const { checkout, payload } = parted();
    using _ = checkout;
    const job = { root: checkout.root, event: 'pull_request', payload };
    const { outputs } = await runStep(job);
    expect([outputs.created, outputs.updated, outputs.deleted]).toEqual(['1', '0', '0']);

    await using port = await startPort(['a', 'c'].map((name) => JSON.parse(definition(name))));
    const inputs = { target: 'port', 'server-url': port.url, 'client-id': 'a', 'client-secret': 'b' };
    const planned = await runStep({ ...job, inputs });
    expect([planned.code, planned.outputs.created, planned.outputs.deleted]).toEqual([0, '1', '0']);
    expect(planned.log.join('\n')).toContain(
      'is checked out instead of its merge commit, so changes made to the base branch',
    );
  });

  test('reports that this commit was not fetched', async () => {
    const { checkout, payload } = parted();
    using _ = checkout;
    using shallow = cloneOf(checkout, 1);
    const step = await runStep({ root: shallow.root, event: 'pull_request', payload });
    expect([step.code, step.outputs.plan]).toEqual([0, undefined]);
    expect(step.log.join('\n')).toContain(
      'the commit that this branch started from, which was not fetched; leave the `ref`',
    );
  });

  test('fetches the first parent of the merge commit if it is missing', async () => {
    using checkout = createCheckout({ 'automations/a.json': definition('a') });
    const { base, head } = checkout.pullRequest({ 'automations/b.json': definition('b') });
    using shallow = cloneOf(checkout, 1);
    const payload = { pull_request: { number: 7, base: { sha: base }, head: { sha: head } }, repository };
    const step = await runStep({ root: shallow.root, event: 'pull_request', payload });
    expect([step.outputs.created, step.outputs.deleted]).toEqual(['1', '0']);
  });

  test('plans a push of three commits against the commit before them, fetching it if needed', async () => {
    using checkout = createCheckout({ 'automations/a.json': definition('a'), 'automations/b.json': definition('b') });
    checkout.commit({ 'automations/a.json': null });
    checkout.commit({ 'automations/c.json': definition('c') });
    checkout.commit({ 'README.md': 'x' });
    using shallow = cloneOf(checkout, 2);
    await using port = await startPort(['a', 'b'].map((name) => JSON.parse(definition(name))));
    const inputs = { target: 'port', 'server-url': port.url, 'client-id': 'a', 'client-secret': 'b', mode: 'plan' };
    const job = { root: shallow.root, event: 'push', payload: { before: checkout.first, repository }, inputs };

    const origin = shallow.git('remote', 'get-url', 'origin');
    shallow.git('remote', 'set-url', 'origin', 'file:///nowhere');
    const without = await runStep(job);
    expect([without.code, annotations(without)]).toEqual([
      1,
      [
        expect.stringMatching(
          /The commit `[0-9a-f]{7}` to compare with has not been fetched; .* a `fetch-depth` of 0\.$/,
        ),
      ],
    ]);

    shallow.git('remote', 'set-url', 'origin', origin);
    const { outputs } = await runStep(job);
    expect([outputs.created, outputs.updated, outputs.deleted]).toEqual(['1', '0', '1']);
    expect(shallow.git('log', '--format=%H').split('\n')).toHaveLength(2);
  });
});
