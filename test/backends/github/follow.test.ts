import { describe, expect, test } from 'vitest';
import { github as backend } from '../../../src/backends/github/github.ts';
import { misfortunes } from '../../fakes/github/index.ts';
import { deploy, githubWorld } from '../github-world.ts';

const runRoute = 'GET /repos/{owner}/{repo}/actions/runs/{run_id}';

/** A world in which one workflow was started, with the call that follows it. */
async function afterDispatch() {
  const world = await githubWorld();
  const call = world.call(deploy());
  const outcome = await backend.invoke(call);
  const [run] = world.github.runs;
  if (run === undefined || outcome.type !== 'accepted' || outcome.externalId === undefined)
    throw new Error('Not started.');
  return { ...world, run, call: { ...call, externalId: outcome.externalId } };
}

describe('backends/github/follow', () => {
  test('a run that has not ended is polled again, less often the older it is', async () => {
    await using world = await afterDispatch();
    const pauses: unknown[] = [];
    for (const seconds of [0, 120, 1080, 36_000]) {
      world.pass(seconds);
      const outcome = await backend.follow(world.call);
      expect(outcome).toMatchObject({ type: 'accepted', externalId: world.call.externalId });
      pauses.push(outcome.type === 'accepted' ? outcome.followAfter : null);
    }
    expect(pauses).toEqual([60, 60, 300, 600]);
  });

  test.each([
    ['success', 'succeeded'],
    ['skipped', 'succeeded'],
    ['neutral', 'succeeded'],
    ['failure', 'rejected'],
    ['cancelled', 'rejected'],
    ['timed_out', 'rejected'],
  ])('a workflow that ended with %s: %s', async (conclusion, type) => {
    await using world = await afterDispatch();
    world.github.advance(world.run, 'completed', conclusion);
    const outcome = await backend.follow(world.call);
    expect(outcome).toMatchObject({ type, message: expect.stringContaining(`Workflow completed: ${conclusion}`) });
  });

  test('a re-run is the same run, under way again', async () => {
    await using world = await afterDispatch();
    world.github.advance(world.run, 'completed', 'failure');
    world.github.rerun(world.run);
    world.github.advance(world.run, 'in_progress');
    const outcome = await backend.follow(world.call);
    expect(outcome).toMatchObject({ type: 'accepted', message: 'Workflow is running (attempt 2)' });
  });

  test('network trouble never ends a run', async () => {
    await using world = await afterDispatch();
    for (const failure of [misfortunes.errorBefore, misfortunes.resetAfterwards, misfortunes.tooManyRequests]) {
      world.github.failNext(runRoute, failure);
      expect(await backend.follow(world.call)).toMatchObject({ type: 'accepted', externalId: world.call.externalId });
    }
    world.github.failNext(runRoute, misfortunes.secondaryLimit);
    expect(await backend.follow(world.call)).toMatchObject({ type: 'accepted', followAfter: 90 });
  });

  test('a run that is missing at first may still appear; later it was deleted', async () => {
    await using world = await afterDispatch();
    const call = { ...world.call, externalId: 'gh_acme/catalog/1' };
    expect(await backend.follow(call)).toMatchObject({ type: 'accepted' });
    world.pass(601);
    expect(await backend.follow(call)).toMatchObject({
      type: 'rejected',
      message: expect.stringContaining('no longer has this workflow run'),
    });
  });

  test('an App that was removed cannot follow, and says so', async () => {
    await using world = await afterDispatch();
    world.github.state.installations.length = 0;
    world.client.forget('acme');
    expect(await backend.follow(world.call)).toMatchObject({
      type: 'rejected',
      message: expect.stringContaining('cannot be followed'),
    });
  });

  test('after 35 days GitHub itself has given the run up', async () => {
    await using world = await afterDispatch();
    world.pass(35 * 24 * 3600 + 1);
    expect(await backend.follow(world.call)).toMatchObject({
      type: 'rejected',
      message: expect.stringContaining('35 days'),
    });
  });

  test('an id in another format is not followed', async () => {
    await using world = await afterDispatch();
    const before = world.github.received.length;
    expect(await backend.follow({ ...world.call, externalId: 'gh_../../1' })).toMatchObject({ type: 'rejected' });
    expect(world.github.received).toHaveLength(before);
  });
});
