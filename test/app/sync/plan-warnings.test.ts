import { describe, expect, test } from 'vitest';
import { createPlanWarnings } from '../../../src/app/sync/plan-warnings.ts';
import { backends } from '../../../src/backends/index.ts';
import { plan } from '../../../src/core/plan/plan.ts';
import { githubWorld } from '../../backends/github-world.ts';
import { definition, sha256 } from '../../core/definitions.ts';

const starts = (identifier: string, repo: string) =>
  definition(identifier, { invocationMethod: { type: 'GITHUB', org: 'acme', repo, workflow: 'deploy.yml' } });
const set = (...automations: ReturnType<typeof definition>[]) =>
  automations.map((automation) => ({ automation, file: 'a.yml' }));
const planOf = (desired: ReturnType<typeof set>) =>
  plan([], [], desired, { source: 'acme/other:automations', hash: sha256 });

describe('app/sync/plan-warnings', () => {
  test('leaves a plan without workflows unchanged, without asking GitHub', async () => {
    await using world = await githubWorld();
    const desired = set(definition('a'));
    expect(await createPlanWarnings(backends, world.client)(planOf(desired), desired)).toEqual(planOf(desired));
    expect(world.github.received).toEqual([]);
  });

  test('warns that nothing can be started without an App', async () => {
    const desired = set(...['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => starts(name, name)), definition('h'));
    const { warnings } = await createPlanWarnings(backends, null)(planOf(desired), desired);
    expect(warnings).toEqual([
      { message: '`a`, `b`, `c`, `d`, `e` and 2 more cannot start workflows: the service has no GitHub App (APP_ID).' },
    ]);
  });

  test('reads a workflow once and warns each automation that starts it', async () => {
    await using world = await githubWorld();
    const desired = set(starts('a', 'catalog'), starts('b', 'Catalog'));
    const { warnings } = await createPlanWarnings(backends, world.client)(planOf(desired), desired);
    expect(warnings).toEqual([
      {
        identifier: 'a',
        message: 'In acme/catalog: `.github/workflows/deploy.yml` requires the input `service`, which is not given.',
      },
      {
        identifier: 'b',
        message: 'In acme/Catalog: `.github/workflows/deploy.yml` requires the input `service`, which is not given.',
      },
    ]);
    expect(world.github.requestsTo('GET /repos/{owner}/{repo}/contents/{path+}')).toHaveLength(1);
  });

  test('reads the file on the named branch, and skips a branch from a template', async () => {
    await using world = await githubWorld();
    const onBranch = (ref: string) => {
      const method = { type: 'GITHUB', org: 'acme', repo: 'catalog', workflow: 'deploy.yml', workflowInputs: { ref } };
      return set(definition('a', { invocationMethod: method }));
    };
    const warningsOf = async (desired: ReturnType<typeof set>) =>
      (await createPlanWarnings(backends, world.client)(planOf(desired), desired)).warnings;
    expect(await warningsOf(onBranch('main'))).toHaveLength(1);
    expect(await warningsOf(onBranch('{{ .event.diff.after.properties.branch }}'))).toEqual([]);
  });

  test('a check of workflows only reads', async () => {
    await using world = await githubWorld();
    const desired = set(starts('a', 'catalog'), starts('b', 'missing'));
    await createPlanWarnings(backends, world.client)(planOf(desired), desired);
    const writes = world.github.received.filter(
      ({ method, path }) => method !== 'GET' && !path.endsWith('/access_tokens'),
    );
    expect(writes).toEqual([]);
    expect(world.github.received.length).toBeGreaterThan(2);
  });

  test('asks a hundred repositories and counts the rest', async () => {
    await using world = await githubWorld();
    const desired = set(...Array.from({ length: 103 }, (_, index) => starts(`a${index}`, `repo-${index}`)));
    const { warnings } = await createPlanWarnings(backends, world.client)(planOf(desired), desired);
    expect(warnings).toHaveLength(101);
    expect(warnings.at(-1)).toEqual({ message: 'The workflows of 3 more repositories were not checked.' });
  });
});
