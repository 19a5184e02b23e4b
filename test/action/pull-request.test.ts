import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { startFakeGitHub } from '../fakes/github/index.ts';
import { startLoopback } from '../fakes/loopback.ts';
import { createCheckout } from './checkout.ts';
import { definition } from './definitions.ts';
import { annotations, runStep } from './job.ts';

type Parents = { base: string; head: string };

const payloadOf = ({ base, head }: Parents, number = 7) => ({
  pull_request: { number, base: { sha: base }, head: { sha: head } },
  repository: { full_name: 'acme/catalog', default_branch: 'main' },
});

/** A pull request on a fake GitHub: its step, with a token of these permissions. */
async function world(permissions: Record<string, 'read' | 'write'> = { contents: 'read', pull_requests: 'write' }) {
  const github = await startFakeGitHub();
  const repository = github.addRepository('acme/catalog');
  const token = github.workflowToken(repository, permissions);
  return {
    github,
    repository,
    step: (root: string, parents: Parents, inputs: Record<string, string> = {}) =>
      runStep({
        root,
        event: 'pull_request',
        payload: payloadOf(parents),
        inputs: { 'github-token': token, ...inputs },
        environment: { GITHUB_API_URL: github.url, GITHUB_REF: 'refs/pull/7/merge' },
      }),
    [Symbol.asyncDispose]: () => github[Symbol.asyncDispose](),
  };
}

