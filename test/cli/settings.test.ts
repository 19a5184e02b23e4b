import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createCheckout } from '../action/checkout.ts';
import { definition } from '../action/definitions.ts';
import { runCli } from './cli.ts';

const http = { type: 'WEBHOOK', url: 'http://lab.example.com/hook', synchronized: true };

/** A definition in YAML whose condition always passes, below an optional comment. */
function always(comment = ''): string {
  return [
    'identifier: audit',
    'publish: true',
    'trigger:',
    '  type: automation',
    '  event: { type: ENTITY_UPDATED, blueprintIdentifier: service }',
    '  condition:',
    '    type: JQ',
    '    combinator: and',
    '    expressions:',
    ...(comment === '' ? [] : [`      # ${comment}`]),
    '      - "true"',
    'invocationMethod: { type: WEBHOOK, url: https://example.com/hook, synchronized: true }',
    '',
  ].join('\n');
}

describe('cli/settings', () => {
  test('settings that would be ignored are reported: of an unknown automation, or in a file that is not read', async () => {
    const settings = 'automations: { pag: { concurrency: 1 }, service: { concurrency: 1 } }\n';
    using checkout = createCheckout({
      'automations/page.json': definition('page'),
      'automations/.catalog-automations.yml': settings,
      '.catalog-automations.yml': settings,
      '.catalog-automations.yaml': settings,
    });
    const { code, stdout } = await runCli(checkout.root, ['validate']);
    const misplaced = 'Settings are read only from `.catalog-automations.yml` at the root of the repository';
    const unknown = (name: string) => `warning settings/unknown-automation There is no automation \`${name}\``;
    for (const line of [
      // Only part of the name of an automation, and a blueprint that it names.
      `.catalog-automations.yml:1:16 ${unknown('pag')}`,
      `.catalog-automations.yml:1:41 ${unknown('service')}`,
      `.catalog-automations.yaml:1:1 error settings/shape ${misplaced}`,
      `automations/.catalog-automations.yml:1:1 error settings/shape ${misplaced}`,
    ]) {
      expect(stdout).toContain(line);
    }
    expect(stdout.match(/ error /g)).toHaveLength(2);
    expect(code).toBe(1);
  });

  test('what always fires is an error, until a comment says why it is meant', async () => {
    using bare = createCheckout({ 'automations/audit.yml': always() });
    const failed = await runCli(bare.root, ['validate']);
    expect(failed).toMatchObject({ code: 1, stdout: expect.stringContaining('error lint/always-fires') });
    const comment = 'catalog-automations-ignore-next-line lint/always-fires: every change is audited';
    using meant = createCheckout({ 'automations/audit.yml': always(comment) });
    expect(await runCli(meant.root, ['validate'])).toEqual({
      code: 0,
      stdout: '1 valid automation in 1 file, 1 problem suppressed: no problems\n',
      stderr: '',
    });
  });

  test('settings change severities, ignore with a reason and fail on warnings', async () => {
    const settings = [
      'defaults: { fail-on-warning: true, paths: [rules] }',
      'severity: [{ code: lint/always-fires, severity: info }]',
      'ignore: [{ code: lint/plain-http, paths: ["rules/*.json"], reason: the lab has no certificates }]',
    ].join('\n');
    const files = { 'rules/audit.yml': always(), 'rules/a.json': definition('a', { invocationMethod: http }) };
    using checkout = createCheckout({ ...files, '.catalog-automations.yml': settings });
    const { code, stdout } = await runCli(checkout.root, ['validate']);
    expect(code).toBe(0);
    expect(stdout).toContain('info lint/always-fires');
    expect(stdout).toContain('2 valid automations in 2 files, 1 problem suppressed: no problems\n');
    using strict = createCheckout({ ...files, '.catalog-automations.yml': settings.split('\n')[0] ?? '' });
    expect(await runCli(strict.root, ['validate', 'rules/a.json'])).toMatchObject({ code: 1 });
  });

  test('settings with a mistake are an error with a place, and what suppresses nothing is a warning', async () => {
    using checkout = createCheckout({
      'automations/a.json': definition('a'),
      '.catalog-automations.yml': 'ignore:\n  - { code: lint/plain-htpp, reason: lab }\n',
    });
    const { code, stdout } = await runCli(checkout.root, ['validate']);
    expect(code).toBe(1);
    expect(stdout).toContain('.catalog-automations.yml:2:13 error settings/shape There is no code `lint/plain-htpp`');
    using unused = createCheckout({
      'automations/a.json': definition('a'),
      '.catalog-automations.yml': 'ignore:\n  - { code: lint/plain-http, reason: lab }\n',
    });
    expect((await runCli(unused.root, ['validate'])).stdout).toContain(
      '.catalog-automations.yml:2:13 warning settings/unused-suppression Nothing is ignored here',
    );
  });

  test('programs see what is suppressed, and why', async () => {
    const comment = 'catalog-automations-ignore-next-line lint/always-fires: every change is audited';
    using checkout = createCheckout({ 'automations/audit.yml': always(comment) });
    const { stdout: json } = await runCli(checkout.root, ['validate', '--format', 'json']);
    expect(JSON.parse(json)).toMatchObject({
      issues: [],
      suppressed: [{ issue: { code: 'lint/always-fires' }, inSource: true, reason: 'every change is audited' }],
    });
    const { stdout: sarif } = await runCli(checkout.root, ['validate', '--format', 'sarif']);
    expect(JSON.parse(sarif).runs[0].results).toMatchObject([
      {
        ruleId: 'lint/always-fires',
        suppressions: [{ kind: 'inSource', justification: 'every change is audited' }],
      },
    ]);
  });

  test('standard input is checked like a file of the checkout', async () => {
    const blueprint = { identifier: 'service', schema: { properties: { state: { type: 'string' } } } };
    using checkout = createCheckout({ 'blueprints/service.json': JSON.stringify(blueprint) });
    const input = definition('a');
    const { code, stdout } = await runCli(checkout.root, ['validate', '-', '--format', 'json'], { input });
    expect(code).toBe(1);
    expect(JSON.parse(stdout).issues).toMatchObject([
      { code: 'lint/unknown-name', file: 'input.json', message: expect.stringContaining('did you mean `state`?') },
    ]);
    const both = await runCli(checkout.root, ['validate', '-', 'blueprints'], { input });
    expect(both).toMatchObject({ code: 2, stderr: expect.stringContaining('give no other paths with it') });
  });

  test('a file that cannot be parsed is not also an automation that does not exist', async () => {
    const event = '{ type: ENTITY_CREATED, blueprint: service, after: {} }';
    using checkout = createCheckout({
      'automations/a.yml': 'identifier: pager\ntrigger: {',
      'automations/a.test.yml': `automation: pager\ntests:\n  - { name: fires, event: ${event} }\n`,
      'automations/b.test.yml': `automation: other\ntests:\n  - { name: fires, event: ${event} }\n`,
    });
    const { stdout } = await runCli(checkout.root, ['validate']);
    expect(stdout.match(/^automations\S+ \w+ \S+/gm)).toEqual([
      'automations/a.yml:2:10 error syntax/yaml',
      'automations/b.test.yml:1:13 error test/unknown-automation',
    ]);
  });

  test('the hook for pre-commit runs a command that exists', async () => {
    const hook = readFileSync(new URL('../../.pre-commit-hooks.yaml', import.meta.url), 'utf8');
    const [, entry = ''] = /entry: catalog-automations (.*)/.exec(hook) ?? [];
    using checkout = createCheckout({ 'automations/a.json': definition('a') });
    expect(await runCli(checkout.root, entry.split(' '))).toMatchObject({ code: 0 });
  });
});
