import { createHmac } from 'node:crypto';
import { type CryptoKey, generateKeyPair, importPKCS8, SignJWT } from 'jose';
import { describe, expect, test } from 'vitest';
import { isObject, type Json, type JsonObject } from '../../src/core/json.ts';
import { type FakeGitHub, misfortunes, startFakeGitHub } from './github/index.ts';
import { webhookExamples } from './webhook-examples.ts';

async function appToken(github: FakeGitHub, change: { iss?: string; life?: number; key?: CryptoKey } = {}) {
  const key = change.key ?? (await importPKCS8(github.privateKey, 'RS256'));
  const at = Math.floor(Date.now() / 1000);
  const jwt = new SignJWT({}).setProtectedHeader({ alg: 'RS256' }).setIssuer(change.iss ?? String(github.appId));
  return jwt
    .setIssuedAt(at - 30)
    .setExpirationTime(at + (change.life ?? 300))
    .sign(key);
}

async function send(github: FakeGitHub, method: string, path: string, token: string, body?: unknown) {
  const text = body === undefined ? {} : { body: JSON.stringify(body) };
  return fetch(github.url + path, { method, headers: { authorization: `Bearer ${token}` }, ...text });
}

async function installationToken(github: FakeGitHub, id: number): Promise<string> {
  const response = await send(github, 'POST', `/app/installations/${id}/access_tokens`, await appToken(github));
  return ((await response.json()) as { token: string }).token;
}

