import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FakeGitHub, startFakeGitHub } from '../../fakes/github/index.ts';
import { startLoopback } from '../../fakes/loopback.ts';
import { startAppServer } from '../harness/github.ts';
import type { Server } from '../harness/server.ts';
import { created } from '../harness/shapes.ts';
import { plain } from '../harness/sync.ts';
import { hasBrowser, launch } from './browser.ts';
import { openTab } from './tab.ts';

describe.skipIf(!hasBrowser)('e2e/page/foreign (needs Chromium)', () => {
  let browser: Browser;
  let github: FakeGitHub;
  let server: Server;
  let elsewhere: Awaited<ReturnType<typeof startLoopback>>;
  beforeAll(async () => {
    browser = await launch();
    github = await startFakeGitHub();
    const { people } = github;
    github.install('acme', { actions: 'write', contents: 'write', pull_requests: 'write', members: 'read' });
    github.addRepository('acme/catalog');
    people.members.set('acme/ada', 'active');
    server = await startAppServer(github, {
      GITHUB_CLIENT_ID: people.signIn.clientId,
      GITHUB_CLIENT_SECRET: people.signIn.clientSecret,
    });
    people.signIn.callback = `${server.url}/sign-in/callback`;
    elsewhere = await startLoopback((_, response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Elsewhere</title>');
    });
    await server.automate(plain('kept'));
    await server.emit(created('service', 'shop', {}, { id: 'shop-1' }));
  });
  afterAll(async () => {
    await server?.[Symbol.asyncDispose]();
    await github?.[Symbol.asyncDispose]();
    await elsewhere?.[Symbol.asyncDispose]();
  });

  const isKept = async () =>
    expect(await server.call('GET', '/v1/actions/kept')).toMatchObject({ action: { publish: true } });
  /** What the page's script gets for a request with its session; as text: the tests' own types know no browser. */
  const statusOf = (page: Page, method: string, path: string, body: object | null = {}) =>
    page.evaluate<number>(`fetch(${JSON.stringify(path)}, {
      method: ${JSON.stringify(method)},
      ...(${body !== null} && { headers: { 'content-type': 'application/json' }, body: ${JSON.stringify(JSON.stringify(body))} }),
    }).then(({ status }) => status)`);

  test('a page on another port sends the cookie with its requests, but changes and reads nothing', async () => {
    await using tab = await openTab(browser, server);
    const { page } = tab;
    const { link } = await server.call<{ link: string }>('POST', '/v1/session/link');
    await page.goto(link);
    await page.getByRole('link', { name: 'kept', exact: true }).waitFor();
    const answers: { path: string; status: number }[] = [];
    await page.goto(elsewhere.url);
    page.on('response', (response) => {
      const { origin, pathname: path } = new URL(response.url());
      if (origin === server.url) answers.push({ path, status: response.status() });
    });
    const post = (path: string, body: string) =>
      page.evaluate(`fetch(${JSON.stringify(server.url + path)}, {
        method: 'POST', mode: 'no-cors', credentials: 'include', headers: { 'content-type': 'text/plain' }, body: ${JSON.stringify(body)},
      }).then(({ type }) => type)`);
    const targets = ['/v1/actions/kept/pause', '/v1/events/shop-1/replay', '/v1/actions', '/v1/clients'];
    for (const path of targets) expect(await post(path, '{"reason":"mine"}')).toBe('opaque');
    await expect.poll(() => answers.length).toBe(targets.length);
    // Without the cookie it would be 401.
    expect(answers).toEqual(targets.map((path) => ({ path, status: 403 })));
    // A form needs no script's leave, and what is not a simple request is not even sent.
    const answered = page.waitForResponse(`${server.url}/v1/actions/kept/pause`);
    await page.evaluate(`{
      const form = document.createElement('form');
      form.method = 'post';
      form.enctype = 'text/plain';
      form.action = ${JSON.stringify(`${server.url}/v1/actions/kept/pause`)};
      document.body.append(form);
      form.submit();
    }`);
    expect((await answered).status()).toBe(403);
    await page.waitForURL('**/v1/actions/kept/pause');
    await page.goto(elsewhere.url);
    const refused = await page.evaluate(`Promise.all([
      fetch(${JSON.stringify(`${server.url}/v1/actions/kept`)}, { method: 'DELETE', credentials: 'include' }),
      fetch(${JSON.stringify(`${server.url}/v1/actions`)}, { credentials: 'include' }),
    ].map((asked) => asked.then(() => 'read', () => 'refused'))).then((all) => all.join(' '))`);
    expect(refused).toBe('refused refused');
    // Neither does it hear the news.
    const stream = await page.evaluate(`new Promise((resolve) => {
      const source = new EventSource(${JSON.stringify(`${server.url}/v1/live`)}, { withCredentials: true });
      source.onopen = () => resolve('open');
      source.onerror = () => { source.close(); resolve('refused'); };
    })`);
    expect(stream).toBe('refused');
    await isKept();
    expect((await server.call<{ pauses: object[] }>('GET', '/v1/pauses')).pauses).toEqual([]);
    // The browser itself says that it kept the answers from the other page.
    expect(
      tab.problems.filter(
        (problem) => !/status of 403|favicon|blocked by CORS|net::ERR_(FAILED|BLOCKED)/.test(problem),
      ),
    ).toEqual([]);
    tab.problems.length = 0;
    await page.goto(`${server.url}/automations`);
    await page.getByRole('link', { name: 'kept', exact: true }).waitFor();
  });

  test('a person who may only read changes nothing, whatever the page’s script sends', async () => {
    await using tab = await openTab(browser, server);
    tab.expectStatus(403);
    const { page } = tab;
    github.people.person = 'ada';
    await page.goto('/automations');
    await page.getByRole('link', { name: 'Sign in with GitHub' }).click();
    await page.getByRole('link', { name: 'kept', exact: true }).waitFor();
    expect(await page.getByRole('switch', { name: 'kept is active' }).isDisabled()).toBe(true);
    const attempts = [
      ['PATCH', '/v1/actions/kept', { publish: false }],
      ['PUT', '/v1/actions/kept', plain('kept', { publish: false })],
      ['DELETE', '/v1/actions/kept', null],
      ['POST', '/v1/actions', plain('fresh')],
      ['POST', '/v1/automations/kept/change', { publish: false }],
      ['POST', '/v1/automations/kept/test-case', { event: 'shop-1' }],
      ['POST', '/v1/actions/kept/pause', { reason: 'mine' }],
      ['POST', '/v1/events/shop-1/replay', {}],
      ['POST', '/v1/actions/runs/retry', { status: 'FAILURE', as: 'new' }],
      ['POST', '/v1/blueprints/service/entities', { identifier: 'mine' }],
      ['POST', '/v1/github/imports', {}],
      ['GET', '/v1/clients', null],
      ['POST', '/v1/clients', { name: 'mine', role: 'write' }],
      ['GET', '/v1/backup', null],
    ] as const;
    for (const [method, path, body] of attempts) {
      expect([method, path, await statusOf(page, method, path, body)]).toEqual([method, path, 403]);
    }
    expect(await statusOf(page, 'GET', '/v1/automations/kept', null)).toBe(200);
    await isKept();
  });
});
