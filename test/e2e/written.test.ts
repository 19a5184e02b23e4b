import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/core/json.ts';
import { type Server, startServer } from './harness/server.ts';
import { automation, webhook } from './harness/shapes.ts';

type Written = { action: JsonObject; warnings: { code?: string; message: string }[] };

/** What the API returns to clients that write and list automations. */
describe('e2e/written', () => {
  let server: Server;
  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const event = { type: 'ENTITY_CREATED', blueprintIdentifier: 'service' };

  test('a valid automation is answered with the warnings that its file would get', async () => {
    const good = automation('good', event, webhook('https://example.com'));
    const odd = automation('odd', event, webhook('http://example.com', { x: '{{ .diff.after | }}' }));
    expect(await server.call<Written>('POST', '/v1/actions', good)).toMatchObject({ action: good, warnings: [] });
    const created = await server.call<Written>('POST', '/v1/actions', odd);
    expect(created.warnings.map(({ code }) => code)).toEqual(['jq/template', 'lint/plain-http']);
    const replaced = await server.call<Written>('PUT', '/v1/actions/good', { ...odd, identifier: 'good' });
    expect(replaced.warnings).toEqual(created.warnings);
  });

  test.each([
    ['/v1/actions?nope=1', 'nope'],
    ['/v1/actions?action_identifier[]=a&blueprint=b', 'blueprint'],
    ['/v1/actions/runs?user=a@b.c', 'user'],
    ['/v1/events?id=1', 'id'],
    ['/v1/clients?role=read', 'role'],
    ['/v1/blueprints?limit=1', 'limit'],
    ['/v1/automations/facets?mode=shadow', 'mode'],
    ['/v1/automations/map?automation=a', 'automation'],
    ['/v1/audit-log?user=a', 'user'],
    ['/v1/actions/runs/r/explain?event=e', 'event'],
  ])('%s: a filter that is not known is refused, not ignored', async (path, name) => {
    const answer = await server.send('GET', path);
    expect([answer.status, answer.body.message]).toEqual([
      422,
      expect.stringMatching(`^Unknown query parameter \`${name}\``),
    ]);
  });

  test('an event without a trigger is recorded under the client that sent it', async () => {
    const context = { blueprintIdentifier: 'service', entityIdentifier: 'sent' };
    const diff = { before: null, after: { identifier: 'sent', blueprint: 'service', properties: {} } };
    await server.call('POST', '/v1/events', { action: 'CREATE', resourceType: 'entity', context, diff });
    const { audits } = await server.call<{ audits: JsonObject[] }>('GET', '/v1/audit-log?entity=sent');
    expect(audits).toMatchObject([{ trigger: { by: { userId: expect.stringMatching(/^client:/) } } }]);
  });

  test("filters of Port's clients are accepted, with and without brackets", async () => {
    await server.automate(
      automation('listed', { ...event, blueprintIdentifier: 'other' }, webhook('https://a.example')),
    );
    const list = async (query: string) => {
      const { actions } = await server.call<{ actions: { identifier: string }[] }>('GET', `/v1/actions?${query}`);
      return actions.map(({ identifier }) => identifier);
    };
    expect(await list('version=v2&trigger_type=automation&blueprint_identifier[]=other')).toEqual(['listed']);
    expect(await list('action_identifier=listed&published=true&trigger_event=ENTITY_CREATED')).toEqual(['listed']);
    expect(await list('operation[]=CREATE')).toEqual([]);
    expect(await server.runs('version=v2&external_run_id=none&source[]=AUTOMATION&action[]=listed')).toEqual([]);
    // No person starts a run here.
    expect(await server.runs('user_email=a@b.c')).toEqual([]);
    expect(await server.runs('user_id=u')).toEqual([]);
  });

  test('a change to a definition of the folder warns at once, and again when it is undone', async () => {
    const folder = join(server.directory, 'automations');
    await mkdir(folder, { recursive: true });
    const written = automation('of_folder', event, webhook('https://example.com'));
    await writeFile(join(folder, 'a.json'), JSON.stringify(written));
    await server.stop();
    await server.start();
    const changed = { ...written, title: 'By hand' };
    const { warnings } = await server.call<Written>('PUT', '/v1/actions/of_folder', changed);
    expect(warnings).toEqual([
      {
        message: expect.stringMatching(
          /^`of_folder` belongs to the folder .*a\.json.*would restore it when the folder is reloaded; change it there\. To stop it for now, pause it; the pause remains\.$/,
        ),
      },
    ]);
    await server.stop();
    await server.start();
    const { action } = await server.call<Written>('GET', '/v1/actions/of_folder');
    expect(action.title).toBeUndefined();
    const said = server.log().filter(({ msg }) => msg.startsWith('restored from the folder'));
    expect(said).toMatchObject([{ level: 40, automation: 'of_folder', file: expect.stringContaining('a.json') }]);
    await server.stop();
    await server.start();
    expect(server.log().filter(({ msg }) => msg.startsWith('restored from the folder'))).toHaveLength(1);
  });
});
