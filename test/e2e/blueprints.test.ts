import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { portRoutes } from '../../src/core/definition/port-routes.ts';
import { routeAccess } from '../../src/web/route-access.ts';
import { type Server, startServer } from './harness/server.ts';
import { automation, created, webhook } from './harness/shapes.ts';

const service = {
  identifier: 'service',
  title: 'Service',
  icon: 'Microservice',
  schema: { properties: { tier: { type: 'number' } }, required: [] },
  relations: { team: { target: 'team', required: false, many: false } },
};

/** Routes of Port's API that its clients call, beside automations and entities. */
describe('e2e/blueprints', () => {
  let server: Server;
  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  test('a blueprint is created, read back as written, changed and deleted', async () => {
    const created = await server.send('POST', '/v1/blueprints', JSON.stringify(service));
    expect([created.status, created.body.blueprint]).toEqual([201, expect.objectContaining(service)]);
    expect((await server.send('POST', '/v1/blueprints', JSON.stringify(service))).status).toBe(409);

    const read = await server.send('GET', '/v1/blueprints/service');
    expect(read.body.blueprint).toEqual(created.body.blueprint);

    const patched = await server.send('PATCH', '/v1/blueprints/service', JSON.stringify({ title: 'Services' }));
    expect(patched.body.blueprint).toMatchObject({ ...service, title: 'Services' });
    // A client that sends back what it read may leave the timestamps in.
    const put = await server.send(
      'PUT',
      '/v1/blueprints/service',
      JSON.stringify({ ...(read.body.blueprint as object) }),
    );
    expect([put.status, put.body.blueprint]).toEqual([200, expect.objectContaining(service)]);

    const listed = await server.send('GET', '/v1/blueprints');
    expect(listed.body.blueprints).toContainEqual(expect.objectContaining(service));

    await server.upsert('service', { identifier: 'api' });
    expect((await server.send('DELETE', '/v1/blueprints/service')).status).toBe(409);
    await server.send('DELETE', '/v1/blueprints/service/entities/api');
    expect((await server.send('DELETE', '/v1/blueprints/service')).body).toEqual({ ok: true });
    expect((await server.send('GET', '/v1/blueprints/service')).status).toBe(404);
  });

  test('entities of a declared blueprint are checked against it, no matter who writes them', async () => {
    await server.send('POST', '/v1/blueprints', JSON.stringify({ ...service, identifier: 'checked' }));
    const write = (body: object, query = '') =>
      server.send('POST', `/v1/blueprints/checked/entities${query}`, JSON.stringify({ identifier: 'api', ...body }));
    expect(await write({ relations: { teem: 'shop' } })).toMatchObject({
      status: 404,
      body: { error: 'not_found', message: 'The blueprint checked has no relation teem; did you mean team?' },
    });
    expect((await write({ properties: { tier: 'high' } }, '?validation_only=true')).status).toBe(422);
    expect((await write({ properties: { tier: 'high' } })).status).toBe(422);
    expect((await write({ properties: { tier: 1 }, relations: { team: 'shop' } })).status).toBe(201);
    const change = await server.send(
      'PATCH',
      '/v1/blueprints/checked/entities/api',
      JSON.stringify({ properties: { tears: 2 } }),
    );
    expect(change.status).toBe(422);
  });

  test.each([
    [{ ...service, identifier: 'a b' }, 422],
    [{ identifier: 'a' }, 422],
    [{ ...service, identifier: 'a', colour: 'red' }, 422],
    [{ ...service, identifier: 'a', schema: { properties: { b: { type: 'text' } } } }, 422],
    [{ ...service, identifier: 'a', schema: { properties: { b: { type: 'string', pattern: '(' } } } }, 422],
  ])('a blueprint that is not valid is refused: %j', async (body, status) => {
    expect((await server.send('POST', '/v1/blueprints', JSON.stringify(body))).status).toBe(status);
  });

  test('a schema that takes forever to check refuses its entity, and nothing else waits', async () => {
    const slow = {
      identifier: 'slow',
      schema: {
        properties: {
          title: { type: 'string', pattern: '^(\\w+\\s?)*$' },
          many: { type: 'array', uniqueItems: true },
        },
      },
    };
    expect((await server.send('POST', '/v1/blueprints', JSON.stringify(slow))).status).toBe(201);
    const write = (properties: object) =>
      server.send('POST', '/v1/blueprints/slow/entities', JSON.stringify({ identifier: 'one', properties }));
    const title = 'this is an ordinary long pull request title!';
    const many = Array.from({ length: 60_000 }, (_, index) => [index]);
    for (const properties of [{ title }, { many }]) {
      expect(await write(properties)).toMatchObject({
        status: 422,
        body: { message: expect.stringContaining('takes too long to check; simplify its schema') },
      });
    }
    await server.automate(
      automation(
        'writes_slow',
        { type: 'ENTITY_CREATED', blueprintIdentifier: 'ticket' },
        {
          type: 'UPSERT_ENTITY',
          blueprintIdentifier: 'slow',
          mapping: { identifier: 'two', properties: { title: '{{ .event.diff.after.title }}' } },
        },
      ),
    );
    const [event] = await server.emit({ ...created('ticket', 'one'), diff: { before: null, after: { title } } });
    const run = await server.runIn(event?.runs[0]?.id ?? '');
    expect(run).toMatchObject({ status: 'FAILURE', summary: expect.stringContaining('takes too long to check') });
  });

  test('searches follow relations and read dates', async () => {
    await server.upsert('env', {
      identifier: 'e1',
      properties: { ttl: '2020-01-01T00:00:00Z' },
      relations: { of: 's1' },
    });
    await server.upsert('svc', { identifier: 's1' });
    const search = async (rule: object) => {
      const body = JSON.stringify({ combinator: 'and', rules: [rule] });
      const found = await server.send('POST', '/v1/entities/search', body);
      return (found.body.entities as { identifier: string }[]).map(({ identifier }) => identifier);
    };
    expect(await search({ operator: 'relatedTo', blueprint: 'svc', value: 's1', direction: 'downstream' })).toEqual([
      'e1',
    ]);
    expect(await search({ operator: 'matchAny', property: { path: ['of'] }, value: 's1' })).toEqual(['e1']);
    expect(await search({ operator: 'isExpired', property: 'ttl' })).toEqual(['e1']);
  });

  test('the audit log shows changes of entities and runs, filtered and cut to the asked fields', async () => {
    await server.upsert('ledger', { identifier: 'l1' });
    const audits = async (query: string) =>
      (await server.send('GET', `/v1/audit-log?${query}`)).body.audits as Record<string, unknown>[];
    expect(await audits('blueprint=ledger')).toMatchObject([
      { action: 'CREATE', resourceType: 'entity', context: { blueprint: 'ledger', entity: 'l1', runId: null } },
    ]);
    expect(await audits('blueprint=ledger&action=DELETE')).toEqual([]);
    expect(await audits('blueprint=ledger&to=2020-01-01T00:00:00Z')).toEqual([]);
    expect(await audits('entity=l1&includes=action&includes[]=identifier')).toEqual([{ action: 'CREATE' }]);
    expect((await server.send('GET', '/v1/audit-log?from=yesterday')).status).toBe(422);
  });

  test('permissions are empty, and one that grants something is refused', async () => {
    const definition = automation(
      'guarded',
      { type: 'ENTITY_CREATED', blueprintIdentifier: 'none' },
      webhook('http://127.0.0.1:9'),
    );
    await server.send('POST', '/v1/actions', JSON.stringify(definition));
    const url = '/v1/actions/guarded/permissions';
    const { body } = await server.send('GET', url);
    expect(body.permissions).toMatchObject({ execute: { users: [] }, approve: { users: [] } });
    expect((await server.send('PATCH', url, JSON.stringify(body.permissions))).status).toBe(200);
    const grant = await server.send('PATCH', url, JSON.stringify({ execute: { roles: ['Admin'] } }));
    expect(grant.status).toBe(422);
    expect((await server.send('GET', '/v1/actions/nothing/permissions')).status).toBe(404);
    expect((await server.send('GET', '/v1/auth/permissions?action_version=v2')).body.permissions).toContain(
      'read:actions',
    );
  });

  test("the table of Port's routes says what there is", async () => {
    const { paths } = (await server.send('GET', '/docs/json')).body as {
      paths: Record<string, Record<string, unknown>>;
    };
    const plain = (path: string) => path.replaceAll(/\{\w+\}/g, '{}');
    const served = new Set(
      Object.entries(paths).flatMap(([path, verbs]) =>
        Object.keys(verbs).map((verb) => `${verb.toUpperCase()} ${plain(path)}`),
      ),
    );
    for (const { routes, coverage, forRuns } of portRoutes) {
      for (const route of routes) {
        // A route that is refused with a reason is served, and still not there.
        if (coverage === 'no' && route === 'POST /v1/actions/{id}/runs') continue;
        expect([route, served.has(plain(route))]).toEqual([route, coverage !== 'no']);
        const known = Object.entries(routeAccess).find(
          ([name]) => plain(name.replaceAll(/:\w+/g, '{x}')) === plain(route),
        );
        expect([route, known?.[1].run !== undefined]).toEqual([route, forRuns === true]);
      }
    }
  });
});
