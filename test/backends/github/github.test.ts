import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { github as backend } from '../../../src/backends/github/github.ts';
import type { JsonObject } from '../../../src/core/json.ts';
import { dispatchRoute, limitUsedUp, misfortunes } from '../../fakes/github/index.ts';
import { deploy, githubWorld } from '../github-world.ts';

const minutes = (count: number): number => count * 60;

describe('backends/github/github', () => {
  test('the schema is closed and accepts its example', () => {
    const validate = new Ajv2020({ strict: true, allowUnionTypes: true })
      .addVocabulary(['patternErrorMessage', 'portType'])
      .compile(backend.schema);
    expect(validate(backend.example)).toBe(true);
    expect(validate({ ...backend.example, reportWorkflowStatus: '{{ .x }}' })).toBe(true);
    for (const wrong of [{ ...backend.example, branch: 'main' }, { type: 'GITHUB' }, { ...backend.example, org: 1 }]) {
      expect(validate(wrong)).toBe(false);
    }
  });

  test('a dispatch starts the workflow on the default branch and returns its id and link', async () => {
    await using world = await githubWorld();
    const context = { run: { id: 'r_1' }, list: [1, null] };
    const outcome = await backend.invoke(world.call(deploy({ context, environment: 'dev', run: '123n' })));
    const [run] = world.github.runs;
    expect(outcome).toEqual({
      type: 'accepted',
      message: 'Started deploy.yml in acme/catalog.',
      statusCode: 200,
      externalId: `gh_acme/catalog/${run?.id}`,
      link: `https://github.com/acme/catalog/actions/runs/${run?.id}`,
      followAfter: 60,
    });
    expect(run?.ref).toBe('main');
    expect(run?.inputs).toEqual({
      service: 'billing',
      context: JSON.stringify(context),
      environment: 'dev',
      // Text that looks like a big number is text: octokit's JSON writer must not take it for one.
      run: '123n',
    });
    const [sent] = world.github.requestsTo(dispatchRoute);
    expect(sent).toMatchObject({ version: '2022-11-28', body: { ref: 'main', return_run_details: true } });
  });

  test('ref in the inputs selects the branch and is not an input', async () => {
    await using world = await githubWorld();
    const main = world.repository.branches.get('main');
    if (main) world.repository.branches.set('release', main);
    await backend.invoke(world.call(deploy({ ref: 'release' })));
    expect(world.github.runs).toMatchObject([{ ref: 'release', inputs: { service: 'billing' } }]);
    expect(world.github.requestsTo('GET /repos/{owner}/{repo}')).toEqual([]);
  });

  test('the default branch, the installation and the token are fetched once', async () => {
    await using world = await githubWorld();
    for (let count = 0; count < 3; count += 1) await backend.invoke(world.call(deploy()));
    expect(world.github.runs).toHaveLength(3);
    expect(world.github.requestsTo('GET /repos/{owner}/{repo}')).toHaveLength(1);
    expect(world.github.requestsTo('GET /repos/{owner}/{repo}/installation')).toHaveLength(1);
    expect(world.github.requestsTo('POST /app/installations/{installation_id}/access_tokens')).toHaveLength(1);
  });

  test('a default branch that was renamed is noticed and the dispatch goes to the new one', async () => {
    await using world = await githubWorld();
    await backend.invoke(world.call(deploy()));
    const files = world.repository.branches.get('main') ?? new Map();
    world.repository.branches = new Map([['trunk', files]]);
    world.repository.defaultBranch = 'trunk';
    expect(await backend.invoke(world.call(deploy()))).toMatchObject({ type: 'accepted' });
    expect(world.github.runs.map(({ ref }) => ref)).toEqual(['main', 'trunk']);
  });

  test('a null is sent as the text null and the run’s log says so', async () => {
    await using world = await githubWorld();
    await backend.invoke(world.call(deploy({ context: null })));
    expect(world.github.runs[0]?.inputs.context).toBe('null');
    expect(world.log).toMatchObject([{ level: 'warning', message: expect.stringContaining('input context is null') }]);
  });

  test('without reportWorkflowStatus the run is accepted and nothing follows it', async () => {
    await using world = await githubWorld();
    for (const reportWorkflowStatus of [false, 'false']) {
      const outcome = await backend.invoke(world.call({ ...deploy(), reportWorkflowStatus }));
      expect(outcome).toMatchObject({ type: 'accepted', externalId: expect.stringMatching(/^gh_acme\/catalog\/\d+$/) });
      expect(outcome).not.toHaveProperty('followAfter');
    }
  });

  test.each<[string, JsonObject]>([
    ['26 inputs', Object.fromEntries(Array.from({ length: 26 }, (_, index) => [`i${index}`, 'x']))],
    ['65,536 characters', { context: 'x'.repeat(65_536) }],
  ])('%s are refused before anything is sent', async (_name, inputs) => {
    await using world = await githubWorld();
    const outcome = await backend.invoke(world.call({ ...deploy(), workflowInputs: inputs }));
    expect(outcome).toMatchObject({ type: 'rejected', message: expect.stringMatching(/26|655\d\d/) });
    expect(world.github.received).toEqual([]);
  });

  test.each<[string, JsonObject]>([
    ['org', { org: '..' }],
    ['org', { org: null }],
    ['repo', { repo: 'a/b' }],
    ['repo', { repo: { name: 'catalog' } }],
    ['workflow', { workflow: '../../../app' }],
    ['workflow', { workflow: '..' }],
    ['workflow', { workflow: '' }],
  ])('a rendered %s that leads elsewhere is refused before anything is sent: %j', async (field, change) => {
    await using world = await githubWorld();
    const outcome = await backend.invoke(world.call({ ...deploy(), ...change }));
    expect(outcome).toMatchObject({ type: 'rejected', message: expect.stringContaining(`\`${field}\``) });
    expect(world.github.received).toEqual([]);
  });

  test('without a GitHub App the call is refused with what is missing', async () => {
    await using world = await githubWorld();
    const call = world.call(deploy());
    const outcome = await backend.invoke({ ...call, services: { ...call.services, github: null } });
    expect(outcome).toMatchObject({ type: 'rejected', message: expect.stringContaining('APP_ID') });
  });

  test.each(['refused with 422', 'refused with 400'] as const)(
    'an older server on which the run’s details are %s gets the dispatch again without them, and the run is searched for',
    async (runDetails) => {
      await using world = await githubWorld();
      world.github.state.runDetails = runDetails;
      const call = world.call(deploy());
      const outcome = await backend.invoke(call);
      expect(outcome).toMatchObject({ type: 'accepted', statusCode: 204, followAfter: 15 });
      expect(outcome).not.toHaveProperty('externalId');
      expect(world.github.requestsTo(dispatchRoute)).toHaveLength(2);
      expect(world.github.runs).toHaveLength(1);
      const found = await backend.search({ ...call, sentAt: world.now() });
      expect(found).toMatchObject({ type: 'accepted', externalId: `gh_acme/catalog/${world.github.runs[0]?.id}` });
    },
  );

  test('a server that ignores the flag has started the run too', async () => {
    await using world = await githubWorld();
    world.github.state.runDetails = 'ignored';
    expect(await backend.invoke(world.call(deploy()))).toMatchObject({ type: 'accepted', statusCode: 204 });
    expect(world.github.requestsTo(dispatchRoute)).toHaveLength(1);
  });

  test('rate limits are waited for as long as GitHub says', async () => {
    await using world = await githubWorld();
    const reset = limitUsedUp(world.now() / 1000 + minutes(20));
    const { secondaryLimit, secondaryLimitUntimed, tooManyRequests } = misfortunes;
    for (const failure of [secondaryLimit, secondaryLimitUntimed, tooManyRequests, reset]) {
      world.github.failNext(dispatchRoute, failure);
    }
    const waits = [];
    for (let count = 0; count < 4; count += 1) waits.push(await backend.invoke(world.call(deploy())));
    expect(waits).toMatchObject([
      { type: 'retry', after: 90, statusCode: 403 },
      { type: 'retry', after: 60, statusCode: 403 },
      { type: 'retry', after: 7, statusCode: 429 },
      { type: 'retry', after: minutes(20), statusCode: 403 },
    ]);
    expect(world.github.runs).toEqual([]);
  });

  test.each(['badGatewayAfterwards', 'errorBefore', 'resetAfterwards', 'hangsAfterwards', 'hangsBefore'] as const)(
    'one dispatch is one request, and its outcome is unknown, when GitHub fails: %s',
    async (name) => {
      await using world = await githubWorld({ timeout: 2_000 });
      await world.client.defaultBranch('acme', 'catalog');
      world.github.failNext(dispatchRoute, misfortunes[name]);
      const outcome = await backend.invoke(world.call(deploy()));
      expect(outcome).toMatchObject({ type: 'unknown', message: expect.stringContaining('may have been started') });
      expect(world.github.requestsTo(dispatchRoute)).toHaveLength(1);
    },
  );

  test('a failure before the dispatch is known to have done nothing', async () => {
    await using world = await githubWorld({ timeout: 2_000 });
    const token = 'POST /app/installations/{installation_id}/access_tokens';
    for (const route of ['GET /repos/{owner}/{repo}/installation', token, 'GET /repos/{owner}/{repo}']) {
      for (const failure of [misfortunes.badGatewayAfterwards, misfortunes.hangsBefore, misfortunes.tooManyRequests]) {
        world.github.failNext(route, failure);
        expect(await backend.invoke(world.call(deploy())), route).toMatchObject({ type: 'retry' });
      }
    }
    expect(world.github.requestsTo(dispatchRoute)).toEqual([]);
    expect(await backend.invoke(world.call(deploy()))).toMatchObject({ type: 'accepted' });
  });

  test('an unreachable GitHub is retried later', async () => {
    const world = await githubWorld();
    await backend.invoke(world.call(deploy()));
    await world[Symbol.asyncDispose]();
    // The first attempt may go out on a connection that was just cut, in which case its outcome is unknown.
    await backend.invoke(world.call(deploy()));
    const outcome = await backend.invoke(world.call(deploy()));
    expect(outcome).toMatchObject({ type: 'retry', message: expect.stringContaining('ECONNREFUSED') });
  });

  test('an attempt that is stopped before it begins has done nothing', async () => {
    await using world = await githubWorld();
    const call = world.call(deploy({ ref: 'main' }));
    expect(await backend.invoke({ ...call, signal: AbortSignal.abort() })).toMatchObject({ type: 'retry' });
    expect(world.github.received).toEqual([]);
  });
});
