import { describe, expect, test } from 'vitest';
import { until } from '../../e2e/harness/until.ts';
import { limitUsedUp, misfortunes } from '../../fakes/github/index.ts';
import { allPermissions, startImportWorld, thing } from './import-world.ts';

const inSeconds = (seconds: number): number => Math.floor(Date.now() / 1000) + seconds;
const pulls = 'GET /repos/{owner}/{repo}/pulls';

/** The import waits, and asks GitHub nothing; lets so many ms pass for it. */
async function passWait(world: Awaited<ReturnType<typeof startImportWorld>>, id: string, ms: number, why: RegExp) {
  const { import: progress } = await until(
    () => world.get(id),
    (view) => view.import?.waits != null,
  );
  expect(progress?.waits?.why).toMatch(why);
  world.test.time.lag -= ms;
}

describe('app/import/limits', () => {
  test('leaves a fifth of the hourly calls to other work, and continues after the reset', async () => {
    await using world = await startImportWorld();
    world.list('issues', [thing(1)]);
    const { state } = world.github;
    state.rateLimit = { limit: 1_000, remaining: 204, reset: inSeconds(600) };
    const id = await world.start();
    const before = await until(
      () => world.get(id),
      (view) => view.import?.waits != null,
    );
    expect(before.import?.waits?.why).toMatch(/hourly limit/);
    expect(state.rateLimit.remaining).toBe(200);
    const asked = world.github.received.length;
    // A restart does not cut the wait short.
    await world.test.restart();
    const other = await world.start({ repositories: ['acme/platform'] });
    await until(
      () => world.get(other),
      ({ state: now }) => now === 'running',
    );
    expect(world.github.received.length).toBe(asked + 1);
    Object.assign(state.rateLimit, { remaining: 1_000, reset: inSeconds(4_000) });
    world.test.time.lag -= 601_000;
    expect(await world.ended(id)).toMatchObject({ state: 'done', import: { kinds: { issue: 1 }, waits: null } });
    await world.ended(other);
  });

  test('waits as long as GitHub says when a limit was reached, and leaves nothing out', async () => {
    await using world = await startImportWorld();
    world.list('pulls', [thing(1)]);
    world.github.failNext(pulls, misfortunes.secondaryLimit);
    world.github.failNext(pulls, limitUsedUp(inSeconds(1_000)));
    const id = await world.start();
    await passWait(world, id, 90_000, /rate limit/);
    await until(
      () => world.get(id),
      (view) => Date.parse(view.import?.waits?.until ?? '') > Date.now() + 500_000,
    );
    world.test.time.lag -= 1_000_000;
    expect(await world.ended(id)).toMatchObject({
      state: 'done',
      import: { kinds: { 'pull-request': 1 }, problems: [] },
    });
  });

  test('retries after failures, and finally skips the list and reports that', async () => {
    await using world = await startImportWorld();
    world.list('pulls', [thing(1)]);
    world.list('issues', [thing(2)]);
    for (let count = 0; count < 5; count += 1) world.github.failNext(pulls, misfortunes.errorBefore);
    const id = await world.start();
    for (let count = 1; count < 5; count += 1) {
      await until(
        () => world.github.requestsTo(pulls).length,
        (asked) => asked === count,
      );
      await passWait(world, id, 300_000, /GitHub answered 500/);
    }
    expect(await world.ended(id)).toMatchObject({
      state: 'done',
      import: { kinds: { issue: 1 }, problems: ['acme/platform: no pull-request: GitHub answered 500: Server Error'] },
    });
  });

  test('skips unreadable repositories, and reports them', async () => {
    await using world = await startImportWorld();
    const { github } = world;
    const blocked = github.addRepository('acme/blocked');
    blocked.refusal = { status: 451, body: { message: 'Repository access blocked' } };
    const old = github.addRepository('acme/old');
    old.archived = true;
    world.list('issues', [thing(8)], old);
    github.addRepository('acme/last').listed.set('issues', [thing(9)]);
    Object.assign(world.installation, { permissions: { contents: 'read', issues: 'read', pull_requests: 'read' } });
    const ended = await world.ended(await world.start());
    expect(ended).toMatchObject({ state: 'done', import: { repositories: { found: 4, done: 2, skipped: 2 } } });
    expect(ended.import?.problems.toSorted()).toEqual([
      'No deployment was imported: the App has no permission to read Deployments, or the permission has not been accepted',
      'No workflow was imported: the App has no permission to read Actions, or the permission has not been accepted',
      'No workflow-run was imported: the App has no permission to read Actions, or the permission has not been accepted',
      'acme/blocked: GitHub answered 451: Repository access blocked',
      'acme/old is archived: only the repository itself was imported',
    ]);
    expect(await world.entity('githubIssue', 'acme.last:500009')).not.toBeNull();
    expect(await world.entity('githubIssue', 'acme.old:500008')).toBeNull();
    expect(await world.entity('githubRepository', 'acme.old')).not.toBeNull();
  });

  test('an account that waits does not delay another', async () => {
    await using world = await startImportWorld();
    const { github } = world;
    github.state.rateLimit = { limit: 1_000, remaining: 150, reset: inSeconds(600) };
    const id = await world.start();
    await until(
      () => world.get(id),
      (view) => view.import?.waits != null,
    );
    github.state.rateLimit = null;
    github.install('other', allPermissions);
    github.addRepository('other/service');
    expect(await world.ended(await world.start({ account: 'other' }))).toMatchObject({ state: 'done' });
    expect(await world.get(id)).toMatchObject({ state: 'running' });
  });

  test('hostile objects are skipped, and hold up nothing', async () => {
    await using world = await startImportWorld();
    world.list('issues', [
      thing(1, { updated_at: 'next year', title: '\u0000 </script> {{ .secrets.TOKEN }}' }),
      thing(2, { labels: 'none' as never, user: null }),
      { ...thing(3), id: 'three' as never },
      thing(4, { title: { $ref: '#' } as never }),
      thing(5, { updated_at: '9999-12-31T23:59:59Z', title: 'x'.repeat(70_000) }),
    ]);
    world.list('releases', [
      'no object' as never,
      thing(6, { tag_name: '../../etc' }),
      { ...thing(7), tag_name: ['a'] },
    ]);
    const ended = await world.ended(await world.start());
    expect(ended).toMatchObject({ state: 'done', import: { kinds: { issue: 4 }, repositories: { done: 1 } } });
    expect(await world.entity('githubIssue', 'acme.platform:500005')).not.toBeNull();
    expect((await world.entities()).every((one) => one.startsWith('acme.platform'))).toBe(true);
  });
});
