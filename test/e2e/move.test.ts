import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCli } from '../cli/cli.ts';
import { startPostgres } from '../store/postgres-server.ts';
import { spawnServer } from './harness/process.ts';
import { startProcess, startServer } from './harness/server.ts';
import { startSink } from './harness/sink.ts';
import { expectContinued, later, leaveWork } from './harness/waiting-work.ts';

const credentials = { CLIENT_ID: 'operator', CLIENT_SECRET: 'a secret that both know' };

describe('e2e/move', () => {
  test('from a folder to Postgres, where two replicas continue the waiting work, and no service starts on the folder', async () => {
    await using sink = await startSink();
    const postgres = await startPostgres();
    try {
      await using server = await startProcess({ ALLOWED_HOSTS: sink.host, ...credentials });
      const work = await leaveWork(server, sink);
      const environment = { ...credentials, DATA_DIR: join(server.directory, 'data') };
      const move = () => runCli(server.directory, ['move', '--to', postgres.url], { environment });
      expect(await move()).toMatchObject({ code: 2, stderr: expect.stringContaining('The data folder is in use by') });
      await server.stop();

      const moved = await move();
      const { host, pathname } = new URL(postgres.url);
      expect(moved).toMatchObject({
        code: 0,
        stdout: expect.stringMatching(`^Moved to ${host}${pathname}, schema catalog_automations: \\d+ rows\\.\n`),
        stderr: expect.stringContaining('earlier tokens and sessions stay valid'),
      });
      expect(moved.stdout + moved.stderr).not.toContain('postgres:postgres');
      const again = await move();
      expect(again).toMatchObject({
        code: 2,
        stderr: expect.stringMatching(/^The database has data in the table \w+\./),
      });

      sink.at('/retrying');
      const shared = { ALLOWED_HOSTS: sink.host, ...credentials, DATABASE_URL: postgres.url };
      const clock = () => Date.now() + later;
      await using first = await startServer(shared, clock);
      await using second = await startServer(shared, clock);
      await expectContinued(first, sink, work);
      expect(await second.run(work.runs.retrying)).toMatchObject({ status: 'SUCCESS' });
      const replaced = await runCli(server.directory, ['move', '--to', postgres.url, '--replace'], { environment });
      expect(replaced.stderr).toContain('A service is running on this database');

      const old = spawnServer({ ...environment, PORT: '0' });
      expect(await old.ended).toBe(1);
      expect(old.output()).toContain(`was moved to ${host}${pathname} at 20`);
      expect(old.output()).toContain('Set DATABASE_URL to continue there.');
    } finally {
      await postgres.stop();
    }
  });
});
