import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Checkout, createCheckout } from '../action/checkout.ts';
import { definition } from '../action/definitions.ts';
import { annotations, runStep, type Step } from '../action/job.ts';
import { type FakeGitHub, startFakeGitHub } from '../fakes/github/index.ts';
import { type Server, startServer } from './harness/server.ts';
import { created } from './harness/shapes.ts';

const repository = { full_name: 'acme/catalog', default_branch: 'main' };

describe('e2e/action-merge', () => {
  let server: Server;
  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
  });

  let github: FakeGitHub;
  let on: ReturnType<FakeGitHub['addRepository']>;
  let checkout: Checkout;
  let path: string;
  let number = 0;
  beforeEach(async () => {
    github = await startFakeGitHub();
    on = github.addRepository('acme/catalog');
    on.merged = new Map();
    // A folder for each test, because the service keeps what earlier ones synced.
    number += 1;
    path = `team-${number}`;
    checkout = createCheckout({ [`${path}/kept${number}.json`]: definition(`kept${number}`) });
    return async () => {
      checkout[Symbol.dispose]();
      await github[Symbol.asyncDispose]();
    };
  });

  const file = (name: string) => `${path}/${name}.json`;

  function job(event: string, payload: object, inputs: Record<string, string>, permission: 'read' | 'write' = 'write') {
    const { id, secret } = server.credentials();
    const token = github.workflowToken(on, { contents: 'read', pull_requests: permission });
    return runStep({
      root: checkout.root,
      event,
      payload: { ...payload, repository },
      inputs: {
        ...{ path, 'server-url': server.url, 'client-id': id, 'client-secret': secret, 'github-token': token },
        ...inputs,
      },
      environment: {
        GITHUB_API_URL: github.url,
        GITHUB_SERVER_URL: 'https://github.com',
        GITHUB_RUN_ID: '42',
        GITHUB_SHA: checkout.git('rev-parse', 'HEAD'),
      },
    });
  }

  const propose = async (files: Record<string, string | null>): Promise<Step> => {
    const { base, head } = checkout.pullRequest(files);
    return job('pull_request', { pull_request: { number: 7, base: { sha: base }, head: { sha: head } } }, {});
  };

  /** Merges what is proposed as #7, and runs the job of the push. */
  const merge = async (inputs: Record<string, string> = {}, permission?: 'read'): Promise<Step> => {
    const before = checkout.git('rev-parse', 'main');
    checkout.git('checkout', '--quiet', '-B', 'main', 'change');
    on.merged?.set(checkout.git('rev-parse', 'HEAD'), 7);
    return job('push', { before }, inputs, permission);
  };
  const again = (inputs: Record<string, string> = {}) => job('push', { before: checkout.first }, inputs);
  const comment = () => on.comments[0]?.body ?? '';
  const required = { 'require-plan': 'true' };

  test('the comment says what was applied, and a second job leaves that', async () => {
    expect((await propose({ [file('new')]: definition(`new${number}`) })).log).toContain('Comment: created');
    expect(comment()).toContain('What merging would change');
    const synced = await merge(required);
    expect([synced.code, annotations(synced)]).toEqual([0, []]);
    expect(synced.log).toContain('Comment on #7: updated');
    const short = checkout.git('rev-parse', 'HEAD').slice(0, 7);
    expect(comment()).toMatch(new RegExp(`### Applied in \\[<code>${short}</code>\\]\\(.*\\): 2 created\n`));
    const repeated = await again(required);
    expect([repeated.code, repeated.log.at(-1)]).toEqual([0, 'Comment on #7: unchanged']);
    expect(comment()).toContain('2 created');
    expect(on.comments).toHaveLength(1);
  });

  test('with require-plan another plan is refused with what differs, until it is confirmed', async () => {
    await again();
    const name = `kept${number}`;
    await propose({ [file('new')]: definition(`new${number}`) });
    await server.call('PUT', `/v1/actions/${name}`, { ...JSON.parse(definition(name)), title: 'Changed by hand' });
    const refused = await merge(required);
    expect(refused.code).toBe(1);
    const [message = ''] = annotations(refused);
    expect(message).toContain(
      `Nothing was synced: this is not the plan that the comment on #7 shows: \`${name}\` would be updated as well. Review the plan, and sync it with \`confirm: p_`,
    );
    expect(comment()).toContain('Refused in [');
    // A plan that was not shown before does not count as shown just because a job reports it.
    expect((await again(required)).code).toBe(1);
    const confirm = /confirm: (p_[0-9a-f]{32})/.exec(message)?.[1] ?? '';
    const confirmed = await again({ ...required, confirm });
    expect([confirmed.code, annotations(confirmed)]).toEqual([0, []]);
    expect(comment()).toContain('1 created, 1 updated');
  });

  test('with require-plan a commit without a pull request changes nothing, but may have nothing to change', async () => {
    checkout.commit({ [file('direct')]: definition(`direct${number}`) });
    const refused = await again(required);
    expect([refused.code, annotations(refused)]).toEqual([
      1,
      [expect.stringContaining('`require-plan` is on, but no pull request was merged as this commit. Review the plan')],
    ]);
    expect((await again()).code).toBe(0);
    expect((await again(required)).code).toBe(0);
  });

  test('with require-plan the comment of another user does not count', async () => {
    await propose({ [file('new')]: definition(`new${number}`) });
    const [own] = on.comments;
    if (own) own.author = 'octocat';
    const refused = await merge(required);
    expect(annotations(refused)).toEqual([
      expect.stringContaining('`require-plan` is on, but no comment on #7 shows a plan of the service.'),
    ]);
  });

  test('the changes are tried on recorded events, and only the differences are reported', async () => {
    const trigger = (expression: string) => ({
      type: 'automation',
      event: { type: 'ENTITY_CREATED', blueprintIdentifier: 'tried' },
      condition: { type: 'JQ', expressions: [expression], combinator: 'and' },
    });
    for (const n of [1, 2, 3])
      await server.call('POST', '/v1/events', created('tried', `t${n}`, { n }, { id: `tried-${n}` }));
    await propose({
      [file('some')]: definition('some', { trigger: trigger('.diff.after.properties.n > 1') }),
      [file('none')]: definition('none', { trigger: trigger('.diff.after.properties.n > 3') }),
    });
    const page = (id: string) => `[<code>${id.replace('-', '&#45;')}</code>](${server.url}/events/${id})`;
    expect(comment()).toContain(
      `- <code>some</code> would have fired **2** times, before: 0; new: ${page('tried-3')}, ${page('tried-2')}\n\n<sub>Tried on `,
    );
    expect(comment()).not.toContain('<code>none</code> would');
    await propose({ [file('none')]: definition('none', { trigger: trigger('.diff.after.properties.n > 3') }) });
    expect(comment()).toContain('The changed automations would have fired for the same events as before.');
  });

  test('a token without write access still syncs, and the log says where the report is', async () => {
    await propose({ [file('new')]: definition(`new${number}`) });
    const synced = await merge({}, 'read');
    expect(synced.code).toBe(0);
    expect(synced.log.join('\n')).toContain('The summary of this job holds the whole report.');
  });

  test('a file with errors after the merge is reported in the comment', async () => {
    await propose({ [file('new')]: definition(`new${number}`) });
    checkout.git('checkout', '--quiet', 'change');
    checkout.commit({ [file('new')]: '{' });
    const failed = await merge(required);
    expect(failed.code).toBe(1);
    expect(comment()).toContain('Nothing was synced because the files have errors');
  });
});
