import { describe, expect, test } from 'vitest';
import type { BulkView } from '../../src/core/views/bulk-view.ts';
import { allPermissions, thing } from '../app/import/import-world.ts';
import { type FakeGitHub, startFakeGitHub } from '../fakes/github/index.ts';
import { startPostgres } from '../store/postgres-server.ts';
import { startAppProcess } from './harness/github.ts';
import type { Server } from './harness/server.ts';
import { until } from './harness/until.ts';

const issues = 'GET /repos/{owner}/{repo}/issues';

/** A GitHub with an account that has many issues. */
async function startBigGitHub(count: number): Promise<FakeGitHub> {
  const github = await startFakeGitHub();
  github.install('acme', allPermissions);
  const things = Array.from({ length: count }, (_, index) => thing(index + 1));
  github.addRepository('acme/platform').listed.set('issues', things);
  return github;
}

const stateOf = async (server: Server, id: string): Promise<BulkView> =>
  (await server.call<{ bulk: BulkView }>('GET', `/v1/bulk/${id}`)).bulk;

async function start(server: Server): Promise<string> {
  const { imports } = await server.call<{ imports: BulkView[] }>('POST', '/v1/github/imports', { account: 'acme' });
  return imports[0]?.id ?? '';
}

const ended = (server: Server, id: string): Promise<BulkView> =>
  until(
    () => stateOf(server, id),
    ({ state }) => state !== 'running',
  );

describe('e2e/import', () => {
  test('an import that is killed in the middle continues where it was when the service is back', async () => {
    await using github = await startBigGitHub(450);
    await using server = await startAppProcess(github);
    const id = await start(server);
    await until(
      () => stateOf(server, id),
      (view) => (view.import?.kinds.issue ?? 0) >= 100,
      { pause: 5 },
    );
    await server.kill();
    await server.start();
    expect(await ended(server, id)).toMatchObject({ state: 'done', import: { kinds: { issue: 450 }, problems: [] } });
    const { blueprints } = await server.call<{ blueprints: object[] }>('GET', '/v1/lists/blueprints');
    expect(blueprints).toContainEqual(expect.objectContaining({ identifier: 'githubIssue', entities: 450 }));
    const { events } = await server.call<{ events: object[] }>('GET', '/v1/events?limit=10');
    expect(events).toEqual([]);
  });

  test('of two replicas, one does an import, and nothing is read twice', async () => {
    const postgres = await startPostgres();
    await using github = await startBigGitHub(250);
    const client = { CLIENT_ID: 'replicas', CLIENT_SECRET: 'a secret that both know', DATABASE_URL: postgres.url };
    const [first, second] = await Promise.all([startAppProcess(github, client), startAppProcess(github, client)]);
    try {
      const id = await start(first);
      expect(await ended(second, id)).toMatchObject({ state: 'done', import: { kinds: { issue: 250 } } });
      // The first look, three pages, and those that were closed.
      expect(github.requestsTo(issues)).toHaveLength(5);
    } finally {
      await first[Symbol.asyncDispose]();
      await second[Symbol.asyncDispose]();
      await postgres.stop();
    }
  });
});
