import { symlinkSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createGit, repositoryOf } from '../../src/checkout/git.ts';
import { readWorkspace, repositoryPath } from '../../src/checkout/workspace.ts';
import { createCheckout } from '../action/checkout.ts';

describe('checkout/workspace', () => {
  const files = {
    'automations/b.yml': 'b',
    'automations/deep/er/a.json': 'a',
    'automations/deep/a.test.yaml': 't',
    'automations/notes.md': '',
    'automations/.hidden/c.json': '',
    'automations/node_modules/d.json': '',
    'blueprints/service.json': '{}',
    '.github/workflows/deploy.yml': 'on: push',
    '.github/workflows/README.md': '',
    'other/e.json': '',
  };

  test('reads definitions and tests below a path, with the blueprints and workflows of the repository', async () => {
    using checkout = createCheckout(files);
    const found = await readWorkspace(checkout.root, ['automations']);
    expect(found.definitions.map(({ path, text }) => [path, text])).toEqual([
      ['automations/b.yml', 'b'],
      ['automations/deep/er/a.json', 'a'],
    ]);
    expect(found.tests.map(({ path }) => path)).toEqual(['automations/deep/a.test.yaml']);
    expect(found.blueprints.map(({ path }) => path)).toEqual(['blueprints/service.json']);
    expect([...(found.workflows ?? [])]).toEqual([['.github/workflows/deploy.yml', 'on: push']]);
  });

  test('reads a file named twice only once', async () => {
    using checkout = createCheckout(files);
    const found = await readWorkspace(checkout.root, [
      'automations',
      'automations/b.yml',
      './automations/../automations/deep',
    ]);
    expect(found.definitions.map(({ path }) => path)).toEqual(['automations/b.yml', 'automations/deep/er/a.json']);
    expect(found.issues).toEqual([]);
  });

  test('follows links inside the repository and reports all others', async () => {
    using checkout = createCheckout({ ...files, 'shared/team/f.json': 'f', 'shared/g.json': 'g' });
    const link = (target: string, name: string) => symlinkSync(target, `${checkout.root}/automations/${name}`);
    link('../shared/g.json', 'g.json');
    link('../shared/team', 'team');
    link('../shared/team', 'twice');
    link('..', 'up');
    link('deep', 'deep/er/loop');
    link('/etc/hostname', 'outside.json');
    link('/etc', 'etc');
    link('nowhere.yml', 'nowhere.yml');
    link('../.git/config', 'token.yml');
    link('ring.json', 'ring.json');
    link('/etc/hostname', 'README.txt');
    symlinkSync('../../deep', `${checkout.root}/automations/deep/er/back`);
    const { definitions, issues } = await readWorkspace(checkout.root, ['automations']);
    expect(definitions.map(({ path, text }) => [path, text])).toEqual([
      ['automations/b.yml', 'b'],
      ['automations/deep/er/a.json', 'a'],
      ['automations/g.json', 'g'],
      ['automations/team/f.json', 'f'],
    ]);
    expect(issues.map(({ code, severity, message }) => [code, severity, message.split(/[,;]/)[0]]).sort()).toEqual(
      [
        'deep/er/back leads to one of its own parent folders',
        'deep/er/loop is broken',
        'etc leads out of the repository',
        'nowhere.yml is broken',
        'outside.json leads out of the repository',
        'ring.json is broken',
        'token.yml leads out of the repository',
        'twice leads to the same folder as another link',
        'up leads to one of its own parent folders',
      ].map((text) => ['syntax/link', 'error', `The link automations/${text}`]),
    );
  });

  test('reports files that a sparse checkout omits, and treats omitted workflows as unknown', async () => {
    using checkout = createCheckout({ ...files, 'automations/deep/er/f.json': 'f' });
    expect((await readWorkspace(checkout.root, ['automations'])).issues).toEqual([]);
    checkout.git(
      'sparse-checkout',
      'set',
      '--no-cone',
      '/automations/*',
      '!/automations/deep/er/',
      '!/automations/notes.md',
    );
    const sparse = await readWorkspace(checkout.root, ['automations']);
    expect(sparse.definitions.map(({ path }) => path)).toEqual(['automations/b.yml']);
    expect(sparse.workflows).toBeNull();
    expect(sparse.issues).toMatchObject([
      {
        code: 'syntax/not-checked-out',
        severity: 'error',
        file: 'automations/deep/er',
        message: expect.stringMatching(
          /^automations\/deep\/er\/a\.json and 1 more of this folder are in the repository/,
        ),
      },
      {
        code: 'syntax/checks-left-out',
        severity: 'info',
        file: 'blueprints',
        message: expect.stringMatching(
          /^Not all of blueprints and \.github\/workflows is checked out, so the names of blueprints and properties and calls/,
        ),
      },
    ]);
    const asked = (await readWorkspace(checkout.root, ['automations/deep/a.test.yaml'])).issues;
    expect(asked.map(({ code }) => code)).toEqual(['syntax/checks-left-out']);
  });

  test('does not check names against an incomplete set of blueprints', async () => {
    using checkout = createCheckout({ ...files, 'blueprints/team.json': '{}', 'blueprints/notes.md': '' });
    const set = (...patterns: string[]) => checkout.git('sparse-checkout', 'set', '--no-cone', ...patterns);
    set('/*', '!/blueprints/team.json', '!/.github/workflows/README.md');
    const some = await readWorkspace(checkout.root, ['automations']);
    expect([some.blueprints, some.workflows?.size]).toEqual([[], 1]);
    expect(some.issues.map(({ message }) => message)).toEqual([
      'Not all of blueprints is checked out, so the names of blueprints and properties are not checked; add what is missing to the `sparse-checkout` (or the `submodules`) of `actions/checkout`.',
    ]);
    set('/*', '!/blueprints/notes.md');
    const all = await readWorkspace(checkout.root, ['automations']);
    expect([all.blueprints.length, all.issues]).toEqual([2, []]);
  });

  test('reports a submodule without its content', async () => {
    using other = createCheckout({ 'x.json': 'x' });
    using checkout = createCheckout(files);
    checkout.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', other.root, 'automations/shared');
    checkout.commit({});
    expect(await readWorkspace(checkout.root, ['automations'])).toMatchObject({
      issues: [],
      definitions: { length: 3 },
    });
    checkout.git('submodule', '--quiet', 'deinit', '--force', 'automations/shared');
    expect((await readWorkspace(checkout.root, ['automations'])).issues).toMatchObject([
      {
        code: 'syntax/not-checked-out',
        file: 'automations/shared',
        message: expect.stringMatching(/^The submodule automations\/shared is in the repository but not checked out/),
      },
    ]);
  });

  test('rejects a path that links outside the repository or names no definition file', async () => {
    using checkout = createCheckout({ ...files, 'x.txt': '' });
    symlinkSync('/etc', `${checkout.root}/linked`);
    await expect(readWorkspace(checkout.root, ['linked'])).rejects.toThrow('linked is a link to a place outside');
    await expect(readWorkspace(checkout.root, ['x.txt'])).rejects.toThrow('x.txt cannot contain definitions');
  });

  test('warns about a folder without definitions', async () => {
    using checkout = createCheckout({ 'empty/notes.md': '' });
    expect((await readWorkspace(checkout.root, ['empty'])).issues).toMatchObject([
      {
        code: 'syntax/empty-folder',
        severity: 'warning',
        message: expect.stringContaining('No definitions were found in'),
      },
    ]);
  });

  test('normalizes a path relative to the repository', () => {
    expect(repositoryPath('/a', './b//c/')).toBe('b/c');
    expect(repositoryPath('/a', '.')).toBe('.');
    expect(repositoryPath('/a', '..b')).toBe('..b');
    expect(() => repositoryPath('/a', 'b/../../c')).toThrow('is outside /a');
  });

  test('reads the same files from a commit as from its checkout', async () => {
    const odd = { 'automations/ä ö.json': 'é', 'automations/two\nlines.json': '\n\n', 'automations/empty.yml': '' };
    using checkout = createCheckout({ ...files, ...odd });
    symlinkSync('b.yml', `${checkout.root}/automations/link.yml`);
    symlinkSync('../other', `${checkout.root}/automations/other`);
    symlinkSync('nowhere.yml', `${checkout.root}/automations/dangling.yml`);
    checkout.commit({});
    const git = createGit(checkout.root);
    const { definitions } = await readWorkspace(checkout.root, ['automations']);
    const byPath = (a: { path: string }, b: { path: string }) => (a.path < b.path ? -1 : 1);
    expect(git.files('HEAD', 'automations').sort(byPath)).toEqual([...definitions].sort(byPath));
    expect(git.commit('nothing')).toBeNull();
    expect(git.commit('--help')).toBeNull();
  });

  test('reads the repository from the URL of its remote', () => {
    for (const origin of [
      'https://github.com/acme/catalog',
      'https://github.com/acme/catalog.git',
      'https://token@github.example/acme/catalog.git/',
      'git@github.com:acme/catalog.git',
      'ssh://git@github.example:22/acme/catalog.git',
    ]) {
      expect(repositoryOf(origin), origin).toBe('acme/catalog');
    }
    for (const origin of [null, '', '/srv/git/acme/catalog', 'https://github.com/acme']) {
      expect(repositoryOf(origin), String(origin)).toBeNull();
    }
  });
});
