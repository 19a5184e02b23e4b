import { describe, expect, test } from 'vitest';
import { github as backend } from '../../../src/backends/github/github.ts';
import { externalIdOf } from '../../../src/core/workflow/workflow-run.ts';
import { dispatchRoute, misfortunes, type WorkflowRun } from '../../fakes/github/index.ts';
import { deploy, githubWorld } from '../github-world.ts';

const listRoute = 'GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs';
const idOf = (run: WorkflowRun | undefined): string => externalIdOf('acme', 'catalog', run?.id ?? 0);

/** A world in which one dispatch has just ended without a clear answer. */
async function afterUnclearDispatch(failure: keyof typeof misfortunes, inputs = {}) {
  const world = await githubWorld();
  const call = { ...world.call(deploy(inputs)), sentAt: world.now() };
  world.github.failNext(dispatchRoute, misfortunes[failure]);
  expect(await backend.invoke(call)).toMatchObject({ type: 'unknown' });
  return { ...world, call };
}

describe('backends/github/search', () => {
  test('finds the run that the dispatch started behind a bad gateway', async () => {
    await using world = await afterUnclearDispatch('badGatewayAfterwards');
    const [run] = world.github.runs;
    expect(await backend.search(world.call)).toEqual({
      type: 'accepted',
      message: 'Found the workflow run that the dispatch had started. Workflow is queued.',
      externalId: idOf(run),
      link: `https://github.com/acme/catalog/actions/runs/${run?.id}`,
      followAfter: 1,
    });
  });

  test('an empty list proves nothing at first, and that nothing was started a minute later', async () => {
    await using world = await afterUnclearDispatch('errorBefore');
    expect(await backend.search(world.call)).toMatchObject({ type: 'unknown' });
    world.pass(61);
    expect(await backend.search(world.call)).toBeNull();
  });

  test('never takes a run that a person, another App, another branch or another time started', async () => {
    await using world = await githubWorld();
    const { github, repository } = world;
    github.startByHand(repository, 'deploy.yml', 'catalog-bot[bot]');
    world.pass(3600);
    const call = { ...world.call(deploy()), sentAt: world.now() };
    github.failNext(dispatchRoute, misfortunes.errorBefore);
    await backend.invoke(call);
    github.startByHand(repository, 'deploy.yml', 'octocat');
    github.startByHand(repository, 'deploy.yml', 'other-app[bot]');
    github.startByHand(repository, 'deploy.yml', 'catalog-bot[bot]', 'release');
    world.pass(61);
    expect(await backend.search(call)).toBeNull();
  });

  test('never takes a workflow run that belongs to another of our runs', async () => {
    await using world = await afterUnclearDispatch('badGatewayAfterwards');
    await backend.invoke(world.call);
    const [first, second] = world.github.runs;
    world.claims.taken.push(idOf(second));
    expect(await backend.search(world.call)).toMatchObject({ type: 'accepted', externalId: idOf(first) });
    world.claims.taken.push(idOf(first));
    world.pass(61);
    expect(await backend.search(world.call)).toBeNull();
  });

  test('two possible runs are both listed, and none is guessed', async () => {
    await using world = await afterUnclearDispatch('badGatewayAfterwards');
    world.github.startByHand(world.repository, 'deploy.yml', 'catalog-bot[bot]');
    world.pass(3600);
    const outcome = await backend.search(world.call);
    expect(outcome).toMatchObject({ type: 'unknown', message: expect.stringContaining('2 workflow runs could be') });
    for (const run of world.github.runs) expect(outcome?.message).toContain(`/actions/runs/${run.id}`);
  });

  test('the only candidate is not taken while another of our runs may have started it', async () => {
    await using world = await afterUnclearDispatch('badGatewayAfterwards');
    world.claims.contested = true;
    expect(await backend.search(world.call)).toMatchObject({ type: 'unknown' });
    world.claims.contested = false;
    expect(await backend.search(world.call)).toMatchObject({ type: 'accepted' });
  });

  test('a title that contains our run’s id is certain, whatever else is in doubt', async () => {
    await using world = await afterUnclearDispatch('badGatewayAfterwards', { run: 'r_0123456789abcdef' });
    world.github.startByHand(world.repository, 'deploy.yml', 'catalog-bot[bot]');
    world.claims.contested = true;
    const outcome = await backend.search(world.call);
    expect(outcome).toMatchObject({ type: 'accepted', externalId: idOf(world.github.runs[0]) });
  });

  test('a run on a branch given as a full ref is found', async () => {
    await using world = await afterUnclearDispatch('badGatewayAfterwards', { ref: 'refs/heads/main' });
    expect(await backend.search(world.call)).toMatchObject({ type: 'accepted' });
  });

  test('more runs than one page are all examined', async () => {
    await using world = await afterUnclearDispatch('badGatewayAfterwards');
    for (let count = 0; count < 120; count += 1) {
      const run = world.github.startByHand(world.repository, 'deploy.yml', 'catalog-bot[bot]');
      world.claims.taken.push(idOf(run));
    }
    expect(await backend.search(world.call)).toMatchObject({ externalId: idOf(world.github.runs[0]) });
    expect(world.github.requestsTo(listRoute)).toHaveLength(2);
  });

  test('a GitHub that cannot list says nothing about the dispatch', async () => {
    await using world = await afterUnclearDispatch('badGatewayAfterwards');
    world.pass(3600);
    for (const failure of [misfortunes.errorBefore, misfortunes.secondaryLimit, misfortunes.resetAfterwards]) {
      world.github.failNext(listRoute, failure);
      expect(await backend.search(world.call)).toMatchObject({ type: 'unknown' });
    }
    await using fresh = await githubWorld();
    fresh.github.failNext('GET /app', misfortunes.errorBefore);
    expect(await backend.search({ ...fresh.call(deploy()), sentAt: 0 })).toMatchObject({ type: 'unknown' });
  });

  test('a found run that reports by itself is not followed', async () => {
    await using world = await afterUnclearDispatch('badGatewayAfterwards');
    const method = { ...world.call.method, reportWorkflowStatus: false };
    expect(await backend.search({ ...world.call, method })).not.toHaveProperty('followAfter');
  });
});
