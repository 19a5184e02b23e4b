import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { createCheckout } from '../action/checkout.ts';
import { definition } from '../action/definitions.ts';
import { startServer } from '../e2e/harness/server.ts';
import { until } from '../e2e/harness/until.ts';
import { runCli } from './cli.ts';

const opens = `automation: a
tests:
  - name: opens
    event: { type: ENTITY_UPDATED, blueprint: service, before: {}, after: { properties: { status: open } } }
`;

describe('cli/test', () => {
  test('runs only the tests that match a pattern, and reports when none does', async () => {
    using checkout = createCheckout({
      'automations/a.json': definition('a'),
      'automations/a.test.yml': `${opens}${opens.slice(opens.indexOf('  -')).replace('opens', 'opens late')}`,
    });
    const late = await runCli(checkout.root, ['test', '--only', 'a*LATE', '--junit', 'result.xml']);
    expect([late.code, late.stdout]).toEqual([0, '✔ a opens late\n\n1 test: 1 passed, 0 failed\n']);
    expect(readFileSync(join(checkout.root, 'result.xml'), 'utf8')).toContain('<testcase name="opens late"');
    const none = await runCli(checkout.root, ['test', '--only', 'nothing']);
    expect([none.code, none.stderr]).toEqual([2, 'No test matches "nothing".\n']);
  });

  test('names conditions that are never false, and fails below the minimum', async () => {
    using checkout = createCheckout({ 'automations/a.json': definition('a'), 'automations/a.test.yml': opens });
    const { code, stdout, stderr } = await runCli(checkout.root, ['test', '--min-coverage', '60']);
    expect([code, stderr]).toEqual([1, 'The coverage is 50%, below the minimum of 60%.\n']);
    expect(stdout).toContain('a                  1        1 of 2  50%');
    expect(stdout).toContain('automations/a.json:13:10 never false: .diff.after.properties.status == "open"\n');
    const enough = await runCli(checkout.root, ['test', '--min-coverage', '50']);
    expect(enough.code).toBe(0);
  });

  test('names changes that no test notices', async () => {
    using checkout = createCheckout({ 'automations/a.json': definition('a'), 'automations/a.test.yml': opens });
    const { code, stdout } = await runCli(checkout.root, ['test', '--mutate']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/Mutation score: the tests notice \d of \d changes \(\d+%\)\n$/);
  });

  test('reruns the tests affected by a change', async () => {
    using checkout = createCheckout({
      'automations/a.json': definition('a'),
      'automations/a.test.yml': opens,
      'automations/b.json': definition('b'),
      'automations/b.test.yml': opens.replace('automation: a', 'automation: b'),
    });
    const entry = fileURLToPath(new URL('../../build/cli.mjs', import.meta.url));
    const child = spawn(process.execPath, [entry, 'test', '--watch'], { cwd: checkout.root });
    try {
      let written = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        written += text;
      });
      await until(
        () => written,
        (text) => text.includes('Watching automations'),
      );
      expect(written).toContain('2 tests: 2 passed, 0 failed');
      written = '';
      checkout.write({
        'automations/b.test.yml': opens.replace('automation: a', 'automation: b').replace('open }', 'shut }'),
      });
      await until(
        () => written,
        (text) => text.includes('Watching automations'),
      );
      expect(written).toContain('Changed: automations/b.test.yml\n✘ b opens\n');
      expect(written).toContain('1 test: 0 passed, 1 failed');
    } finally {
      child.kill();
    }
  });

  test('writes a test from a recorded event, which passes', async () => {
    await using server = await startServer();
    using checkout = createCheckout({ 'automations/a.json': definition('a') });
    const environment = { SERVER_URL: server.url, DATA_DIR: join(server.directory, 'data') };
    const run = (...args: string[]) => runCli(checkout.root, args, { environment });
    await run('sync', '--repository', 'acme/cli');
    const after = { identifier: 'shop', properties: { status: 'Open', email: 'ann@corp.test' }, relations: {} };
    await server.call('POST', '/v1/events', {
      id: 'event_1',
      action: 'UPDATE',
      resourceType: 'entity',
      context: { blueprintIdentifier: 'service', entityIdentifier: 'shop' },
      diff: { before: { ...after, properties: {} }, after },
    });
    const made = await run('test', '--from-event', 'event_1');
    expect([made.code, made.stdout, made.stderr]).toEqual([
      0,
      'automations/a.test.yml: added "handles event_1", which expects no-match\n',
      '',
    ]);
    const text = readFileSync(join(checkout.root, 'automations/a.test.yml'), 'utf8');
    expect(text).toContain('email: someone@example.com');
    expect(text).not.toContain('ann@');
    const passed = await run('test');
    expect([passed.code, passed.stdout]).toEqual([0, expect.stringContaining('1 test: 1 passed, 0 failed')]);
    const other = await run('test', '--from-event', 'event_1', '--expect', 'match');
    expect(other.stdout).toContain('replaced');
    expect(other.stdout).toContain('the definition here does not match.');
  });
});
