import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/core/json.ts';
import type { RevisionView } from '../../src/core/views/revision-view.ts';
import { type Server, startServer } from './harness/server.ts';
import { automation, webhook } from './harness/shapes.ts';
import { plain, type SyncWorld, startSyncWorld } from './harness/sync.ts';

const named = (name: string, more: JsonObject = {}) => ({
  ...automation(name, { type: 'ENTITY_CREATED', blueprintIdentifier: name }, webhook('https://example.com/')),
  ...more,
});

async function historyOf(server: Server, name: string, query = ''): Promise<RevisionView[]> {
  const answer = await server.send('GET', `/v1/automations/${name}/revisions${query}`);
  return answer.body.revisions as unknown as RevisionView[];
}

describe('e2e/history', () => {
  let server: Server;
  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const send = (method: string, path: string, body?: JsonObject, headers = {}) =>
    server.send(method, path, body === undefined ? undefined : JSON.stringify(body), headers);
  const audits = async (query: string) =>
    (await send('GET', `/v1/audit-log?${query}`)).body.audits as unknown as JsonObject[];

  test('every change by the API is in the history, with who, when, before and after', async () => {
    await send('POST', '/v1/actions', named('reported'));
    await send('PUT', '/v1/actions/reported', named('reported', { title: 'New' }));
    await send('PUT', '/v1/actions/reported', named('reported', { title: 'New' }));
    await send('PATCH', '/v1/actions/reported', { publish: false });
    const current = (await send('GET', '/v1/actions/reported')).headers.get('etag');
    await send('DELETE', '/v1/actions/reported');
    const history = await historyOf(server, 'reported');
    expect(history.map(({ action }) => action)).toEqual(['DELETE', 'UPDATE', 'UPDATE', 'CREATE']);
    expect(history[0]).toMatchObject({
      by: expect.stringMatching(/^client:/),
      origin: 'API',
      before: named('reported', { title: 'New', publish: false }),
      after: null,
      revision: null,
      previous: JSON.parse(current ?? ''),
    });
    expect(history[2]).toMatchObject({ before: named('reported'), after: named('reported', { title: 'New' }) });
    expect(history.map(({ previous }) => previous).slice(0, 3)).toEqual(
      history.map(({ revision }) => revision).slice(1),
    );
    const pages = [
      await historyOf(server, 'reported', '?limit=3'),
      await historyOf(server, 'reported', `?cursor=${history[2]?.id}`),
    ];
    expect(pages.flat()).toEqual(history);
  });

  test('the audit log is read a page at a time, without a gap, a repetition or what came meanwhile', async () => {
    for (const name of ['one', 'two']) await send('POST', '/v1/actions', named(name));
    await server.upsert('paged', { identifier: 'a', properties: {} });
    for (const name of ['one', 'two']) await send('DELETE', `/v1/actions/${name}`);
    const identifierOf = ({ identifier }: JsonObject) => String(identifier);
    const whole = (await audits('limit=1000')).map(identifierOf);
    const seen: string[] = [];
    let cursor = '';
    do {
      const { body } = await send('GET', `/v1/audit-log?limit=2${cursor}`);
      seen.push(...(body.audits as unknown as JsonObject[]).map(identifierOf));
      cursor = body.next === null ? '' : `&cursor=${String(body.next)}`;
      await server.upsert('paged', { identifier: 'a', properties: { seen: seen.length } });
    } while (cursor !== '');
    expect(seen).toEqual(whole);
    expect((await send('GET', '/v1/audit-log?cursor=nonsense')).status).toBe(422);
  });

  test('a revision comes back, also of an automation that was deleted', async () => {
    await send('POST', '/v1/actions', named('back'));
    await send('PUT', '/v1/actions/back', named('back', { title: 'New' }));
    const [{ revision, previous }] = (await historyOf(server, 'back')) as [RevisionView];
    const stale = await send('POST', '/v1/automations/back/restore', { revision: previous }, { 'if-match': '"other"' });
    expect(stale.status).toBe(412);
    const older = await send('POST', '/v1/automations/back/restore', { revision: previous });
    expect(older).toMatchObject({ status: 200, body: { action: named('back'), revision: previous } });
    expect(older.headers.get('etag')).toBe(`"${previous}"`);
    await send('DELETE', '/v1/actions/back');
    const again = await send('POST', '/v1/automations/back/restore', { revision });
    expect(again).toMatchObject({ status: 200, body: { action: named('back', { title: 'New' }) } });
    expect((await historyOf(server, 'back'))[0]).toMatchObject({ action: 'CREATE', revision });
    const unknown = await send('POST', '/v1/automations/back/restore', { revision: 'none' });
    expect(unknown).toMatchObject({ status: 404, body: { message: 'The history of back has no revision none' } });
    expect((await send('GET', '/v1/automations/unknown/revisions')).status).toBe(404);
  });

  test('the audit log has changes of automations among those of the catalog', async () => {
    await send('POST', '/v1/blueprints/thing/entities', { identifier: 'first' });
    await send('POST', '/v1/actions', named('among'));
    await send('POST', '/v1/blueprints/thing/entities', { identifier: 'last' });
    const all = await audits('limit=3');
    expect(all.map(({ resourceType }) => resourceType)).toEqual(['entity', 'action', 'entity']);
    const [entry] = await audits('automation=among');
    expect(entry).toMatchObject({
      action: 'CREATE',
      status: 'SUCCESS',
      trigger: { by: { userId: expect.stringMatching(/^client:/) }, origin: 'API' },
      context: { action: 'among' },
      diff: { before: null, after: named('among') },
    });
    expect(await audits('resources=action&limit=1')).toEqual([entry]);
    expect(await audits(`identifier=${String(entry?.identifier)}`)).toEqual([entry]);
    expect((await audits('resources=entity')).every(({ resourceType }) => resourceType === 'entity')).toBe(true);
    expect(await audits('blueprint=thing&action=CREATE')).toHaveLength(2);
  });

  test('the folder of definitions is an author too', async () => {
    await writeFile(join(server.directory, 'automations', 'filed.json'), JSON.stringify(named('filed')));
    await server.stop();
    await server.start();
    expect(await historyOf(server, 'filed')).toMatchObject([
      { action: 'CREATE', by: expect.stringMatching(/^folder:/), origin: 'FOLDER', after: named('filed') },
    ]);
  });
});

describe('e2e/history sync', () => {
  let world: SyncWorld;
  beforeAll(async () => {
    world = await startSyncWorld();
  });
  afterAll(() => world[Symbol.asyncDispose]());

  test('a sync is the author of what it changes and deletes', async () => {
    const { sync } = world.repository('reported');
    await sync([plain('kept'), plain('gone')]);
    await sync([plain('kept', { title: 'New' })]);
    const by = { by: 'github:acme/reported', origin: 'SYNC' };
    expect(await historyOf(world.server, 'kept')).toMatchObject([
      { ...by, action: 'UPDATE', before: plain('kept'), after: plain('kept', { title: 'New' }) },
      { ...by, action: 'CREATE' },
    ]);
    expect(await historyOf(world.server, 'gone')).toMatchObject([
      { ...by, action: 'DELETE', before: plain('gone') },
      { ...by, action: 'CREATE' },
    ]);
  });
});
