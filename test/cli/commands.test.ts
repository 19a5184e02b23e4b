import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { createCheckout } from '../action/checkout.ts';
import { definition } from '../action/definitions.ts';
import { type Server, startServer } from '../e2e/harness/server.ts';
import { runCli } from './cli.ts';

const tests = `automation: a
tests:
  - name: opens
    event: { type: ENTITY_UPDATED, blueprint: service, before: {}, after: { properties: { status: open } } }
  - name: closes
    event: { type: ENTITY_UPDATED, blueprint: service, before: {}, after: { properties: { status: closed } } }
`;

const event =
  '{ "type": "ENTITY_UPDATED", "blueprint": "service", "before": {}, "after": { "properties": { "status": "open" } } }';

describe('cli/test', () => {
  test('prints a line for each test, and the reason for each failure', async () => {
    using checkout = createCheckout({ 'automations/a.json': definition('a'), 'automations/a.test.yml': tests });
    const { code, stdout } = await runCli(checkout.root, ['test']);
    expect(code).toBe(1);
    expect(stdout.split('\n')).toEqual([
      '✔ a opens',
      '✘ a closes',
      '',
      'automations/a.test.yml:5:11 error test/failed "closes" expects a match, but `a` does not match.',
      expect.stringContaining('event'),
      expect.stringMatching(/^ {2}5 \|/),
      expect.stringMatching(/\^+$/),
      '    ✘ .diff.after.properties.status == "open"  →  false',
      '        .diff.after.properties.status is "closed"',
      '',
      '2 tests: 1 passed, 1 failed',
      '',
    ]);
  });

  test('skips the tests of a broken automation and fails', async () => {
    using checkout = createCheckout({
      'automations/a.json': definition('a', { icon: 3 }),
      'automations/a.test.yml': tests,
    });
    const { code, stdout } = await runCli(checkout.root, ['test']);
    expect([code, stdout]).toEqual([1, expect.stringContaining('2 tests: 0 passed, 0 failed, 2 skipped')]);
  });
});

describe('cli/test of one file', () => {
  test('runs it with the definitions around it, without reporting their issues', async () => {
    const of = (name: string) => tests.replaceAll('automation: a', `automation: ${name}`);
    using checkout = createCheckout({
      'automations/a.json': definition('a'),
      'automations/broken.json': definition('b', { icon: 3 }),
      'automations/deep/a.test.yml': of('a'),
      'automations/deep/b.test.yml': of('b'),
      'elsewhere/c.json': definition('c'),
      'elsewhere/c.test.yml': of('c'),
      'd.json': definition('d'),
      'd.test.yml': of('d'),
    });
    for (const name of ['automations/deep/a', 'elsewhere/c', 'd']) {
      const { code, stdout } = await runCli(checkout.root, ['test', `${name}.test.yml`]);
      expect([code, stdout], name).toEqual([1, expect.stringContaining('2 tests: 1 passed, 1 failed')]);
      expect(stdout, name).not.toContain('.json');
    }
    const skipped = await runCli(`${checkout.root}/automations/deep`, ['test', 'b.test.yml']);
    expect(skipped.stdout).toContain('2 tests: 0 passed, 0 failed, 2 skipped');
    const validated = await runCli(checkout.root, ['validate', 'automations/deep/a.test.yml']);
    expect(validated.stdout).toContain('0 valid automations in 1 file, 2 tests: 1 error\n');
  });
});

