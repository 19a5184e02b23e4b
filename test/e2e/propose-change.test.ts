import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/core/json.ts';
import type { ProposedChange } from '../../src/core/views/proposed-change.ts';
import { type FakeGitHub, type Repository, startFakeGitHub } from '../fakes/github/index.ts';
import { startAppServer } from './harness/github.ts';
import type { Server } from './harness/server.ts';

const yaml = `# The on-call rota reads this.
identifier: page
title: Page the team   # shown in the list
trigger:
  type: automation
  event: { type: ENTITY_CREATED, blueprintIdentifier: incident }
invocationMethod:
  type: WEBHOOK
  url: https://example.com/page # PagerDuty
publish: true
`;
const definition = (more: JsonObject = {}): JsonObject => ({
  identifier: 'page',
  title: 'Page the team',
  trigger: { type: 'automation', event: { type: 'ENTITY_CREATED', blueprintIdentifier: 'incident' } },
  invocationMethod: { type: 'WEBHOOK', url: 'https://example.com/page' },
  publish: true,
  ...more,
});

describe('e2e/propose-change', () => {
  let github: FakeGitHub;
  let repository: Repository;
  let reading: Repository;
  let server: Server;
  beforeAll(async () => {
    github = await startFakeGitHub();
    github.install('acme', { actions: 'write', contents: 'write', pull_requests: 'write' });
    github.install('readers', { actions: 'write', contents: 'read' });
    repository = github.addRepository('acme/catalog', { 'automations/page.yml': yaml });
    reading = github.addRepository('readers/catalog', { 'automations/read.yml': yaml.replace('page', 'read') });
    server = await startAppServer(github);
    const sync = (source: string, file: string, automation: JsonObject) =>
      server.call('POST', '/v1/automations/sync', { path: 'automations', source, definitions: [{ file, automation }] });
    await sync('acme/catalog', 'automations/page.yml', definition());
    await sync('readers/catalog', 'automations/read.yml', definition({ identifier: 'read' }));
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await github[Symbol.asyncDispose]();
  });

  const propose = async (name: string, body: JsonObject, headers: Record<string, string> = {}) => {
    const answer = await server.send('POST', `/v1/automations/${name}/change`, JSON.stringify(body), headers);
    return { ...answer, change: answer.body.change as unknown as ProposedChange };
  };
  const changed = ({ diff }: ProposedChange): string[] => diff.split('\n').filter((line) => /^[+-]/.test(line));
  /** What the newest pull request would merge. */
  const proposed = (of: Repository, file: string): string | undefined =>
    of.branches.get(of.opened.at(-1)?.head ?? '')?.get(file);

  test('a change becomes a pull request with exactly its lines, and is not stored', async () => {
    const after = definition({
      title: 'Page them',
      invocationMethod: { type: 'WEBHOOK', url: 'https://example.com/new' },
    });
    const { status, change } = await propose('page', { definition: after });
    expect(status).toBe(200);
    const [pull] = repository.opened;
    expect(change).toMatchObject({
      repository: 'acme/catalog',
      file: 'automations/page.yml',
      branch: 'main',
      pullRequest: { number: pull?.number, url: `https://github.com/acme/catalog/pull/${pull?.number}` },
      reason: null,
      warnings: [],
    });
    expect(changed(change)).toEqual([
      '-title: Page the team   # shown in the list',
      '+title: Page them   # shown in the list',
      '-  url: https://example.com/page # PagerDuty',
      '+  url: https://example.com/new # PagerDuty',
    ]);
    expect(pull).toMatchObject({
      base: 'main',
      title: 'automations: change page',
      body: expect.stringContaining('client:'),
    });
    expect(proposed(repository, 'automations/page.yml')).toBe(
      yaml.replace('Page the team', 'Page them').replace('example.com/page', 'example.com/new'),
    );
    expect(repository.branches.get('main')?.get('automations/page.yml')).toBe(yaml);
    expect(await server.call('GET', '/v1/actions/page')).toMatchObject({ action: { title: 'Page the team' } });
    const { audits } = await server.call<{ audits: JsonObject[] }>('GET', '/v1/audit-log?resources=pull_request');
    expect(audits).toMatchObject([{ context: { pull_request: `acme/catalog#${pull?.number}` } }]);
  });

  test('a switch, a deletion and a new automation are pull requests too', async () => {
    const off = await propose('page', { publish: false });
    expect(changed(off.change)).toEqual(['-publish: true', '+publish: false']);
    expect(repository.opened.at(-1)?.title).toBe('automations: switch off page');
    await propose('page', { definition: null });
    expect(repository.opened.at(-1)?.title).toBe('automations: delete page');
    expect(proposed(repository, 'automations/page.yml')).toBeUndefined();
    const fresh = await propose('fresh', {
      definition: definition({ identifier: 'fresh' }),
      source: 'acme/catalog:automations',
    });
    expect(fresh.change).toMatchObject({ file: 'automations/fresh.yml', pullRequest: { number: expect.any(Number) } });
    expect(proposed(repository, 'automations/fresh.yml')).toContain('identifier: fresh\ntitle: Page the team\n');
  });

  test('a dry run shows the change and touches nothing', async () => {
    const before = [repository.opened.length, repository.branches.size];
    const { change } = await propose('page', { publish: false, dryRun: true });
    expect(change).toMatchObject({ pullRequest: null, reason: null });
    expect(changed(change)).toEqual(['-publish: true', '+publish: false']);
    expect([repository.opened.length, repository.branches.size]).toEqual(before);
  });

  test('without the permission it shows the change and where to make it', async () => {
    const { status, change } = await propose('read', { publish: false });
    expect(status).toBe(200);
    expect(change).toMatchObject({
      pullRequest: null,
      reason: expect.stringContaining('Contents: write'),
      editor: `${github.url}/readers/catalog/edit/main/automations/read.yml`,
    });
    expect(changed(change)).toEqual(['-publish: true', '+publish: false']);
    expect(reading.opened).toEqual([]);
  });

  test('a pull request that fails leaves no branch behind', async () => {
    const before = repository.branches.size;
    github.failNext('POST /repos/{owner}/{repo}/pulls', {
      answer: { status: 403, body: { message: 'Resource not accessible by integration' } },
      carriedOut: false,
    });
    const { change } = await propose('page', { publish: false });
    expect(change).toMatchObject({ pullRequest: null, reason: expect.stringContaining('Pull requests: write') });
    expect(repository.branches.size).toBe(before);
  });

  test('warns when the file differs from the definition in use, and refuses what cannot be a pull request', async () => {
    const main = repository.branches.get('main');
    main?.set('automations/page.yml', yaml.replace('Page the team', 'Meanwhile'));
    const drifted = await propose('page', { publish: false, dryRun: true });
    expect(drifted.change.warnings).toEqual([expect.stringContaining('differs from the definition in use')]);
    main?.set('automations/page.yml', yaml.replace('publish: true', 'publish: false'));
    expect(await propose('page', { publish: false })).toMatchObject({
      status: 409,
      body: { message: expect.stringContaining('has not been synced yet') },
    });
    main?.delete('automations/page.yml');
    expect((await propose('page', { publish: false })).status).toBe(409);
    main?.set('automations/page.yml', yaml);
    await server.automate(definition({ identifier: 'free' }));
    expect(await propose('free', { publish: false })).toMatchObject({
      status: 422,
      body: { message: expect.stringContaining('belongs to no repository') },
    });
    expect((await propose('unknown', { publish: false })).status).toBe(404);
    expect((await propose('page', { publish: true })).status).toBe(422);
    expect((await propose('page', {})).status).toBe(422);
    expect((await propose('page', { definition: { identifier: 'page' } })).status).toBe(422);
    expect((await propose('page', { publish: false }, { 'if-match': '"other"' })).status).toBe(412);
  });
});
