import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { createCheckout } from '../action/checkout.ts';
import { definition } from '../action/definitions.ts';
import { runCli } from './cli.ts';

describe('cli/validate-command', () => {
  test('exits with 0 for valid definitions, from any folder of the repository', async () => {
    using checkout = createCheckout({ 'automations/a.json': definition('a'), 'docs/b.md': '' });
    const text = '1 valid automation in 1 file: no problems\n';
    expect(await runCli(checkout.root, ['validate'])).toEqual({ code: 0, stdout: text, stderr: '' });
    expect(await runCli(`${checkout.root}/docs`, ['validate'])).toEqual({ code: 0, stdout: text, stderr: '' });
    expect(await runCli('/', ['validate', `${checkout.root}/automations/a.json`])).toEqual({
      code: 0,
      stdout: text,
      stderr: '',
    });
  });

  test('exits with 1 on a problem and shows its line with a caret, without colors outside a terminal', async () => {
    using checkout = createCheckout({ 'automations/a.json': definition('a', { titel: 'x' }) });
    const { code, stdout } = await runCli(checkout.root, ['validate']);
    expect(code).toBe(1);
    expect(stdout).toContain('automations/a.json:24:3 error schema/unknown-field `titel` is not a field');
    expect(stdout).toMatch(/24 \| {3}"titel": "x"\n +\| {3}\^{7}\n/);
    expect(stdout).not.toContain('\u001b');
  });

  test('reports lint findings beside errors, and counts the automation as invalid', async () => {
    const http = { type: 'WEBHOOK', url: 'http://example.com/hook', synchronized: true };
    const secret = { ...http, url: 'https://example.com', headers: { 'x-token': `ghp_${'a1'.repeat(18)}` } };
    using checkout = createCheckout({
      'automations/a.json': definition('a', { titel: 'x', invocationMethod: http }),
      'automations/b.json': definition('b', { invocationMethod: { ...http, methd: 'GET' } }),
      'automations/c.json': definition('c', { invocationMethod: secret }),
      'automations/d.json': definition('d', { trigger: 1, invocationMethod: http }),
    });
    const { stdout } = await runCli(checkout.root, ['validate']);
    expect(stdout.match(/^automations\S+ \w+ \S+/gm)).toEqual([
      'automations/a.json:20:13 warning lint/plain-http',
      'automations/a.json:24:3 error schema/unknown-field',
      'automations/b.json:20:13 warning lint/plain-http',
      'automations/b.json:22:5 error schema/unknown-field',
      'automations/c.json:23:19 error lint/hard-coded-secret',
      'automations/d.json:4:14 error schema/wrong-type',
    ]);
    expect(stdout).toContain('0 valid automations in 4 files: 4 errors and 2 warnings\n');
  });

  test('reports a token without showing it where lint cannot look: in broken files and in tests', async () => {
    const token = `ghp_${'a1'.repeat(18)}`;
    const call = { type: 'WEBHOOK', url: 'https://a.com', headers: { Authorization: `Bearer ${token}` } };
    using checkout = createCheckout({
      'automations/a.json': `{ "x": "${token}" `,
      'automations/b.json': definition('b', { trigger: 1, invocationMethod: call }),
      'automations/c.json': definition('c'),
      'automations/c.test.yml': `automation: c\ntests:\n  - name: t\n    event: { type: ENTITY_DELETED, blueprint: service, before: { title: ${token} } }\n    expect: no-match\n`,
      'automations/d.json': definition('d', { invocationMethod: call }),
    });
    const { stdout } = await runCli(checkout.root, ['validate']);
    expect(stdout.match(/^automations\S+ error lint\S+/gm)).toEqual([
      'automations/a.json:1:9 error lint/hard-coded-secret',
      'automations/b.json:9:32 error lint/hard-coded-secret',
      'automations/c.test.yml:4:73 error lint/hard-coded-secret',
      'automations/d.json:22:32 error lint/hard-coded-secret',
    ]);
    expect(stdout).not.toContain(token.slice(0, 12));
  });

  test('reports a problem in an anchor once, and counts every automation that uses it as invalid', async () => {
    const one = (identifier: string, body: string) =>
      `- identifier: ${identifier}\n  trigger: { type: automation, event: { type: ENTITY_CREATED, blueprintIdentifier: service } }\n` +
      `  invocationMethod: { type: WEBHOOK, url: https://a.com, body: { ${body} } }\n  publish: true\n`;
    const text = one('a', 'x: &x { t: "{{ .a b }}", u: "{{ a }} }}" }, y: *x') + one('b', 'x: *x');
    using checkout = createCheckout({ 'automations/a.yml': text });
    const { stdout } = await runCli(checkout.root, ['validate']);
    expect(stdout.match(/^automations\S+ \w+ \S+/gm)).toEqual([
      'automations/a.yml:3:84 warning jq/template',
      'automations/a.yml:3:103 error template/stray-braces',
    ]);
    expect(stdout).toContain('0 valid automations in 1 file: 1 error and 1 warning\n');
  });

  test('ends quietly when its reader closes the pipe', async () => {
    const many = Array.from({ length: 400 }, (_, n) => [`automations/${n}.json`, definition(`a${n}`, { titel: 'x' })]);
    using checkout = createCheckout(Object.fromEntries(many));
    const entry = fileURLToPath(new URL('../../build/cli.mjs', import.meta.url));
    const pipe = `"${process.execPath}" "${entry}" validate | head -n 1`;
    const { stdout, stderr } = spawnSync('bash', ['-c', pipe], { cwd: checkout.root, encoding: 'utf8' });
    expect([stdout, stderr]).toEqual([expect.stringMatching(/^automations\S+ error .*\n$/), '']);
  });

  test('shows errors first among very many problems, and how to see the rest', async () => {
    const http = { type: 'WEBHOOK', url: 'http://example.com' };
    const list = Array.from({ length: 150 }, (_, n) => JSON.parse(definition(`a${n}`, { invocationMethod: http })));
    using checkout = createCheckout({
      'automations/a.json': JSON.stringify(list),
      'automations/z.json': definition('z', { titel: 'x' }),
    });
    const { stdout } = await runCli(checkout.root, ['validate']);
    expect(stdout.match(/^automations.*/gm)).toHaveLength(100);
    expect(stdout).toContain('automations/z.json:24:3 error');
    expect(stdout).toMatch(
      /\n… and 51 more problems, none of them an error\. Use `validate --all` to see them all\.\n/,
    );
    const all = await runCli(checkout.root, ['validate', '--all']);
    expect(all.stdout.match(/^automations.*/gm)).toHaveLength(151);
    expect(all.stdout).not.toContain('more problem');
    const json = await runCli(checkout.root, ['validate', '--format', 'json']);
    expect(JSON.parse(json.stdout).issues).toHaveLength(151);
  });

  test('reports the same in the other formats', async () => {
    using checkout = createCheckout({
      'automations/a.json': definition('a', { titel: 'x' }),
      'automations/b.json': definition('b'),
      'automations/b.test.yml': `automation: b\ntests:\n  - name: t\n    event: { type: ENTITY_DELETED, blueprint: service, before: {} }\n    expect: no-match\n`,
    });
    const json = await runCli(checkout.root, ['validate', '--format', 'json']);
    expect(JSON.parse(json.stdout)).toMatchObject({
      valid: false,
      files: 3,
      automations: [{ identifier: 'b', file: 'automations/b.json', valid: true }],
      counts: { error: 1, warning: 0, info: 0 },
      issues: [{ code: 'schema/unknown-field', file: 'automations/a.json' }],
      tests: [{ name: 't', outcome: 'passed' }],
    });
    const github = await runCli(checkout.root, ['validate', '--format', 'github']);
    expect(github.stdout).toMatch(/^::error title=schema\/unknown-field,file=automations\/a\.json,line=24,/);
    const sarif = await runCli(checkout.root, ['validate', '--format', 'sarif']);
    expect(JSON.parse(sarif.stdout).runs[0].results).toHaveLength(1);
    expect([json.code, github.code, sarif.code]).toEqual([1, 1, 1]);
  });

  test('redacts a secret that a failed test rendered, whole or cut off, in every format', async () => {
    const secret = `ghp_${'a1'.repeat(18)}`;
    const headers = { X: secret, Y: `${'long '.repeat(24)}${secret}` };
    using checkout = createCheckout({
      'automations/a.json': definition('a', { invocationMethod: { type: 'WEBHOOK', url: 'https://a.com', headers } }),
      'automations/a.test.yml': `automation: a\ntests:\n  - name: t\n    event: { type: ENTITY_UPDATED, blueprint: service, before: {}, after: { properties: { status: open } } }\n    request: { headers: { X: x, Y: y } }\n`,
    });
    const runs = ['human', 'json', 'github', 'sarif'].map((format) => ['validate', '--format', format]);
    for (const args of [...runs, ['test'], ['test', '--format', 'json']]) {
      const { stdout, stderr } = await runCli(checkout.root, args);
      expect(stdout, args.join(' ')).toContain('•');
      expect(stdout + stderr, args.join(' ')).not.toContain(secret.slice(0, 12));
    }
  });

  test('explains a code, and suggests the nearest one for an unknown code', async () => {
    using checkout = createCheckout();
    const known = await runCli(checkout.root, ['validate', '--explain', 'lint/condition-root']);
    expect([known.code, known.stdout]).toEqual([0, expect.stringContaining('lint/condition-root (warning)')]);
    const unknown = await runCli(checkout.root, ['validate', '--explain', 'lint/condition-rot']);
    expect(unknown).toEqual({
      code: 2,
      stdout: '',
      stderr: 'Unknown code lint/condition-rot; did you mean lint/condition-root?\n',
    });
    const far = await runCli(checkout.root, ['validate', '--explain', 'lint/nope']);
    expect(far.stderr).toBe('Unknown code lint/nope; did you mean lint/never-fires or lint/null-in-text?\n');
  });

  test('exits with 2 for a wrong command, option or path', async () => {
    using checkout = createCheckout();
    for (const args of [
      ['frobnicate'],
      ['validate', '--fromat', 'json'],
      ['validate', '--format', 'xml'],
      ['validate', 'nowhere'],
      [],
    ]) {
      expect((await runCli(checkout.root, args)).code, args.join(' ')).toBe(2);
    }
    expect((await runCli(checkout.root, ['--help'])).code).toBe(0);
  });

  test('checks workflows of the same repository, recognized by its remote', async () => {
    const method = {
      type: 'GITHUB',
      org: 'acme',
      repo: 'catalog',
      workflow: 'deploy.yml',
      workflowInputs: { serivce: 'a' },
    };
    using checkout = createCheckout({
      'automations/a.json': definition('a', { invocationMethod: method }),
      '.github/workflows/deploy.yml': 'on: { workflow_dispatch: { inputs: { service: { type: string } } } }\n',
    });
    expect((await runCli(checkout.root, ['validate'])).code).toBe(0);
    checkout.git('remote', 'add', 'origin', 'git@github.example:acme/catalog.git');
    const { code, stdout } = await runCli(checkout.root, ['validate']);
    expect([code, stdout]).toEqual([1, expect.stringContaining('lint/workflow-inputs')]);
  });

  test('knows the blueprints beside the definitions, and warns about a broken one', async () => {
    const blueprint = { identifier: 'service', schema: { properties: { state: { type: 'string' } } } };
    using checkout = createCheckout({
      'automations/a.json': definition('a'),
      'blueprints/service.json': JSON.stringify(blueprint),
    });
    expect((await runCli(checkout.root, ['validate'])).stdout).toContain('lint/unknown-name');
    checkout.write({ 'blueprints/broken.json': '{' });
    const { code, stdout } = await runCli(checkout.root, ['validate']);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/blueprints\/broken\.json:1:\d+ warning syntax\/json/)]);
    expect(stdout).toContain('Until then, names of blueprints and properties are not checked.');
    expect(stdout).not.toContain('lint/unknown-name');
  });

  test('rejects a file that cannot contain definitions, and warns about a folder without any', async () => {
    using checkout = createCheckout({ 'x.txt': '', 'empty/notes.md': '' });
    const text =
      'x.txt cannot contain definitions: they belong in files whose names end in .json, .jsonc, .yml or .yaml.\n';
    expect(await runCli(checkout.root, ['validate', 'x.txt'])).toEqual({ code: 2, stdout: '', stderr: text });
    expect((await runCli(checkout.root, ['validate', '/etc/passwd'])).code).toBe(2);
    for (const command of ['validate', 'test']) {
      const { code, stdout } = await runCli(checkout.root, [command, 'empty']);
      expect([code, stdout]).toEqual([0, expect.stringContaining('No definitions were found in the folder empty')]);
    }
  });
});