describe('cli/explain', () => {
  test('prints the verdict, each expression with its value, and the request', async () => {
    const headers = { authorization: 'Bearer {{ .secrets.TOKEN }}', entity: '{{ .event.context.entityIdentifier }}' };
    const method = { type: 'WEBHOOK', url: 'https://example.com', headers };
    using checkout = createCheckout({ 'a.json': definition('a', { invocationMethod: method }), 'event.json': event });
    const { code, stdout } = await runCli(checkout.root, ['explain', 'a.json', 'event.json']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^a: matches\n {2}✔ \.diff\.after\.properties\.status == "open" {2}→ {2}true\n/);
    expect(stdout).toContain('"authorization": "Bearer [secret TOKEN]"');
    expect(stdout).toContain('"entity": "entity"');
    const other = await runCli(checkout.root, ['explain', 'a.json', '-'], {
      input: event.replace('"service"', '"other"'),
    });
    expect(other.stdout).toBe(
      'a: does not match\n  It listens to ENTITY_UPDATED of the blueprint service; this event is ENTITY_UPDATED of the blueprint other.\n',
    );
    const several = await runCli(checkout.root, ['explain', 'a.json', '-'], {
      input: `[${event}, ${event.replace('open', 'closed')}]`,
    });
    expect([several.code, several.stdout]).toEqual([
      0,
      expect.stringMatching(/^Event 1 of 2\na: matches\n[\s\S]*\n\nEvent 2 of 2\na: does not match\n/),
    ]);
    const half = await runCli(checkout.root, ['explain', 'a.json', '-'], { input: `[${event}, 1]` });
    expect([half.code, half.stdout, half.stderr]).toEqual([
      2,
      '',
      'Standard input contains something that is not an event. 1:119 An event must be an object.\n',
    ]);
    const none = await runCli(checkout.root, ['explain', 'a.json', '-'], { input: '{"typ": 1}' });
    expect([none.code, none.stderr]).toEqual([
      2,
      expect.stringMatching(/^Standard input contains no event\. 1:\d+ `event\.\w+` .*did you mean `type`/),
    ]);
  });

  test('explains every automation of a folder', async () => {
    using checkout = createCheckout({
      'automations/a.json': definition('a'),
      'automations/deep/b.json': definition('b'),
      'automations/b.test.yml': '',
    });
    const { code, stdout } = await runCli(checkout.root, ['explain', 'automations', '-'], { input: event });
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^a: matches\n[\s\S]*^b: matches\n/m)]);
    const wrong = await runCli(checkout.root, ['explain', 'automations', 'automations']);
    expect([wrong.code, wrong.stderr]).toEqual([2, 'automations cannot be read: it is a folder.\n']);
  });
});

describe('cli/errors', () => {
  test('never prints foreign text as a workflow command on standard error', async () => {
    using checkout = createCheckout({
      'automations/a.yml': `${definition('a')}\n---\nidentifier: b\npublish: maybe # ##[error]pwned\n`,
    });
    const planned = await runCli(checkout.root, ['plan', '--base', 'HEAD']);
    expect([planned.code, planned.stderr]).toEqual([
      1,
      expect.stringContaining('publish: maybe # ##\u200b[error]pwned'),
    ]);
    for (const format of ['json', 'sarif']) {
      checkout.write({ 'automations/b.json': definition('b', { publish: '##[error]pwned' }) });
      const { stdout } = await runCli(checkout.root, ['validate', '--format', format]);
      expect(stdout).not.toContain('##[');
      expect(JSON.stringify(JSON.parse(stdout))).toContain('##[error]pwned');
    }
    for (const args of [['validate', '::error::pwned'], ['##[error]pwned'], ['explain', 'a.json', '::error::pwned']]) {
      const { code, stderr } = await runCli(checkout.root, args);
      expect([code, stderr], args.join(' ')).toEqual([2, expect.stringContaining('error')]);
      expect(stderr, args.join(' ')).not.toMatch(/^\s*::|##\[/m);
    }
  });
});

describe('cli/schema', () => {
  test('prints the schema of definitions, or of tests on request', async () => {
    using checkout = createCheckout();
    const { stdout } = await runCli(checkout.root, ['schema']);
    expect(JSON.parse(stdout)).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      title: 'Automations',
    });
    expect(JSON.parse((await runCli(checkout.root, ['schema', '--tests'])).stdout).title).toBe('Tests of automations');
  });
});

