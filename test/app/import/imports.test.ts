import { describe, expect, test } from 'vitest';
import { automation, webhook } from '../../e2e/harness/shapes.ts';
import { until } from '../../e2e/harness/until.ts';
import { someone } from '../author.ts';
import { daysAgo, startImportWorld, thing } from './import-world.ts';

const listener = automation(
  'fired',
  { type: 'ENTITY_CREATED', blueprintIdentifier: 'githubIssue' },
  webhook('https://example.com/hook'),
);

describe('app/import/imports', () => {
  test('imports existing objects of every kind without events', async () => {
    await using world = await startImportWorld();
    const { github, repository } = world;
    github.startByHand(repository, 'deploy.yml', 'octocat');
    world.list('releases', [{ id: 1, tag_name: 'v1', created_at: daysAgo(400) }]);
    world.list('deployments', [{ id: 2, environment: 'prod', task: 'deploy', created_at: daysAgo(1) }]);
    world.list('pulls', [
      thing(1),
      thing(2, { state: 'closed', closed_at: daysAgo(3), merged_at: daysAgo(3) }),
      thing(3, { state: 'closed', closed_at: daysAgo(40), updated_at: daysAgo(1) }),
    ]);
    world.list('issues', [
      thing(4),
      thing(1, { pull_request: { url: 'https://api.github.com/repos/acme/platform/pulls/1' } }),
      thing(5, { state: 'closed', closed_at: daysAgo(45), updated_at: daysAgo(45) }),
    ]);
    await world.test.app.actions.create(listener, someone);
    const ended = await world.ended(await world.start());
    expect(ended).toMatchObject({
      kind: 'import',
      state: 'done',
      done: 9,
      changed: 9,
      skipped: 0,
      by: 'ada',
      request: { account: 'acme' },
      import: {
        repositories: { found: 1, done: 1, skipped: 0 },
        repository: null,
        kinds: { repository: 1, branch: 1, workflow: 1, 'workflow-run': 1, release: 1, deployment: 1, issue: 1 },
        problems: [],
        waits: null,
      },
    });
    expect(ended.import?.kinds['pull-request']).toBe(2);
    expect(await world.entities()).toHaveLength(9);
    expect(await world.entity('githubPullRequest', 'acme.platform:500002')).toMatchObject({
      properties: { status: 'merged' },
      relations: { repository: 'acme.platform' },
    });
    expect(await world.test.app.events.list(10, 0)).toEqual([]);
    expect(await world.test.app.runs.list({ limit: 10 })).toEqual([]);
    const audit = await world.test.db.selectFrom('audit_records').select(['action', 'changed_by']).execute();
    expect(audit).toContainEqual({ action: 'IMPORT', changed_by: 'ada' });
  });

  test('fires on created entities on request, and a second import changes nothing', async () => {
    await using world = await startImportWorld();
    world.list('issues', [thing(1)]);
    await world.test.app.actions.create({ ...listener, publish: false }, someone);
    expect(await world.ended(await world.start({ account: 'acme', fire: true }))).toMatchObject({ changed: 3 });
    const events = await world.test.app.events.list(10, 0);
    expect(events).toHaveLength(3);
    expect(events).toContainEqual(
      expect.objectContaining({ action: 'CREATE', trigger: expect.objectContaining({ origin: 'GITHUB' }) }),
    );
    expect(await world.ended(await world.start({ account: 'acme', fire: true }))).toMatchObject({
      state: 'done',
      done: 3,
      changed: 0,
      skipped: 3,
    });
    expect(await world.test.app.events.list(10, 0)).toHaveLength(3);
  });

  test('a webhook that arrives during an import wins, and nothing that it deleted comes back', async () => {
    await using world = await startImportWorld();
    const { id, name, owner } = world.repository;
    const repository = { id, name, owner: { login: owner } };
    const [closed, gone] = [thing(1), thing(2)];
    world.list('issues', [closed, gone, thing(3)]);
    // GitHub's times have whole seconds: the webhook may have the same one as the list.
    await world.deliver('a', 'issues', {
      action: 'closed',
      repository,
      issue: { ...closed, state: 'closed' },
    });
    await world.deliver('b', 'issues', {
      action: 'deleted',
      repository,
      issue: gone,
    });
    await world.ended(await world.start());
    expect(await world.entity('githubIssue', 'acme.platform:500001')).toMatchObject({
      properties: { status: 'closed' },
    });
    expect(await world.entity('githubIssue', 'acme.platform:500002')).toBeNull();
    expect(await world.entity('githubIssue', 'acme.platform:500003')).not.toBeNull();
  });

  test('continues after a restart, and reads nothing twice that has been recorded', async () => {
    await using world = await startImportWorld();
    const issues = Array.from({ length: 450 }, (_, index) => thing(index + 1));
    world.list('issues', issues);
    const id = await world.start();
    await until(
      () => world.get(id),
      ({ import: progress }) => (progress?.kinds.issue ?? 0) > 0,
      { pause: 1 },
    );
    await world.test.restart();
    expect(await world.ended(id)).toMatchObject({ state: 'done', import: { kinds: { issue: 450 }, problems: [] } });
    expect(await world.entities()).toHaveLength(452);
    // The first page says how many there are, and each of the five is read once; one may be read again.
    expect(world.github.requestsTo('GET /repos/{owner}/{repo}/issues').length).toBeLessThanOrEqual(6 + 2);
  });

  test('is started by the installation of the App and by added repositories, once for each delivery', async () => {
    await using world = await startImportWorld();
    const installation = { id: world.installation.id, account: { login: 'acme' } };
    await world.deliver('1-a', 'installation', { action: 'created', installation });
    await world.ended('bulk_1-a');
    const added = world.github.addRepository('acme/second');
    world.list('issues', [thing(7)], added);
    const repositories_added = [{ full_name: 'acme/second' }, { full_name: 'other/stolen' }, { full_name: '../x' }];
    await world.deliver('1-b', 'installation_repositories', { action: 'added', installation, repositories_added });
    expect(await world.ended('bulk_1-b')).toMatchObject({
      state: 'done',
      by: null,
      request: { account: 'acme', repositories: ['acme/second'] },
      import: { repositories: { found: 1, done: 1 } },
    });
    expect(await world.entity('githubIssue', 'acme.second:500007')).not.toBeNull();
    expect(await world.test.world.store.bulkJobs.list(10)).toHaveLength(2);
  });

  test('is not started by the installation if that is switched off, but still on demand', async () => {
    await using world = await startImportWorld({ firstImport: false });
    const installation = { id: world.installation.id, account: { login: 'acme' } };
    await world.deliver('1-a', 'installation', { action: 'created', installation });
    const repositories_added = [{ full_name: 'acme/platform' }];
    await world.deliver('1-b', 'installation_repositories', { action: 'added', installation, repositories_added });
    expect(await world.test.world.store.bulkJobs.list(10)).toEqual([]);
    expect(await world.ended(await world.start())).toMatchObject({ state: 'done' });
  });

  test('refuses impossible imports, and the same import twice at once', async () => {
    await using world = await startImportWorld();
    await expect(world.start({ account: 'nowhere' })).rejects.toMatchObject({ code: 'not_found' });
    await expect(world.start({ account: 'a/b' })).rejects.toMatchObject({ code: 'invalid_content' });
    await expect(world.start({ repositories: ['acme/a', 'other/b'] })).rejects.toMatchObject({
      code: 'invalid_content',
    });
    world.github.state.rateLimit = { limit: 100, remaining: 10, reset: Math.floor(Date.now() / 1000) + 600 };
    const id = await world.start();
    await expect(world.start()).rejects.toMatchObject({ code: 'conflict', details: { id } });
    const [same] = await world.test.app.imports.start({}, 'ada');
    expect(same?.id).toBe(id);
    await world.test.app.operate.bulk.cancel(id, 'ada');
    expect(await world.get(id)).toMatchObject({ state: 'cancelled' });
  });
});
