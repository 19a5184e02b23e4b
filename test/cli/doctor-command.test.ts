import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { CheckView } from '../../src/core/views/health-view.ts';
import { createCheckout } from '../action/checkout.ts';
import { startAppServer, startGitHub } from '../e2e/harness/github.ts';
import { startServer } from '../e2e/harness/server.ts';
import { automation, webhook } from '../e2e/harness/shapes.ts';
import { freePort } from '../fakes/ports.ts';
import { runCli } from './cli.ts';

const secret = 'do-not-show-this-token';

const doctor = async (environment: Record<string, string>, ...args: string[]) => {
  using checkout = createCheckout({});
  return await runCli(checkout.root, ['doctor', ...args], { environment });
};

describe('cli/doctor-command', () => {
  test('finds the service of its data folder; a line each, and 0 while nothing is broken', async () => {
    const client = { CLIENT_ID: 'first', CLIENT_SECRET: 'the-newest-secret' };
    await using server = await startServer({ ...client, SECRET_A: secret, CLIENT_SECRET_OLD: secret });
    const environment = { ...client, DATA_DIR: join(server.directory, 'data') };
    const { code, stdout } = await doctor(environment);
    expect(stdout.split('\n')[0]).toMatch(/^✓ Service +http:\S+ answers, version /);
    expect(stdout).toMatch(/^! Configuration +CLIENT_SECRET_OLD is still accepted; remove it/m);
    expect(stdout).toMatch(/^✓ Database +\d+ migrations applied/m);
    expect(stdout).not.toContain(secret);
    expect(code).toBe(0);
    const trigger = { type: 'ENTITY_CREATED', blueprintIdentifier: 'b' };
    await server.automate(
      automation('a', trigger, { ...webhook('https://example.com'), headers: { x: '{{ .secrets.NONE }}' } }),
    );
    const broken = await doctor(environment);
    expect([broken.code, broken.stdout]).toEqual([
      1,
      expect.stringMatching(/^✗ Secrets +1 secret is missing: NONE \(a\); set SECRET_NONE/m),
    ]);
  });

  test('reports that nothing answers, that credentials are wrong, and that a clock is wrong', async () => {
    const client = { DATA_DIR: 'nowhere', CLIENT_ID: 'a', CLIENT_SECRET: 'a-secret' };
    const nothing = await doctor({ ...client, SERVER_URL: `http://127.0.0.1:${await freePort()}` });
    expect([nothing.code, nothing.stdout]).toEqual([
      1,
      expect.stringMatching(/^✗ Service.*nothing listens there.*; start it/),
    ]);
    expect(nothing.stdout).toMatch(/^✓ Environment +a service could start/m);
    expect(nothing.stdout).not.toContain('.;');
    const anonymous = await doctor({ DATA_DIR: 'nowhere', SERVER_URL: 'https://service.example' });
    expect([anonymous.code, anonymous.stdout]).toEqual([
      1,
      expect.stringMatching(/^✗ Service +there are no credentials for https:\/\/service.example; set CLIENT_ID and/),
    ]);
    const invalid = await doctor({ ...client, PORT: String(await freePort()), MAX_CHAIN_DEPTH: '0' });
    expect(invalid.stdout).toMatch(
      /^✗ Environment +1 problem in the environment: MAX_CHAIN_DEPTH must be a whole number/m,
    );
    await using server = await startServer({}, () => Date.now() - 3_600_000);
    const wrong = await doctor(
      { SERVER_URL: server.url, CLIENT_ID: 'a', CLIENT_SECRET: 'wrong-secret' },
      '--format',
      'json',
    );
    const { checks } = JSON.parse(wrong.stdout) as { checks: CheckView[] };
    expect([wrong.code, checks.map(({ name, state }) => [name, state])]).toEqual([1, [['service', 'error']]]);
    const late = await doctor({ DATA_DIR: join(server.directory, 'data') });
    expect([late.code, late.stdout]).toEqual([
      1,
      expect.stringMatching(/^✗ Clock here +this machine's clock is 60 min ahead/m),
    ]);
    expect(late.stdout).toMatch(/^✗ Clock .*60 min behind the database/m);
    expect((await doctor({}, '--format', 'yaml')).code).toBe(2);
  });

  test('asks GitHub what the App may do', async () => {
    const { github } = await startGitHub();
    await using _ = github;
    await using server = await startAppServer(github);
    const { stdout } = await doctor({ DATA_DIR: join(server.directory, 'data') }, '--format', 'json');
    const { checks } = JSON.parse(stdout) as { checks: CheckView[] };
    expect(checks.find(({ name }) => name === 'github-app')).toMatchObject({
      state: 'warning',
      message: expect.stringContaining('the App lacks the permission contents: write'),
    });
  });
});
