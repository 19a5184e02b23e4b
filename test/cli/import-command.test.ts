import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCheckout } from '../action/checkout.ts';
import { allPermissions, thing } from '../app/import/import-world.ts';
import { startAppServer } from '../e2e/harness/github.ts';
import type { Server } from '../e2e/harness/server.ts';
import { type FakeGitHub, startFakeGitHub } from '../fakes/github/index.ts';
import { runCli } from './cli.ts';

describe('cli/import-command', () => {
  let github: FakeGitHub;
  let server: Server;
  beforeAll(async () => {
    github = await startFakeGitHub();
    github.install('acme', allPermissions);
    github.addRepository('acme/platform').listed.set('issues', [thing(1), thing(2)]);
    github.addRepository('acme/old').archived = true;
    server = await startAppServer(github);
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await github[Symbol.asyncDispose]();
  });

  const run = async (...args: string[]) => {
    using checkout = createCheckout({});
    const environment = { SERVER_URL: server.url, DATA_DIR: join(server.directory, 'data') };
    return await runCli(checkout.root, args, { environment });
  };

  test('starts an import, follows it to its end and reports what was skipped', async () => {
    const { code, stdout } = await run('import', 'start', 'acme', '--follow');
    const lines = stdout.trimEnd().split('\n');
    expect(lines.at(-2)).toMatch(
      /^done {2}bulk_\w+ {2}acme {2}2 of 2 repositories, 2 repository, 1 branch, .*2 issue, 5 changed, 1 problems$/,
    );
    expect(lines.at(-1)).toBe('  acme/old is archived: only the repository itself was imported');
    expect(code).toBe(0);
    const { imports } = JSON.parse((await run('import', 'status', '--format', 'json')).stdout);
    expect(imports).toMatchObject([{ kind: 'import', state: 'done', changed: 5 }]);
  });

  test('explains a refusal', async () => {
    const { code, stderr } = await run('import', 'start', 'nowhere');
    expect([code, stderr]).toEqual([2, expect.stringContaining('The GitHub App is not installed for nowhere')]);
    const ended = JSON.parse((await run('import', 'status', '--format', 'json')).stdout).imports[0].id;
    const late = await run('import', 'cancel', ended);
    expect([late.code, late.stderr]).toEqual([2, expect.stringContaining('has ended')]);
  });
});