describe('action/pull-request', () => {
  test('creates the comment, and updates it only if its meaning changes', async () => {
    await using here = await world();
    using checkout = createCheckout({ 'automations/a.json': definition('a') });
    const first = checkout.pullRequest({ 'automations/b.json': definition('b') });

    const created = await here.step(checkout.root, first);
    expect([created.code, annotations(created)]).toEqual([0, []]);
    expect(created.outputs).toMatchObject({ valid: 'true', errors: '0', created: '1', updated: '0', deleted: '0' });
    expect(JSON.parse(created.outputs.plan ?? '').changes.map((change: { action: string }) => change.action)).toEqual([
      'unchanged',
      'create',
    ]);
    expect(created.outputs['plan-hash']).toMatch(/^p_[0-9a-f]{32}$/);
    expect(here.repository.comments).toHaveLength(1);
    const [comment] = here.repository.comments;
    expect(comment?.body).toMatch(/^<!-- catalog-automations automations -->\n/);
    expect(comment?.body).toContain('1 to create');

    // Other text, same meaning: the file is laid out anew and its keys are sorted another way.
    const again = checkout.pullRequest({ 'automations/b.json': JSON.stringify(JSON.parse(definition('b'))) });
    const untouched = await here.step(checkout.root, again);
    expect(untouched.log).toContain('Comment: unchanged');
    // Looked and written, then only looked.
    expect(here.github.requestsTo('POST /graphql')).toHaveLength(3);

    const broken = checkout.pullRequest({
      'automations/a.json': null,
      'automations/b.json': definition('b', { publish: 'yes' }),
    });
    const edited = await here.step(checkout.root, broken);
    expect(edited.code).toBe(1);
    expect(edited.log).toContain('Comment: updated');
    expect(here.repository.comments).toHaveLength(1);
    expect(here.repository.comments[0]?.body).toContain(
      'schema/wrong-type'.replace('/', '&#47;').replace('-', '&#45;'),
    );
    expect(here.repository.comments[0]?.body).toContain('1 to delete');
  });

  test('creates no comment without changes, and never edits a person who quotes the marker', async () => {
    await using here = await world();
    using checkout = createCheckout({ 'automations/a.json': definition('a') });
    const quiet = checkout.pullRequest({ 'README.md': 'x' });
    expect((await here.step(checkout.root, quiet)).log).toContain('Comment: not needed');
    expect(here.repository.comments).toEqual([]);

    const marker = '<!-- catalog-automations automations -->';
    here.repository.comments.push({ id: 1, issue: 7, author: 'octocat', body: `${marker}\nlook`, at: 0 });
    // Our comment for another path does not belong to this path either.
    here.repository.comments.push({
      id: 2,
      issue: 7,
      author: 'github-actions[bot]',
      body: '<!-- catalog-automations other -->',
      at: 0,
    });
    const change = checkout.pullRequest({ 'automations/b.json': definition('b') });
    expect((await here.step(checkout.root, change)).log).toContain('Comment: created');
    expect(here.repository.comments.map(({ author }) => author)).toEqual([
      'octocat',
      'github-actions[bot]',
      'github-actions[bot]',
    ]);
    expect(here.repository.comments[0]?.body).toBe(`${marker}\nlook`);
  });

  test("keeps one comment with a person's token too, and leaves the comments of other bots alone", async () => {
    await using here = await world();
    const token = here.github.personalToken(here.repository, 'octocat', { pull_requests: 'write' });
    using checkout = createCheckout({ 'automations/a.json': definition('a') });
    const marker = '<!-- catalog-automations automations -->';
    here.repository.comments.push({ id: 1, issue: 7, author: 'other[bot]', body: `${marker}\nmine`, at: 0 });
    const change = checkout.pullRequest({ 'automations/b.json': definition('b') });
    const created = await here.step(checkout.root, change, { 'github-token': token });
    expect(created.log).toContain('Comment: created');
    const again = checkout.pullRequest({ 'automations/b.json': definition('b', { title: 'Other' }), 'c.txt': '' });
    const other = checkout.pullRequest({ 'automations/c.json': definition('c') });
    for (const parents of [again, other]) await here.step(checkout.root, parents, { 'github-token': token });
    expect(here.repository.comments.map(({ author }) => author)).toEqual(['other[bot]', 'octocat']);
    expect(here.repository.comments[0]?.body).toBe(`${marker}\nmine`);
    expect(here.repository.comments[1]?.body).toContain('<code>c</code>');
  });

  test('finds its comment after a hundred others', async () => {
    await using here = await world();
    using checkout = createCheckout({});
    const change = checkout.pullRequest({ 'automations/b.json': definition('b') });
    for (let id = 1; id <= 150; id += 1)
      here.repository.comments.push({ id, issue: 7, author: 'octocat', body: 'hi', at: 0 });
    expect((await here.step(checkout.root, change)).log).toContain('Comment: created');
    expect((await here.step(checkout.root, change)).log).toContain('Comment: unchanged');
  });

  test('validates a pull request from a fork in full with a read-only token', async () => {
    await using here = await world({ contents: 'read', pull_requests: 'read' });
    using checkout = createCheckout({ 'automations/a.json': definition('a') });
    const change = checkout.pullRequest({ 'automations/b.json': definition('b', { identifier: 'b b' }) });
    const step = await here.step(checkout.root, change, { 'server-url': 'https://automations.example.test' });
    expect(step.code).toBe(1);
    expect(annotations(step)).toEqual([
      expect.stringMatching(/^error automations\/b\.json:2:17 schema\/wrong-format /),
    ]);
    expect(step.log.join('\n')).toContain('Comment: not allowed.');
    expect(step.log.join('\n')).toContain('The server was not contacted');
    expect(step.summary).toContain('b b');
    expect(step.outputs['plan-hash']).toMatch(/^p_/);
  });

  test('accepts a client id without its secret, as in a fork, unless it syncs', async () => {
    using checkout = createCheckout({ 'automations/a.json': definition('a') });
    const parents = checkout.pullRequest({ 'automations/b.json': definition('b') });
    for (const target of ['server', 'port']) {
      const inputs = {
        target,
        'server-url': 'https://automations.example.test',
        'client-id': 'a',
        'client-secret': '',
      };
      const job = { root: checkout.root, event: 'pull_request', payload: payloadOf(parents), inputs };
      const step = await runStep(job);
      expect([step.code, step.outputs.valid, step.outputs.created]).toEqual([0, 'true', '1']);
      expect(step.log.join('\n')).toContain('`client-secret` is empty, as secrets are in a pull request from a fork');
      const push = { ...job, event: 'push', payload: { repository: job.payload.repository } };
      const sync = await runStep({ ...push, inputs: { ...inputs, mode: 'sync' } });
      expect([sync.code, sync.outputs.valid]).toEqual([1, 'true']);
      expect(annotations(sync)).toEqual([expect.stringContaining('the inputs `client-id` and `client-secret`.')]);
    }
  });

  test('still reports, with a plan from the files, if the OIDC token endpoint fails', async () => {
    await using endpoint = await startLoopback((_request, response) => void response.writeHead(500).end('{}'));
    using checkout = createCheckout({ 'automations/a.json': definition('a') });
    const parents = checkout.pullRequest({ 'automations/b.json': definition('b') });
    const job = {
      root: checkout.root,
      event: 'pull_request',
      payload: payloadOf(parents),
      inputs: { 'server-url': 'https://automations.example.test' },
      environment: {
        ACTIONS_ID_TOKEN_REQUEST_URL: `${endpoint.url}/token?api-version=2.0`,
        ACTIONS_ID_TOKEN_REQUEST_TOKEN: 't',
      },
    };
    const step = await runStep(job);
    expect([step.code, step.outputs.created]).toEqual([0, '1']);
    expect(annotations(step)).toEqual([
      expect.stringMatching(/The server did not return a plan: GitHub did not give this job an OIDC token: .*500/),
    ]);
    const merged = { ...job, event: 'push', payload: { repository: job.payload.repository } };
    const sync = await runStep({ ...merged, inputs: { ...job.inputs, mode: 'sync' } });
    expect([sync.code, sync.outputs.valid, sync.summary]).toEqual([
      1,
      'true',
      expect.stringContaining('did not give this job an OIDC token'),
    ]);
  });

  test('syncs a pull request only once it is merged', async () => {
    using checkout = createCheckout({ 'automations/a.json': definition('a') });
    const parents = checkout.pullRequest({ 'automations/b.json': definition('b') });
    const inputs = { 'server-url': 'http://127.0.0.1:9', 'client-id': 'a', 'client-secret': 'b', mode: 'sync' };
    const job = (merged: boolean) => {
      const payload = payloadOf(parents);
      const pull_request = { ...(payload.pull_request as object), merged };
      return runStep({ root: checkout.root, event: 'pull_request', payload: { ...payload, pull_request }, inputs });
    };
    const open = await job(false);
    expect([open.code, open.summary]).toEqual([1, expect.stringContaining('An unmerged pull request')]);
    const merged = await job(true);
    expect([merged.code, merged.summary]).toEqual([1, expect.stringContaining('cannot be reached')]);
  });

  test('makes no requests without a token', async () => {
    using checkout = createCheckout({ 'automations/a.json': definition('a') });
    const parents = checkout.pullRequest({ 'automations/b.json': definition('b') });
    const step = await runStep({ root: checkout.root, event: 'pull_request', payload: payloadOf(parents) });
    expect([step.code, step.outputs.created]).toEqual([0, '1']);
  });

  test('explains in place of a plan that the checkout lacks history', async () => {
    using checkout = createCheckout({ 'automations/a.json': definition('a') });
    const parents = checkout.pullRequest({ 'automations/b.json': definition('b') });
    using shallow = createCheckout();
    execFileSync(
      'git',
      ['fetch', '--quiet', '--depth', '1', `file://${checkout.root}`, checkout.git('rev-parse', 'HEAD')],
      {
        cwd: shallow.root,
      },
    );
    shallow.git('checkout', '--quiet', 'FETCH_HEAD');
    const run = (depth?: string) => {
      if (depth)
        execFileSync('git', ['fetch', '--quiet', '--depth', depth, `file://${checkout.root}`, 'HEAD'], {
          cwd: shallow.root,
        });
      return runStep({ root: shallow.root, event: 'pull_request', payload: payloadOf(parents) });
    };
    const without = await run();
    expect(without.code).toBe(0);
    expect(without.outputs.plan).toBeUndefined();
    expect(without.log.join('\n')).toMatch(
      /There is no plan\. The commit `[0-9a-f]{7}` to compare with has not been fetched; give `actions\/checkout` a `fetch-depth` of 2/,
    );
    expect((await run('2')).outputs.created).toBe('1');
  });

  test('shows ten annotations of a kind, changed files first, and counts the rest in a last line', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 15 }, (_, index) => [
        `automations/old-${index}.json`,
        definition(`old_${index}`, { icon: 3, invocationMethod: { type: 'WEBHOOK', url: 'http://example.com' } }),
      ]),
    );
    using checkout = createCheckout(many);
    const parents = checkout.pullRequest({ 'automations/zz-new.json': definition('b', { titel: 'x' }) });
    const step = await runStep({ root: checkout.root, event: 'pull_request', payload: payloadOf(parents) });
    const shown = annotations(step);
    expect(shown[0]).toMatch(/^error automations\/zz-new\.json:/);
    expect(shown.filter((line) => line.startsWith('error '))).toHaveLength(10);
    expect(shown.at(-1)).toBe(
      'notice Not all problems are shown here 11 more problems: the summary of this job lists all of them.',
    );
    expect(step.outputs.errors).toBe('16');
    for (let index = 0; index < 15; index += 1) expect(step.summary).toContain(`old&#45;${index}`);
  });

  test('plans a merge group against its base commit', async () => {
    using checkout = createCheckout({ 'automations/a.json': definition('a') });
    checkout.commit({ 'automations/a.json': definition('a', { publish: false }) });
    const payload = {
      merge_group: { base_sha: checkout.first },
      repository: { full_name: 'acme/catalog', default_branch: 'main' },
    };
    const step = await runStep({ root: checkout.root, event: 'merge_group', payload });
    expect([step.code, step.outputs.updated]).toEqual([0, '1']);
    expect(step.summary).toContain('<code>true</code> → <code>false</code>');
  });
});