describe('fakes/github', () => {
  test('takes the App’s own JWT and no other', async () => {
    await using github = await startFakeGitHub();
    const stranger = (await generateKeyPair('RS256')).privateKey;
    const tokens = [
      await appToken(github),
      await appToken(github, { key: stranger }),
      await appToken(github, { iss: '1' }),
      await appToken(github, { life: 3600 }),
      await appToken(github, { life: -300 }),
      'rubbish',
    ];
    const statuses = await Promise.all(tokens.map(async (token) => (await send(github, 'GET', '/app', token)).status));
    expect(statuses).toEqual([200, 401, 401, 401, 401, 401]);
  });

  test('an installation token opens the repositories of its account, within its permissions', async () => {
    await using github = await startFakeGitHub();
    const acme = github.install('acme', { contents: 'read', actions: 'read' });
    github.addRepository('acme/catalog', { 'automations/a.yml': 'identifier: a' });
    github.install('other');
    github.addRepository('other/secret');
    const token = await installationToken(github, acme.id);
    expect(token).toMatch(/^ghs_4242_[A-Za-z0-9._-]{300,}$/);
    expect((await send(github, 'GET', '/repos/acme/catalog/contents/automations/a.yml', token)).status).toBe(200);
    expect((await send(github, 'GET', '/repos/ACME/Catalog', token)).status).toBe(200);
    expect((await send(github, 'GET', '/repos/other/secret', token)).status).toBe(404);
    const dispatch = '/repos/acme/catalog/actions/workflows/x.yml/dispatches';
    const refused = await send(github, 'POST', dispatch, token, { ref: 'main' });
    expect(refused.status).toBe(403);
    expect(await refused.json()).toMatchObject({ message: 'Resource not accessible by integration' });
    expect((await send(github, 'GET', '/repos/acme/catalog', 'ghs_made_up')).status).toBe(401);
  });

  test('comments are listed, created and updated as the bot that writes them', async () => {
    await using github = await startFakeGitHub();
    const repository = github.addRepository('acme/catalog');
    repository.pulls.set(
      3,
      Array.from({ length: 101 }, (_, index) => ({ filename: `${index}.yml`, status: 'added' })),
    );
    const token = github.workflowToken(repository, { pull_requests: 'write' });
    const ask = async (query: string, variables: object, by = token) =>
      (await send(github, 'POST', '/graphql', by, { query, variables })).json();
    const list = (by: string) =>
      ask('query { repository { pullRequest } }', { owner: 'acme', repo: 'catalog', number: 3 }, by);
    const subjectId = `PR_${repository.id}_3`;
    await ask('mutation { addComment }', { subjectId, body: 'one' });
    const id = `IC_${repository.comments[0]?.id}`;
    expect(repository.comments).toMatchObject([{ issue: 3, author: 'github-actions[bot]', body: 'one' }]);
    expect(await ask('mutation { updateIssueComment }', { id, body: 'two' })).not.toHaveProperty('errors');
    const nodes = (viewerDidAuthor: boolean) => [{ id, body: 'two', viewerDidAuthor }];
    const comments = (own: boolean) => ({ data: { repository: { pullRequest: { comments: { nodes: nodes(own) } } } } });
    expect(await list(token)).toMatchObject(comments(true));
    const person = github.personalToken(repository, 'octocat', { pull_requests: 'write' });
    expect(await list(person)).toMatchObject(comments(false));
    const forbidden = { errors: [{ type: 'FORBIDDEN', message: 'Resource not accessible by integration' }] };
    expect(await ask('mutation { updateIssueComment }', { id, body: 'three' }, person)).toMatchObject(forbidden);
    expect(await list(github.workflowToken(repository, {}))).toMatchObject(forbidden);
    const long = await ask('mutation { addComment }', { subjectId, body: 'x'.repeat(65_537) });
    expect(long).toMatchObject({ errors: [{ type: 'UNPROCESSABLE' }] });
    const first = await send(github, 'GET', '/repos/acme/catalog/pulls/3/files?per_page=100', token);
    expect(first.headers.get('link')).toContain('page=2');
    expect(await first.json()).toHaveLength(100);
  });

  test('REST version 2026-03-10 always names the run', async () => {
    await using github = await startFakeGitHub();
    const acme = github.install('acme');
    github.addRepository('acme/catalog', { '.github/workflows/x.yml': 'on: [push, workflow_dispatch]' });
    const token = await installationToken(github, acme.id);
    const answers = await Promise.all(
      ['2022-11-28', '2026-03-10'].map((version) =>
        fetch(`${github.url}/repos/acme/catalog/actions/workflows/x.yml/dispatches`, {
          method: 'POST',
          headers: { authorization: `Bearer ${token}`, 'x-github-api-version': version },
          body: '{"ref":"main"}',
        }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual([204, 200]);
  });

  test('an unexpected call and a missing call both fail a test', async () => {
    const github = await startFakeGitHub();
    await fetch(`${github.url}/emojis`);
    github.failNext('GET /app', misfortunes.errorBefore);
    await expect(github[Symbol.asyncDispose]()).rejects.toThrow(
      'unexpected request: GET /emojis\na misfortune never came: GET /app',
    );
  });

  test('webhooks are signed over their bytes and can be held back, repeated and lost', async () => {
    await using github = await startFakeGitHub();
    const repository = github.addRepository('acme/catalog');
    const seen: { signature: boolean; guid: string | null; action: unknown }[] = [];
    const { createServer } = await import('node:http');
    const server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const body = Buffer.concat(chunks);
      const expected = `sha256=${createHmac('sha256', 'é').update(body).digest('hex')}`;
      const signature = request.headers['x-hub-signature-256'] === expected;
      const { action } = JSON.parse(body.toString()) as { action: unknown };
      seen.push({ signature, guid: request.headers['x-github-delivery']?.toString() ?? null, action });
      response.writeHead(200).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    github.webhooks.connect({ url: `http://127.0.0.1:${port}/`, secret: 'é' });
    github.webhooks.hold();
    const run = github.startByHand(repository, 'x.yml', 'octocat');
    github.advance(run, 'in_progress');
    github.advance(run, 'completed', 'success');
    const [requested, , completed] = github.webhooks.deliveries();
    expect(seen).toEqual([]);
    if (!requested || !completed) throw new Error('Three webhooks were expected.');
    for (const delivery of [completed, requested, requested]) await github.webhooks.send(delivery);
    server.closeAllConnections();
    server.close();
    expect(seen.map(({ action }) => action)).toEqual(['completed', 'requested', 'requested']);
    expect(seen.every(({ signature }) => signature)).toBe(true);
    expect(new Set(seen.map(({ guid }) => guid)).size).toBe(2);
  });

  test('payloads have no field that GitHub’s examples do not have', async () => {
    await using github = await startFakeGitHub();
    const acme = github.install('acme');
    const repository = github.addRepository('acme/catalog');
    // Held back, so nothing is ever sent there.
    github.webhooks.connect({ url: 'http://127.0.0.1:1/', secret: 'x' });
    github.webhooks.hold();
    const run = github.startByHand(repository, 'x.yml', 'octocat');
    github.advance(run, 'completed', 'success');
    github.webhooks.push(repository, 'main', '0'.repeat(40), '1'.repeat(40));
    github.webhooks.pullRequest(repository, 'synchronize', 3, '1'.repeat(40));
    github.webhooks.repositoryDispatch(repository, 'catalog', { a: 1 });
    github.webhooks.installation(acme, 'created');
    expect(github.webhooks.deliveries()).toHaveLength(6);
    for (const { event, body } of github.webhooks.deliveries()) {
      const known = new Map<string, Set<string>>();
      for (const example of webhookExamples(event)) collectShape(example, '', known);
      // These are the same in every webhook, and no single event's examples show all that they can hold.
      for (const name of ['push', 'workflow_run', 'pull_request']) {
        for (const { repository, organization, installation, sender } of webhookExamples(name)) {
          const shared = event === 'installation' ? { sender } : { repository, organization, installation, sender };
          collectShape(JSON.parse(JSON.stringify(shared)), '', known);
        }
      }
      for (const [path, kinds] of collectShape(JSON.parse(body) as JsonObject, '', new Map())) {
        // What the App itself chose to send is not GitHub's to define.
        if (path.startsWith('.client_payload')) continue;
        for (const kind of kinds) expect(known.get(path), `${event}${path}`).toContain(kind);
      }
    }
  });
});

/** Every path of keys with the kinds of values found there; the members of lists share one path. */
function collectShape(value: Json, path: string, into: Map<string, Set<string>>): Map<string, Set<string>> {
  const kind = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
  into.set(path, (into.get(path) ?? new Set()).add(kind));
  if (Array.isArray(value)) for (const item of value) collectShape(item, `${path}[]`, into);
  if (isObject(value)) for (const [key, item] of Object.entries(value)) collectShape(item, `${path}.${key}`, into);
  return into;
}
