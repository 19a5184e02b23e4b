import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SessionAnswer } from '../../src/core/views/session-view.ts';
import type { FakeGitHub } from '../fakes/github/index.ts';
import { startFakeGitHub } from '../fakes/github/index.ts';
import { startAppServer } from './harness/github.ts';
import type { Server } from './harness/server.ts';
import { plain } from './harness/sync.ts';

/** What a browser keeps, by name. */
type Jar = Map<string, string>;

describe('e2e/sign-in', () => {
  let github: FakeGitHub;
  let server: Server;
  beforeAll(async () => {
    github = await startFakeGitHub();
    const { people } = github;
    github.install('acme', { actions: 'write', contents: 'read', members: 'read' });
    github.addRepository('acme/catalog');
    for (const login of ['ada', 'bob']) people.members.set(`acme/${login}`, 'active');
    people.members.set('acme/invited', 'pending');
    people.rights.set('acme/catalog bob', 'write');
    server = await startAppServer(github, {
      GITHUB_CLIENT_ID: people.signIn.clientId,
      GITHUB_CLIENT_SECRET: people.signIn.clientSecret,
      ADMINS: 'Root',
    });
    people.signIn.callback = `${server.url}/sign-in/callback`;
    const definitions = [{ file: 'automations/owned.yml', automation: plain('owned') }];
    await server.call('POST', '/v1/automations/sync', { path: 'automations', source: 'acme/catalog', definitions });
    await server.call('POST', '/v1/actions', plain('free'));
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await github[Symbol.asyncDispose]();
  });

  /** One request of a browser: it sends what it keeps, and keeps what it is given. */
  async function browse(jar: Jar, url: string, init: RequestInit = {}): Promise<Response> {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { 'sec-fetch-site': 'same-origin', ...(init.headers as object), ...(cookie !== '' && { cookie }) };
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') jar.delete(name);
      else jar.set(name, value);
    }
    return response;
  }
  const location = (response: Response): string => response.headers.get('location') ?? '';
  /** Goes to GitHub as a person, and returns the address to which GitHub sends the browser back. */
  async function toGitHub(jar: Jar, person: string | null, path = '/sign-in'): Promise<string> {
    github.people.person = person;
    return location(await browse(new Map(), location(await browse(jar, `${server.url}${path}`))));
  }
  async function signIn(person: string, path?: string): Promise<Jar> {
    const jar: Jar = new Map();
    const answer = await browse(jar, await toGitHub(jar, person, path));
    expect([answer.status, await answer.text()]).toEqual([303, '']);
    return jar;
  }
  const sessionOf = async (jar: Jar) =>
    ((await (await browse(jar, `${server.url}/v1/session`)).json()) as SessionAnswer).session;
  const change = async (jar: Jar, name: string, headers: Record<string, string> = {}) =>
    (
      await browse(jar, `${server.url}/v1/actions/${name}`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(plain(name, { title: `changed ${Math.random()}` })),
      })
    ).status;

  test('a member reads, and cannot write by the API', async () => {
    const jar = await signIn('ada');
    expect(await sessionOf(jar)).toEqual({
      login: 'ada',
      name: 'ada',
      avatarUrl: expect.stringContaining('https://'),
      via: 'github',
      role: 'read',
    });
    expect((await browse(jar, `${server.url}/v1/actions`)).status).toBe(200);
    expect([await change(jar, 'free'), await change(jar, 'owned')]).toEqual([403, 403]);
    expect((await browse(jar, `${server.url}/v1/clients`)).status).toBe(403);
    // GitHub's token is gone: it is neither in the browser nor in what the service wrote.
    const tokens = github.state.tokens.filter(({ token }) => token.startsWith('ghu_'));
    for (const { token } of tokens) expect(server.output() + JSON.stringify([...jar])).not.toContain(token);
  });

  test('a person who may push to a repository changes what it owns, and nothing else', async () => {
    const jar = await signIn('bob');
    expect(await sessionOf(jar)).toMatchObject({ login: 'bob', role: 'read' });
    expect([await change(jar, 'owned'), await change(jar, 'free'), await change(jar, 'unknown')]).toEqual([
      200, 403, 403,
    ]);
    expect(await server.call('GET', '/v1/actions/owned')).toMatchObject({ action: { updatedBy: 'user:bob' } });
  });

  test('an administrator writes, and returns to where the sign-in began', async () => {
    const jar: Jar = new Map();
    const answer = await browse(jar, await toGitHub(jar, 'root', '/sign-in?return=/runs?status=FAILURE'));
    expect(location(answer)).toBe('/runs?status=FAILURE');
    expect(await change(jar, 'free')).toBe(200);
    for (const elsewhere of ['//evil.example', 'https://evil.example', '/\\evil.example']) {
      const other: Jar = new Map();
      const path = `/sign-in?return=${encodeURIComponent(elsewhere)}`;
      expect(location(await browse(other, await toGitHub(other, 'root', path)))).toBe('/');
    }
  });

  test.each(['mallory', 'invited'])(
    '%s, who is not a member of any account with the App, is refused',
    async (person) => {
      const jar: Jar = new Map();
      const answer = await browse(jar, await toGitHub(jar, person));
      expect(answer.status).toBe(403);
      expect(await answer.text()).toContain(`${person} is not a member of any account that installed the GitHub App`);
      expect(await sessionOf(jar)).toBeNull();
      expect((await browse(jar, `${server.url}/v1/actions`)).status).toBe(401);
    },
  );

  test('a forged, foreign or used answer of GitHub does not sign in', async () => {
    const jar: Jar = new Map();
    const back = new URL(await toGitHub(jar, 'root'));
    const kept = new Map(jar);
    const forged = new URL(back);
    forged.searchParams.set('state', 'forged');
    expect((await browse(new Map(kept), forged.href)).status).toBe(403);
    // Another person's browser, which began no sign-in or a different one.
    expect((await browse(new Map(), back.href)).status).toBe(403);
    const other: Jar = new Map();
    await toGitHub(other, 'ada');
    expect((await browse(other, back.href)).status).toBe(403);
    expect((await browse(jar, back.href)).status).toBe(303);
    expect((await browse(new Map(kept), back.href)).status).toBe(403);
    // A code that belongs to another sign-in does not fit the verifier.
    const [mine, theirs]: Jar[] = [new Map(), new Map()];
    const [own, foreign] = [await toGitHub(mine as Jar, 'ada'), await toGitHub(theirs as Jar, 'root')].map(
      (url) => new URL(url),
    );
    own?.searchParams.set('code', foreign?.searchParams.get('code') ?? '');
    expect((await browse(mine as Jar, own?.href ?? '')).status).toBe(403);
  });

  test('a sign-in that is declined at GitHub ends with a sentence', async () => {
    const jar: Jar = new Map();
    const answer = await browse(jar, await toGitHub(jar, null));
    expect([answer.status, await answer.text()]).toEqual([403, expect.stringContaining('denied your application')]);
    expect(jar.size).toBe(0);
  });

  test('a session works neither from another port nor without its signature', async () => {
    const jar = await signIn('root');
    expect(await change(jar, 'free', { 'sec-fetch-site': 'same-site', origin: 'http://127.0.0.1:1' })).toBe(403);
    const [[name, value] = ['', '']] = [...jar];
    const [payload = '', signature = ''] = value.split('.');
    const read = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const grown = Buffer.from(JSON.stringify({ ...read, expiresAt: read.expiresAt + 1e9 })).toString('base64url');
    for (const text of [`${grown}.${signature}`, `${payload}.`, payload, `${payload}.AAAA`]) {
      expect(await sessionOf(new Map([[name, text]]))).toBeNull();
    }
    // Another service on this machine gets the cookie too, and has another key.
    expect(await sessionOf(new Map([[name.replace(/\d+$/, '1'), value]]))).toBeNull();
  });

  test('the page offers the sign-in with GitHub', async () => {
    const answer = await (await fetch(`${server.url}/v1/session`)).json();
    expect(answer).toMatchObject({ session: null, signIn: { github: true } });
  });
});
