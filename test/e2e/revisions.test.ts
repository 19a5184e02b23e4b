import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/core/json.ts';
import { type Server, startServer } from './harness/server.ts';
import { automation, created, webhook } from './harness/shapes.ts';

const named = (name: string, more: JsonObject = {}) => ({
  ...automation(name, { type: 'ENTITY_CREATED', blueprintIdentifier: name }, webhook('https://example.com/')),
  ...more,
});

/** What the service adds to a definition on reading. */
const added = {
  createdBy: expect.any(String),
  updatedBy: expect.any(String),
  createdAt: expect.any(String),
  updatedAt: expect.any(String),
};

describe('e2e/revisions', () => {
  let server: Server;
  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const send = (method: string, path: string, body?: JsonObject, ifMatch?: string) =>
    server.send(
      method,
      `/v1/actions${path}`,
      body === undefined ? undefined : JSON.stringify(body),
      ifMatch === undefined ? {} : { 'if-match': ifMatch },
    );
  const etagOf = async (name: string) => (await send('GET', `/${name}`)).headers.get('etag') ?? '';
  const read = async (name: string) => (await send('GET', `/${name}`)).body.action as JsonObject;

  test('every answer with an automation names its revision', async () => {
    const made = await send('POST', '', named('tagged'));
    expect(made.headers.get('etag')).toMatch(/^"\w+"$/);
    expect(await etagOf('tagged')).toBe(made.headers.get('etag'));
    const replaced = await send('PUT', '/tagged', named('tagged', { title: 'New' }));
    expect(replaced.headers.get('etag')).not.toBe(made.headers.get('etag'));
    const switched = await send('PATCH', '/tagged', { publish: false });
    expect(switched.headers.get('etag')).not.toBe(replaced.headers.get('etag'));
    expect(await etagOf('tagged')).toBe(switched.headers.get('etag'));
    const row = await server.send('GET', '/v1/automations/tagged');
    expect(row.headers.get('etag')).toBe(switched.headers.get('etag'));
  });

  test('PUT accepts what GET returned, and changes nothing', async () => {
    await send('POST', '', named('round'));
    const [etag, given] = [await etagOf('round'), await read('round')];
    expect(given).toEqual({ ...named('round'), ...added });
    const answer = await send('PUT', '/round', given, etag);
    expect(answer.status).toBe(200);
    expect(await etagOf('round')).toBe(etag);
  });

  test('the fields for author and time cannot be changed', async () => {
    await send('POST', '', named('signed'));
    const answer = await send('PUT', '/signed', { ...(await read('signed')), createdBy: 'me', updatedAt: 'now' });
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({
      ok: false,
      error: 'invalid_content',
      message: expect.stringContaining('createdBy, updatedAt are set by the service'),
      details: { fields: ['createdBy', 'updatedAt'] },
    });
  });

  test('PATCH switches an automation on and off, and changes nothing else', async () => {
    const { publish: _, ...unsaid } = named('switch') as JsonObject;
    await send('POST', '', unsaid);
    const before = await etagOf('switch');
    expect((await send('PATCH', '/switch', { publish: true })).status).toBe(200);
    expect(await etagOf('switch')).toBe(before);
    const off = await send('PATCH', '/switch', { publish: false });
    expect(off.body).toMatchObject({ ok: true, action: { ...unsaid, publish: false }, warnings: [] });
    expect(await server.emit(created('switch', 'one'))).toMatchObject([{ runs: [] }]);
    await send('PATCH', '/switch', { publish: true });
    expect(await read('switch')).toEqual({ ...unsaid, publish: true, ...added });
  });

  test.each([
    [{ title: 'New', publish: true }, 'PATCH changes only publish; to change title'],
    [{ publish: 'false' }, 'The body must be {"publish": true} or {"publish": false}'],
    [{}, 'The body must be'],
  ])('PATCH refuses %j', async (body, message) => {
    const answer = await send('PATCH', '/anything', body);
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ error: 'invalid_content', message: expect.stringContaining(message) });
  });

  test('a change from an older revision is refused with the current one, and changes nothing', async () => {
    await send('POST', '', named('shared'));
    const old = await etagOf('shared');
    const theirs = named('shared', { title: 'Theirs' });
    await send('PUT', '/shared', theirs, old);
    const current = await etagOf('shared');
    const refused = await Promise.all([
      send('PUT', '/shared', named('shared', { title: 'Mine' }), old),
      send('PATCH', '/shared', { publish: false }, old),
      send('DELETE', '/shared', undefined, old),
    ]);
    for (const { status, body } of refused) {
      expect(status).toBe(412);
      expect(body).toMatchObject({
        ok: false,
        error: 'precondition_failed',
        message: expect.stringContaining('shared was changed in the meantime by'),
        details: { revision: JSON.parse(current), definition: theirs },
      });
    }
    expect(await etagOf('shared')).toBe(current);
    expect((await send('DELETE', '/shared', undefined, current)).status).toBe(200);
    expect((await send('PUT', '/shared', theirs, current)).status).toBe(404);
  });

  test('of two changes from one revision, one wins', async () => {
    await send('POST', '', named('raced'));
    const etag = await etagOf('raced');
    const titles = ['a', 'b', 'c', 'd'];
    const answers = await Promise.all(titles.map((title) => send('PUT', '/raced', named('raced', { title }), etag)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412]);
  });

  test('a malformed If-Match is refused', async () => {
    await send('POST', '', named('malformed'));
    expect(await send('DELETE', '/malformed', undefined, 'abc')).toMatchObject({
      status: 400,
      body: { error: 'invalid_request' },
    });
  });
});
