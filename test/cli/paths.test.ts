import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createCheckout } from '../action/checkout.ts';
import { definition } from '../action/definitions.ts';
import { runCli } from './cli.ts';

describe('cli/paths', () => {
  test('uses the nearest automations folder by default, or else that of the repository', async () => {
    using checkout = createCheckout({ 'automations/a.json': definition('a'), 'team/automations/b.json': '{' });
    const inTeam = await runCli(join(checkout.root, 'team'), ['validate']);
    expect([inTeam.code, inTeam.stdout]).toEqual([1, expect.stringContaining('team/automations/b.json')]);
    const elsewhere = await runCli(join(checkout.root, 'automations'), ['validate']);
    expect([elsewhere.code, elsewhere.stdout]).toEqual([0, expect.stringContaining('1 valid automation')]);
  });

  test('rejects an empty path', async () => {
    using checkout = createCheckout({ 'automations/a.json': definition('a') });
    const { code, stderr } = await runCli(checkout.root, ['validate', '']);
    expect([code, stderr]).toEqual([2, 'A path is empty; use . for the current folder.\n']);
  });

  test('prefers an explicit commit to the service in the environment', async () => {
    using checkout = createCheckout({ 'automations/a.json': definition('a') });
    const environment = { SERVER_URL: 'https://automations.example.test', GITHUB_REPOSITORY: 'acme/catalog' };
    const { code, stdout } = await runCli(checkout.root, ['plan', '--base', 'HEAD'], { environment });
    expect([code, stdout]).toEqual([0, expect.stringContaining('1 unchanged')]);
    // A sync goes to the service, whatever else is named.
    const away = { ...environment, SERVER_URL: 'http://127.0.0.1:9', CLIENT_ID: 'a', CLIENT_SECRET: 'b' };
    const sync = await runCli(checkout.root, ['sync', '--base', 'HEAD'], { environment: away });
    expect([sync.code, sync.stderr]).toEqual([2, expect.stringContaining('http://127.0.0.1:9 cannot be reached')]);
  });

  test('reports that a folder outside a repository has no commits', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'catalog-paths-'));
    try {
      const { code, stderr } = await runCli(folder, ['plan', '.', '--base', 'main', '--repository', 'acme/catalog']);
      expect([code, stderr]).toEqual([2, expect.stringContaining('This folder is not a Git checkout')]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
