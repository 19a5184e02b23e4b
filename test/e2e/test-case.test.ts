import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/core/json.ts';
import { readTestFile } from '../../src/core/test-file/read-test-file.ts';
import type { ProposedChange } from '../../src/core/views/proposed-change.ts';
import type { TestCase } from '../../src/core/views/test-case-view.ts';
import { type FakeGitHub, type Repository, startFakeGitHub } from '../fakes/github/index.ts';
import { startAppServer } from './harness/github.ts';
import type { Server } from './harness/server.ts';
import { automation, created, webhook } from './harness/shapes.ts';
import { type Sink, startSink } from './harness/sink.ts';

const kept = `# What the team agreed on.
automation: page
tests:
  - name: pages for gold # never remove
    event: { type: ENTITY_CREATED, blueprint: service, after: { properties: { tier: gold } } }
    expect: match
`;

describe('e2e/test-case', () => {
  let github: FakeGitHub;
  let repository: Repository;
  let server: Server;
  let sink: Sink;
  beforeAll(async () => {
    [github, sink] = await Promise.all([startFakeGitHub(), startSink()]);
    github.install('acme', { actions: 'write', contents: 'write', pull_requests: 'write' });
    repository = github.addRepository('acme/catalog', {
      'automations/page.test.yml': kept,
      '.catalog-automations.yml': 'tests: { redact: [owner] }\n',
    });
    server = await startAppServer(github, { ALLOWED_HOSTS: sink.host });
    const on = { type: 'ENTITY_CREATED', blueprintIdentifier: 'service' };
    const body = { owner: '{{ .event.diff.after.properties.owner }}', tier: '{{ .event.diff.after.properties.tier }}' };
    const method = webhook(sink.at('/page'), body);
    const gold = ['.diff.after.properties.tier == "gold"'];
    const definitions = [
      { file: 'automations/page.yml', automation: automation('page', on, method, gold) },
      { file: 'automations/fail.yml', automation: automation('fail', on, method, ['error("no")']) },
    ];
    await server.call('POST', '/v1/automations/sync', { path: 'automations', source: 'acme/catalog', definitions });
    await server.automate(automation('free', on, method, gold));
    const properties = { tier: 'gold', owner: 'Ada Lovelace', contactEmail: 'ada@acme.example' };
    const [event] = await server.emit(
      created('service', 'shop', properties, { id: 'shop-1' }),
      created('service', 'old', { ...properties, tier: 'Gold' }, { id: 'old-1' }),
    );
    for (const run of event?.runs ?? []) await server.runIn(run.id);
  });
  afterAll(async () => {
    await server?.[Symbol.asyncDispose]();
    await github?.[Symbol.asyncDispose]();
    await sink?.[Symbol.asyncDispose]();
  });

  const show = async (name: string, query: string): Promise<TestCase> =>
    (await server.call<{ testCase: TestCase }>('GET', `/v1/automations/${name}/test-case?${query}`)).testCase;
  const propose = async (name: string, body: JsonObject) => {
    const answer = await server.send('POST', `/v1/automations/${name}/test-case`, JSON.stringify(body));
    return { ...answer, change: answer.body.change as unknown as ProposedChange };
  };

  test("a recorded event becomes a test file that runs, redacted by the repository's settings", async () => {
    const made = await show('page', 'event=shop-1');
    expect(made).toMatchObject({
      ...{ automation: 'page', event: 'shop-1', file: 'automations/page.test.yml' },
      ...{ expect: 'match', notes: [], repository: 'acme/catalog' },
    });
    const { cases, issues } = readTestFile({ path: made.file, text: made.text });
    expect(issues).toEqual([]);
    expect(cases).toMatchObject([
      { name: 'handles shop-1', automation: 'page', expect: 'match', request: { body: { owner: 'redacted' } } },
    ]);
    expect(made.text).not.toContain('Lovelace');
    // The repository names its own fields in place of the usual ones.
    expect(made.text).toContain('ada@acme.example');
  });

  test('without a repository the usual fields are redacted', async () => {
    const made = await show('free', 'event=shop-1');
    expect(made).toMatchObject({ file: 'free.test.yml', repository: null });
    expect(made.text).toContain('someone@example.com');
    expect(made.text).not.toContain('ada@acme.example');
  });

  test('no match and a failed condition become tests too, and the expected result can be given', async () => {
    expect(await show('page', 'event=old-1')).toMatchObject({ expect: 'no-match' });
    expect(await show('fail', 'event=old-1')).toMatchObject({ expect: 'error' });
    const wished = await show('page', 'event=old-1&expect=match');
    expect(wished).toMatchObject({ expect: 'match', notes: [expect.stringContaining('does not match')] });
  });

  test('a pull request adds it to the file beside the definition, whose lines stay', async () => {
    const dry = await propose('page', { event: 'shop-1', dryRun: true });
    expect([dry.status, repository.opened.length, dry.change.pullRequest]).toEqual([200, 0, null]);
    const { change } = await propose('page', { event: 'shop-1' });
    const [pull] = repository.opened;
    expect(change).toMatchObject({
      ...{ repository: 'acme/catalog', file: 'automations/page.test.yml', diff: dry.change.diff, warnings: [] },
      pullRequest: { number: pull?.number },
    });
    expect(pull?.title).toBe('automations: test page with shop-1');
    const after = repository.branches.get(pull?.head ?? '')?.get('automations/page.test.yml') ?? '';
    expect(after.startsWith(kept)).toBe(true);
    const { cases } = readTestFile({ path: 'automations/page.test.yml', text: after });
    expect(cases.map(({ name }) => name)).toEqual(['pages for gold', 'handles shop-1']);
    const { audits } = await server.call<{ audits: JsonObject[] }>('GET', '/v1/audit-log?resources=pull_request');
    expect(audits).toMatchObject([{ context: { pull_request: `acme/catalog#${pull?.number}` } }]);
  });

  test('refuses what cannot be a test or a pull request', async () => {
    expect(await propose('free', { event: 'shop-1' })).toMatchObject({
      status: 422,
      body: { message: expect.stringContaining('download the test instead') },
    });
    const main = repository.branches.get('main');
    main?.set('automations/fail.test.yml', '- [not, tests\n');
    expect((await propose('fail', { event: 'shop-1' })).status).toBe(409);
    expect((await propose('page', { event: 'nothing' })).status).toBe(404);
    expect((await server.send('GET', '/v1/automations/unknown/test-case?event=shop-1')).status).toBe(404);
    expect((await server.send('GET', '/v1/automations/page/test-case?event=shop-1&expect=maybe')).status).toBe(422);
  });

  test('says so when the settings of the repository cannot be read', async () => {
    github.failNext('GET /repos/{owner}/{repo}', {
      answer: { status: 403, body: { message: 'Resource not accessible by integration' } },
      carriedOut: false,
    });
    const made = await show('page', 'event=shop-1');
    expect(made.notes).toEqual([expect.stringContaining('could not be read, so the default fields are redacted')]);
    expect(made.text).toContain('someone@example.com');
  });
});
