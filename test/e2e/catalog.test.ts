import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/core/json.ts';
import { type Server, startServer } from './harness/server.ts';
import { automation, webhook } from './harness/shapes.ts';

type Found = { entities: { identifier: string; blueprint: string }[]; next?: string };

/** The built-in catalog, beside what its events do. */
describe('e2e/catalog', () => {
  let server: Server;
  const names = Array.from({ length: 25 }, (_, index) => `s${String(index).padStart(2, '0')}`);
  beforeAll(async () => {
    server = await startServer();
    for (const identifier of names) {
      await server.upsert('service', { identifier, properties: { even: Number(identifier.slice(1)) % 2 === 0 } });
    }
    await server.upsert('team', { identifier: 'a' });
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const search = (body: JsonObject) =>
    server.call<Found>('POST', '/v1/blueprints/service/entities/search', body as never);
  const even = { combinator: 'and', rules: [{ property: 'even', operator: '=', value: true }] };

  test('a search goes page by page to the end, and finds each entity once', async () => {
    const pages: string[][] = [];
    let from: string | undefined;
    do {
      const { entities, next } = await search({ query: even, limit: 5, ...(from !== undefined && { from }) });
      pages.push(entities.map(({ identifier }) => identifier));
      from = next;
    } while (from !== undefined);
    expect(pages.map(({ length }) => length)).toEqual([5, 5, 3]);
    expect(pages.flat()).toEqual(names.filter((_, index) => index % 2 === 0));
  });

  test('a search without pages finds all, in one blueprint or in every one', async () => {
    expect((await search(even)).entities).toHaveLength(13);
    const all = await server.call<Found>('POST', '/v1/entities/search', { combinator: 'and', rules: [] });
    expect(all.entities).toHaveLength(26);
    expect(await server.call<Found>('GET', '/v1/blueprints/service/entities')).toMatchObject({
      entities: names.map((identifier) => ({ identifier })),
    });
  });

  test.each([
    [{ limit: 0 }, 'limit must be a whole number from 1 to 1000'],
    [{ limit: 5, from: '!' }, 'from must be the value of next from an earlier page'],
    [{ query: 7 }, 'A search must be an object with combinator and rules'],
    [{}, expect.stringMatching(/^The search has no rules\. A search is \{"combinator": "and", "rules": /)],
    [{ title: 'x' }, expect.stringContaining('The search has no rules')],
    [{ combinator: 'and' }, expect.stringMatching(/^rules must be an array\. A search is /)],
  ])('%j: a search that cannot be made says why', async (body, message) => {
    const answer = await server.send('POST', '/v1/blueprints/service/entities/search', JSON.stringify(body));
    expect([answer.status, answer.body.message]).toEqual([422, message]);
  });

  test('with validation_only nothing is written, whatever the request', async () => {
    const base = '/v1/blueprints/service/entities';
    const before = await search(even);
    const entity = { identifier: 's00', properties: { even: false } };
    const flag = 'upsert=true&validation_only=true';
    const send = (method: string, path: string, body: JsonObject) => server.send(method, path, JSON.stringify(body));
    expect((await send('POST', `${base}?${flag}`, entity)).status).toBe(200);
    expect((await send('PUT', `${base}/s00?${flag}`, entity)).status).toBe(200);
    expect((await send('PATCH', `${base}/s00?${flag}`, entity)).status).toBe(200);
    // What the request would be refused for, it is refused for.
    const only = 'validation_only=true';
    expect(await send('POST', `${base}?${only}`, entity)).toMatchObject({
      status: 409,
      body: { error: 'conflict', message: 'The entity service/s00 already exists' },
    });
    expect((await send('POST', `${base}/bulk?${only}`, { entities: [entity] })).body).toMatchObject({
      errors: [{ statusCode: 409 }],
    });
    expect((await send('PATCH', `${base}/none?${only}`, {})).status).toBe(404);
    expect((await send('POST', `${base}?${flag}&run_id=r_none`, entity)).status).toBe(404);
    const bulk = await send('POST', `${base}/bulk?${flag}`, { entities: [entity, { identifier: 'x', name: 'y' }] });
    expect([bulk.status, bulk.body]).toMatchObject([
      207,
      { entities: [{ identifier: 's00', created: false, index: 0 }], errors: [{ identifier: 'x', index: 1 }] },
    ]);
    expect(await search(even)).toEqual(before);
  });

  test('what the database cannot hold is the sender’s mistake, not ours', async () => {
    const nul = { identifier: 'nul', properties: { text: 'a\u0000b' } };
    const answer = await server.send('POST', '/v1/actions/runs/claim-pending', '{"installationId":"a\\u0000b"}');
    expect([answer.status, answer.body.message]).toEqual([
      422,
      'The text contains a NUL character, which cannot be stored',
    ]);
    expect((await server.send('POST', '/v1/blueprints/odd/entities', JSON.stringify(nul))).status).toBeLessThan(500);
  });

  test('a webhook does not bring a secret into the catalog through our own API', async () => {
    await using own = await startServer({ SECRET_TOKEN: 'a secret that stays outside' });
    const url = 'https://api.port.io/v1/blueprints/copy/entities?upsert=true';
    const on = { type: 'ENTITY_CREATED', blueprintIdentifier: 'plain' };
    const body = { identifier: '{{ .event.context.entityIdentifier }}', title: '{{ .secrets.TOKEN }}' };
    await own.automate(
      automation('leak', on, webhook(url, body)),
      automation('copy', on, webhook(url, { ...body, title: 'no secret' })),
    );
    await own.upsert('plain', { identifier: 'one' });
    const ended = async (name: string) => {
      const [run] = await own.runs(`action=${name}`);
      return own.runIn(run?.id ?? '');
    };
    expect(await ended('leak')).toMatchObject({
      status: 'FAILURE',
      summary: expect.stringContaining('The URL or the body uses a secret'),
    });
    expect(await ended('copy')).toMatchObject({ status: 'SUCCESS' });
  });
});
