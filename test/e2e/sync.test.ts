import { readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/core/json.ts';
import { misfortunes } from '../fakes/github/index.ts';
import type { Answer } from './harness/client.ts';
import { dispatch } from './harness/github.ts';
import { automation, created, webhook } from './harness/shapes.ts';
import { doings, many, plain, type SyncWorld, startSyncWorld } from './harness/sync.ts';

describe('e2e/sync', () => {
  let world: SyncWorld;
  beforeAll(async () => {
    world = await startSyncWorld();
  });
  afterAll(() => world[Symbol.asyncDispose]());

  test('a merge is synced with the job’s own token, works at once, and the next one is a no-op', async () => {
    const { plan, sync, source } = world.repository('whole');
    const calling = automation(
      'whole',
      { type: 'ENTITY_CREATED', blueprintIdentifier: 'whole' },
      webhook(world.sink.at('/whole')),
    );
    const planned = await plan([calling], {}, { claims: { event_name: 'pull_request', ref: 'refs/pull/3/merge' } });
    expect(planned).toMatchObject({
      status: 200,
      ok: true,
      plan: { source, changes: [{ action: 'create', identifier: 'whole' }] },
    });
    expect(await world.identifiers()).not.toContain('whole');
    const synced = await sync([calling], { confirm: planned.plan.hash });
    expect(synced).toMatchObject({ status: 200, ok: true, revision: 1, plan: { hash: planned.plan.hash } });
    const [event] = await world.server.emit(created('whole', 'one'));
    expect(event?.runs).toHaveLength(1);
    expect((await world.server.runIn(event?.runs[0]?.id ?? '')).status).toBe('SUCCESS');
    const again = await sync([calling]);
    expect([again.status, again.revision, doings(again)]).toEqual([200, null, []]);
  });

  test('the client’s credentials plan and sync too, and say the repository', async () => {
    const definitions = [{ file: 'automations/a.yml', automation: plain('by-client') }];
    const set = { path: 'automations', source: 'acme/by-client', definitions };
    expect((await world.post('plan', set)).plan).toMatchObject({ source: 'acme/by-client:automations' });
    const { accessToken } = (await world.server.call('POST', '/v1/auth/access_token', {
      clientId: world.server.credentials().id,
      clientSecret: world.server.credentials().secret,
    })) as { accessToken: string };
    expect(await world.post('sync', set, `Bearer ${accessToken}`)).toMatchObject({ status: 200, revision: 1 });
    expect(await world.post('sync', { path: 'automations', definitions })).toMatchObject({
      status: 422,
      message: expect.stringContaining('source is required'),
    });
  });

  test('a set may be larger than other bodies, and has a limit of its own', async () => {
    const title = 'x'.repeat(1_000);
    const definitions = many(1_500, 'large').map((one) => ({ file: 'a.yml', automation: { ...one, title } }));
    const body = { path: 'automations', source: 'acme/large', definitions };
    expect(JSON.stringify(body).length).toBeGreaterThan(1024 * 1024);
    expect((await world.post('plan', body)).plan.changes).toHaveLength(1_500);
    expect(await announce('/v1/automations/sync', 10 * 1024 * 1024 + 1)).toContain('The body is larger than 10 MiB');
    expect(await announce('/v1/actions', 1024 * 1024 + 1)).toContain('The body is larger than 1 MiB');
  });

  /** What is answered to a body of that length before any of it is sent. */
  function announce(path: string, length: number): Promise<string> {
    const { id, secret } = world.server.credentials();
    const headers = { 'content-type': 'application/json', 'content-length': length };
    return new Promise((resolve, reject) => {
      const sent = request(
        `${world.server.url}${path}`,
        { method: 'POST', auth: `${id}:${secret}`, headers },
        (response) => {
          text(response).then(resolve, reject);
        },
      );
      sent.on('error', reject).flushHeaders();
    });
  }

  test.each<[string, string, JsonObject, string]>([
    ['plan', 'no definitions', { path: 'a' }, 'The body needs the field definitions'],
    ['sync', 'no definitions', { path: 'a', source: 'a/b' }, 'The body needs the field definitions, or restore: true'],
    ['plan', 'an unknown field', { path: 'a', definitions: [], prune: true }, 'Unknown field `prune`'],
    [
      'plan',
      'a definition that is none',
      { path: 'a', definitions: [{ file: 'a', automation: [] }] },
      'The body at /definitions/0/automation must be an object',
    ],
    [
      'sync',
      'a budget below zero',
      { path: 'a', definitions: [], maxDeletes: -1 },
      'The body at /maxDeletes must be 0 or more',
    ],
    ['validate', 'no files', {}, 'The body needs the field files'],
  ])('%s with %s is refused with the reason', async (path, _, body, message) => {
    expect(await world.post(path, body)).toMatchObject({
      status: 422,
      error: 'invalid_content',
      message: expect.stringContaining(message),
    });
  });

  test('files are validated as the Action validates them', async () => {
    const definition = await readFile(new URL('../../automations/slack-alert.yml', import.meta.url), 'utf8');
    const validate = async (files: JsonObject[]): Promise<Answer['body']> =>
      world.server.call('POST', '/v1/automations/validate', { files });
    expect(await validate([{ path: 'automations/slack-alert.yml', text: definition }])).toEqual({
      ok: true,
      valid: true,
      issues: [],
    });
    expect(await validate([{ path: 'a.yml', text: definition.replace('identifier:', 'identifer:') }])).toMatchObject({
      valid: false,
      issues: [
        {
          code: 'schema/unknown-field',
          severity: 'error',
          file: 'a.yml',
          range: { start: { line: expect.any(Number) } },
        },
      ],
    });
  });

  const calls = (identifier: string, method: JsonObject) =>
    automation(identifier, { type: 'ENTITY_CREATED', blueprintIdentifier: 'unused' }, dispatch(method));

  test('workflows of other repositories are read and checked', async () => {
    const { plan } = world.repository('watches');
    const { plan: planned } = await plan([
      calls('fits', {}),
      calls('no-file', { workflow: 'raect.yml' }),
      calls('no-input', { workflowInputs: { entty: 'x' } }),
      calls('on-a-branch', { workflowInputs: { ref: 'no-such-branch' } }),
      calls('by-id', { workflow: '12345' }),
      calls('templated', { repo: '{{ .event.x }}' }),
    ]);
    expect(planned.warnings).toEqual([
      { identifier: 'no-file', message: 'In acme/platform: The file `.github/workflows/raect.yml` does not exist.' },
      {
        identifier: 'no-input',
        message: expect.stringContaining('does not declare the input `entty`; did you mean `entity`?'),
      },
      { identifier: 'on-a-branch', message: expect.stringContaining('does not exist') },
    ]);
  });

  test('the App must be where the workflows are, in this repository too', async () => {
    const { plan } = world.repository('not-on-github');
    const { plan: planned } = await plan([
      calls('elsewhere', { org: 'stranger', repo: 'private' }),
      calls('here', { repo: 'not-on-github' }),
    ]);
    expect(planned.warnings.map(({ message }) => message)).toEqual([
      expect.stringContaining(
        'The workflows in stranger/private that `elsewhere` start could not be checked. The GitHub App is not installed',
      ),
      expect.stringContaining(
        'The workflows in acme/not-on-github that `here` start could not be checked. The GitHub App is not installed',
      ),
    ]);
  });

  test('an unresponsive GitHub delays no plan and no sync', async () => {
    const { sync } = world.repository('patient');
    world.github.failNext('GET /repos/{owner}/{repo}/contents/{path+}', misfortunes.errorBefore);
    const synced = await sync([calls('patient', {})]);
    expect(synced).toMatchObject({ status: 200, revision: 1 });
    expect(synced.plan.warnings).toMatchObject([{ message: expect.stringContaining('could not be checked') }]);
  });
});
