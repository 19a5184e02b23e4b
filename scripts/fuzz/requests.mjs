// Broken requests against the built service, signed webhooks of GitHub among them: nothing may answer 5xx, and the service
// must be well afterwards. 503 with Retry-After is an answer: the service was asked for more than it takes at once.
import { createHmac, generateKeyPairSync } from 'node:crypto';
import { createRequire } from 'node:module';
import { authorization, startServer } from '../bench/world.mjs';
import { createRandom, mutate, mutateText, pick } from './mutate.mjs';

const [count, seed] = process.argv.slice(2).map(Number);
const random = createRandom(seed);
const secret = 'fuzz-webhook-secret';
const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});
const server = await startServer({
  APP_ID: '1',
  PRIVATE_KEY: privateKey,
  WEBHOOK_SECRET: secret,
  // Nothing answers there: what the mapping asks GitHub for fails, and the deliveries wait.
  GITHUB_API_URL: 'http://127.0.0.1:9',
});

const entity = {
  identifier: 'a',
  title: 'A',
  properties: { tier: 1, ttl: '2030-01-01T00:00:00Z' },
  relations: { b: 'c' },
};
const event = {
  id: 'event-1',
  action: 'UPDATE',
  resourceType: 'entity',
  trigger: { by: { orgId: 'o' }, origin: 'API', at: '2026-01-01T00:00:00Z' },
  context: { blueprintIdentifier: 'service', entityIdentifier: 'a' },
  diff: { before: entity, after: { ...entity, properties: { tier: 2 } } },
};
const automation = {
  identifier: 'fuzzed',
  trigger: {
    type: 'automation',
    event: { type: 'TIMER_PROPERTY_EXPIRED', blueprintIdentifier: 'service', propertyIdentifier: 'ttl' },
  },
  invocationMethod: {
    type: 'UPSERT_ENTITY',
    blueprintIdentifier: 'copy',
    mapping: { identifier: '{{ .event.context.entityIdentifier }}' },
  },
};
const blueprint = {
  identifier: 'service2',
  schema: { properties: { tier: { type: 'number' } }, required: [] },
  relations: {},
};
const search = {
  combinator: 'and',
  rules: [
    { property: 'ttl', operator: 'between', value: { preset: 'today' } },
    { operator: 'relatedTo', blueprint: 'service', value: 'a' },
  ],
};
const shapes = [
  ['POST', '/v1/events', event],
  ['POST', '/v1/events', [event, event]],
  ['POST', '/v1/actions', automation],
  ['PUT', '/v1/actions/fuzzed', automation],
  ['GET', '/v1/actions?action_identifier=a&published=true'],
  ['POST', '/v1/blueprints/service/entities?upsert=true&merge=true', entity],
  ['POST', '/v1/blueprints/service/entities/bulk', { entities: [entity, entity] }],
  ['PATCH', '/v1/blueprints/service/entities/a', { properties: { tier: 3 } }],
  ['DELETE', '/v1/blueprints/service/entities/a'],
  ['POST', '/v1/entities/search', search],
  ['POST', '/v1/blueprints/service/entities/search', { query: search, limit: 10 }],
  ['POST', '/v1/blueprints', blueprint],
  ['PATCH', '/v1/blueprints/service2', { title: 'b' }],
  ['GET', '/v1/audit-log?limit=5&from=2026-01-01T00:00:00Z&entity=a'],
  ['GET', '/v1/actions/runs?limit=5&offset=3&status=SUCCESS'],
  ['PATCH', '/v1/actions/runs/r_1', { status: 'SUCCESS', link: 'https://example.com' }],
  ['POST', '/v1/actions/runs/r_1/logs', { message: 'hello', terminationStatus: 'SUCCESS' }],
  ['POST', '/v1/automations/validate', { files: [{ path: 'a.yml', text: 'identifier: a' }] }],
  ['POST', '/v1/automations/explain', { event, definitions: [automation] }],
  ['POST', '/v1/automations/backtest', { definitions: [automation], events: 10 }],
  ['POST', '/v1/automations/plan', { source: 'acme/a:automations', automations: [automation] }],
  ['PATCH', '/v1/organization', { settings: { portAgentStreamerName: 'POLLING' } }],
  ['POST', '/v1/auth/access_token', { clientId: 'a', clientSecret: 'b' }],
  ['POST', '/v1/actions/runs/claim-pending', { installationId: 'a', limit: 5 }],
];
const webhooks = createRequire(import.meta.url)('@octokit/webhooks-examples').flatMap(({ name, examples }) =>
  examples.map((payload) => ({ name, payload })),
);

const failures = [];
let overloaded = 0;
for (let done = 0; done < count; done += 10) {
  await Promise.all(Array.from({ length: Math.min(10, count - done) }, one));
  if (done % 1_000 === 0) console.log(`${done} of ${count} requests, ${failures.length} failures`);
}
const health = await fetch(`${server.url}/healthz`);
await server.stop();
for (const failure of failures.slice(0, 20)) console.error(failure);
console.log(`${count} requests, ${failures.length} failures, ${overloaded} put off with 503 (seed ${seed})`);
process.exit(failures.length === 0 && health.ok ? 0 : 1);

async function one() {
  const request = random() < 0.3 ? webhook() : apiRequest();
  try {
    const response = await fetch(new URL(request.path, server.url), {
      method: request.method,
      headers: request.headers,
      ...(request.body !== undefined && { body: request.body }),
      signal: AbortSignal.timeout(60_000),
    });
    const text = await response.text();
    if (response.status === 503 && response.headers.has('retry-after')) overloaded += 1;
    else if (response.status >= 500)
      failures.push(`${response.status} ${text}\n${JSON.stringify(request).slice(0, 2_000)}`);
  } catch (error) {
    failures.push(`${error}\n${JSON.stringify(request).slice(0, 2_000)}`);
  }
}

function apiRequest() {
  const [method, path, shape] = pick(random, shapes);
  const body = shape === undefined ? undefined : textOf(mutate(random, shape));
  const headers = { authorization, ...(body !== undefined && { 'content-type': 'application/json' }) };
  return { method, path: random() < 0.3 ? mutatePath(path) : path, headers, body };
}

function webhook() {
  const { name, payload } = pick(random, webhooks);
  const body = textOf(mutate(random, payload)) ?? '';
  const signature = createHmac('sha256', secret).update(body).digest('hex');
  return {
    method: 'POST',
    path: '/api/github/webhooks',
    headers: {
      'content-type': 'application/json',
      'x-github-event': name,
      'x-github-delivery': `delivery-${Math.floor(random() * 1e9)}`,
      'x-hub-signature-256': `sha256=${signature}`,
    },
    body,
  };
}

/** JSON, sometimes broken as text. */
function textOf(value) {
  const text = JSON.stringify(value) ?? 'null';
  return random() < 0.1 ? mutateText(random, text) : text;
}

function mutatePath(path) {
  return `/${encodeURI(mutateText(random, path).replaceAll('\ufeff', '').slice(1))}`.replaceAll(/^\/+/g, '/');
}