describe('cli/input', () => {
  test('reads YAML from standard input, and reports a missing file in a sentence', async () => {
    using checkout = createCheckout({ 'a.json': definition('a') });
    const input = 'type: ENTITY_UPDATED\nblueprint: service\nbefore: {}\nafter: { properties: { status: open } }\n';
    const said = await runCli(checkout.root, ['explain', 'a.json', '-'], { input });
    expect([said.code, said.stdout, said.stderr]).toEqual([0, expect.stringMatching(/^a: matches/), '']);
    const missing = await runCli(checkout.root, ['explain', 'a.json', 'nope.yml']);
    expect(missing).toEqual({ code: 2, stdout: '', stderr: 'nope.yml cannot be read: the file does not exist.\n' });
  });

  test('prints the version of the package', async () => {
    const { code, stdout } = await runCli('/', ['--version']);
    expect([code, stdout]).toEqual([0, `${packageJson.version}\n`]);
  });
});

describe('cli/plan and sync and send', () => {
  let server: Server;
  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  test('plans, syncs, sends an event and restores', async () => {
    using checkout = createCheckout({ 'automations/a.json': definition('a') });
    const { id, secret } = server.credentials();
    const environment = { SERVER_URL: server.url, CLIENT_ID: id, CLIENT_SECRET: secret, GITHUB_REPOSITORY: 'acme/cli' };
    const run = (...args: string[]) => runCli(checkout.root, args, { environment });
    const planned = await run('plan');
    expect(planned.stdout).toMatch(
      /^\+ a {2}automations\/a\.json\nacme\/cli:automations: 1 to create \(p_[0-9a-f]{32}\)\n$/,
    );
    expect((await run('sync')).stdout).toContain('1 created');

    checkout.write({ 'event.json': event });
    expect((await run('send', 'event.json', '--no-wait')).stdout).toMatch(/^\S+ {2}ran a\n$/);

    checkout.write({ 'automations/a.json': definition('a', { title: 'Other' }) });
    const changed = JSON.parse((await run('plan', '--format', 'json')).stdout);
    expect(changed.changes).toMatchObject([
      { action: 'update', fields: [{ path: '/title', before: 'Title of a', after: 'Other' }] },
    ]);
    expect((await run('sync')).code).toBe(0);
    expect((await run('sync', '--restore')).stdout).toContain('/title: Other → Title of a');
  });

  test('plans and syncs the settings of automations, with a service and with a commit', async () => {
    const limited = (count: number) => `automations: { limited: { concurrency: ${count} } }\n`;
    const file = { 'automations/limited.json': definition('limited') };
    using checkout = createCheckout({ ...file, '.catalog-automations.yml': limited(2) });
    const { id, secret } = server.credentials();
    const environment = { SERVER_URL: server.url, CLIENT_ID: id, CLIENT_SECRET: secret, GITHUB_REPOSITORY: 'acme/set' };
    const run = (...args: string[]) => runCli(checkout.root, args, { environment });
    expect((await run('sync')).stdout).toContain('1 created');
    const commit = checkout.commit({});
    checkout.write({ '.catalog-automations.yml': limited(5) });
    for (const planned of [await run('plan'), await run('plan', '--base', commit)])
      expect(planned.stdout).toContain('/settings/concurrency: 2 → 5');
    await run('sync');
    expect((await server.call('GET', '/v1/actions/limited')).settings).toEqual({ concurrency: 5 });
    checkout.write({ '.catalog-automations.yml': 'automations: { limitd: { concurrency: 5 } }\n' });
    expect((await run('validate')).stdout).toContain(
      'warning settings/unknown-automation There is no automation `limitd`',
    );
    checkout.write({ 'elsewhere/limitd.json': definition('limitd') });
    expect((await run('validate')).stdout).not.toContain('unknown-automation');
  });

  test('predicts a refused sync, with advice in terms of the command line', async () => {
    using checkout = createCheckout({ 'automations/a.json': definition('a') });
    const { id, secret } = server.credentials();
    const environment = { SERVER_URL: server.url, CLIENT_ID: id, CLIENT_SECRET: secret, GITHUB_REPOSITORY: 'acme/cli' };
    const run = (...args: string[]) => runCli(checkout.root, args, { environment });
    await run('sync');
    checkout.write({ 'automations/a.json': null, 'automations/b.json': definition('b') });
    const foreseen = await run('plan', '--max-deletes', '0');
    expect([foreseen.code, foreseen.stdout]).toEqual([
      0,
      expect.stringMatching(/^note A sync of this plan would be refused: .* sync with --confirm p_[0-9a-f]{32}\.$/m),
    ]);
    const refused = await run('sync', '--max-deletes', '0');
    expect([refused.code, refused.stderr]).toEqual([
      1,
      expect.stringMatching(/This would delete `a`.* sync with --confirm p_[0-9a-f]{32}\. Nothing was changed\.$/m),
    ]);
    expect(refused.stderr).not.toContain('confirm: ');
    checkout.write({ 'automations/b.json': '{' });
    for (const format of ['human', 'json']) {
      const broken = await run('sync', '--format', format);
      expect([broken.code, broken.stdout]).toEqual([1, '']);
      expect(broken.stderr).toContain('Nothing was synced: 1 error.');
    }
  });

  test('explains how to name a missing service, repository or credentials', async () => {
    using checkout = createCheckout({ 'automations/a.json': definition('a') });
    const run = (args: string[], environment: Record<string, string> = {}) =>
      runCli(checkout.root, args, { environment });
    expect(await run(['sync', '--repository', 'a/b'])).toEqual({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(
        /^Give the address of the service with --server-url or SERVER_URL\. In the folder .*\n$/,
      ),
    });
    const anonymous = await run(['plan', '--repository', 'a/b'], { SERVER_URL: server.url });
    expect([anonymous.code, anonymous.stderr]).toEqual([
      2,
      'Set CLIENT_ID and CLIENT_SECRET to your credentials for the service.\n',
    ]);
    const unnamed = await run(['plan'], { SERVER_URL: server.url, CLIENT_ID: 'a', CLIENT_SECRET: 'b' });
    expect([unnamed.code, unnamed.stderr]).toEqual([
      2,
      expect.stringMatching(/^Say what to compare with: --base main .* --repository owner\/repo\.\n$/),
    ]);
    // For a comparison of two states of the files, the repository's name does not matter.
    const anywhere = await run(['plan', '--base', 'HEAD']);
    expect([anywhere.code, anywhere.stdout]).toEqual([0, expect.stringContaining(':automations: 1 unchanged')]);
    const offline = await run(['plan', '--base', 'HEAD', '--repository', 'a/b']);
    expect([offline.code, offline.stdout]).toEqual([0, expect.stringContaining('a/b:automations: 1 unchanged')]);
  });

  test('explains a URL with an extra path, and one that cannot be called', async () => {
    using checkout = createCheckout();
    const { id, secret } = server.credentials();
    const environment = { CLIENT_ID: id, CLIENT_SECRET: secret };
    const send = (url: string) =>
      runCli(checkout.root, ['send', '-', '--server-url', url], { environment, input: event.replaceAll('"', "'") });
    const [long, bad, closed] = await Promise.all(
      [`${server.url}/v1`, 'http://127.0.0.1:9', 'http://127.0.0.1:2'].map(send),
    );
    expect(long?.stderr).toBe(
      `${server.url}/v1 answers but has no /v1/events; the server's address is probably just ${server.url}.\n`,
    );
    expect(bad?.stderr).toContain('HTTP clients refuse this port');
    expect(closed?.stderr).toContain('nothing listens there');
    expect([long?.code, bad?.code, closed?.code]).toEqual([2, 2, 2]);
  });
});
