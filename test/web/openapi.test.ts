import { Ajv2020 } from 'ajv/dist/2020.js';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import type { Access } from '../../src/app/access/access.ts';
import type { ApiClients } from '../../src/app/access/api-clients.ts';
import type { Workflows } from '../../src/app/access/oidc.ts';
import type { People } from '../../src/app/access/people.ts';
import type { App } from '../../src/app/app.ts';
import { createService } from '../../src/web/service.ts';

type Content = { schema: Record<string, unknown>; example?: unknown; examples?: Record<string, { value: unknown }> };

type Operation = {
  parameters?: { in: string; name: string; description?: string; schema: object }[];
  requestBody?: { content: Record<string, Content> };
};

/** The page of the API, from a service whose use cases are never called. */
async function readPage(): Promise<[string, Operation][]> {
  const app = {
    now: () => 0,
    orgId: 'org',
    metrics: { answered() {} },
    isOutage: () => false,
    github: { senders: ['github'] },
  };
  const server = await createService({
    app: app as unknown as App,
    access: {} as Access,
    workflows: {} as Workflows,
    logger: pino({ level: 'silent' }),
    people: { sessions: {}, gitHub: null } as unknown as People,
    clients: {} as ApiClients,
    service: { version: '0', embedded: true, githubApp: false },
    trustProxy: [],
    webhooks: [],
  });
  const { paths } = (await server.inject({ url: '/docs/json' })).json();
  await server.close();
  return Object.entries(paths as Record<string, Record<string, Operation>>).flatMap(([path, operations]) =>
    Object.entries(operations).map(([verb, operation]): [string, Operation] => [
      `${verb.toUpperCase()} ${path}`,
      operation,
    ]),
  );
}

describe('web/openapi', () => {
  test('describes every query parameter', async () => {
    const missing = (await readPage()).flatMap(([route, { parameters = [] }]) =>
      parameters
        .filter((parameter) => parameter.in === 'query' && !parameter.description)
        .map(({ name }) => `${route} ${name}`),
    );
    expect(missing).toEqual([]);
  });

  test('has a schema for every parameter that compiles, as the service does only at the first request', async () => {
    const ajv = new Ajv2020();
    for (const [route, { parameters = [] }] of await readPage()) {
      for (const { name, schema } of parameters) expect(() => ajv.compile(schema), `${route} ${name}`).not.toThrow();
    }
  });

  test('has a schema for every body, and a valid example', async () => {
    const ajv = new Ajv2020({ strict: false, allErrors: true });
    const bodies = (await readPage()).flatMap(([route, { requestBody }]) => {
      const content = requestBody?.content['application/json'];
      return content === undefined ? [] : [{ route, content }];
    });
    expect(bodies.length).toBeGreaterThan(20);
    for (const { route, content } of bodies) {
      const { schema, example, examples = {} } = content;
      const shown = example ?? Object.values(examples)[0]?.value;
      expect(Object.keys(schema).length, route).toBeGreaterThan(1);
      expect(shown, `${route} has no example`).toBeDefined();
      const validate = ajv.compile(schema);
      expect([route, validate(shown), validate.errors]).toEqual([route, true, null]);
    }
  });
});
