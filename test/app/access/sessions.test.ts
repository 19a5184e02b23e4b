import { describe, expect, test } from 'vitest';
import { createSeal } from '../../../src/app/access/seal.ts';
import { createSessions, sessionLifetime } from '../../../src/app/access/sessions.ts';
import type { SessionView } from '../../../src/core/views/session-view.ts';
import { sharedKey } from './access-world.ts';

const session: SessionView = { login: 'ada', name: 'Ada', via: 'link', role: 'write' };

function open({ key = sharedKey, serverUrl = null as string | null } = {}) {
  const used = new Set<string>();
  const time = { now: 1_000_000 };
  const sessions = createSessions({
    key,
    serverUrl,
    tokens: { take: async (id) => !used.has(id) && used.add(id) !== undefined },
    address: () => serverUrl ?? 'http://127.0.0.1:3000',
    now: () => time.now,
  });
  return { sessions, time };
}

/** What a browser sends back. */
const sentBack = (cookie: string): string => cookie.split(';')[0] ?? '';
const tokenOf = (link: string): string => new URL(link).searchParams.get('token') ?? '';

describe('app/access/sessions', () => {
  test('a session is read back from its cookie among others, until it expires', () => {
    const { sessions, time } = open();
    const cookies = `a=b; ${sentBack(sessions.cookie(session))}; c=d`;
    expect(sessions.read(cookies)).toEqual(session);
    time.now += sessionLifetime * 1000;
    expect(sessions.read(cookies)).toBeNull();
  });

  test('a changed, truncated or foreign cookie is not a session', () => {
    const { sessions, time } = open();
    const cookie = sentBack(sessions.cookie(session));
    const [name = '', value = ''] = cookie.split('=');
    const [payload = '', signature = ''] = value.split('.');
    const forged = Buffer.from(JSON.stringify({ session, expiresAt: time.now * 9 })).toString('base64url');
    const otherPurpose = createSeal(sharedKey, 'sign-in link', () => 0).close({ session }, time.now * 9);
    const otherKey = sentBack(open({ key: Buffer.alloc(32, 8) }).sessions.cookie(session));
    for (const text of [
      undefined,
      '',
      `${name}=`,
      `${name}=${payload}`,
      `${name}=${payload}.`,
      `${name}=${forged}.${signature}`,
      `${name}=${value}.x`,
      `${name}=${otherPurpose}`,
      otherKey,
      `session-3001=${value}`,
    ]) {
      expect(sessions.read(text), text).toBeNull();
    }
  });

  test('scripts cannot read the cookie, and over https it is not sent to other hosts or over plain HTTP', () => {
    expect(open().sessions.cookie(session)).toMatch(
      /^session-3000=\S+; HttpOnly; SameSite=Lax; Path=\/; Max-Age=28800$/,
    );
    expect(open({ serverUrl: 'https://bot.example.com' }).sessions.cookie(session)).toMatch(
      /^__Host-session=\S+; HttpOnly; SameSite=Lax; Path=\/; Max-Age=28800; Secure$/,
    );
    expect(open().sessions.cookie(null)).toBe('session-3000=; HttpOnly; SameSite=Lax; Path=/; Max-Age=0');
  });

  test('a link signs in once, within ten minutes, and is not a session itself', async () => {
    const { sessions, time } = open();
    const token = tokenOf(sessions.link());
    expect(sessions.read(`session-3000=${token}`)).toBeNull();
    await expect(sessions.redeem(`${token}x`)).rejects.toThrow('already been used or has expired');
    await expect(sessions.redeem(token)).resolves.toMatchObject({ via: 'link', role: 'write' });
    await expect(sessions.redeem(token)).rejects.toThrow('already been used or has expired');
    const late = tokenOf(sessions.link());
    time.now += 10 * 60 * 1000;
    await expect(sessions.redeem(late)).rejects.toThrow('already been used or has expired');
  });

  test.each([
    [{ 'sec-fetch-site': 'same-origin' }, true],
    [{ 'sec-fetch-site': 'same-site', origin: 'http://127.0.0.1:3000', host: '127.0.0.1:3000' }, false],
    [{ 'sec-fetch-site': 'cross-site' }, false],
    [{ 'sec-fetch-site': 'none' }, false],
    [{ origin: 'http://127.0.0.1:3000', host: '127.0.0.1:3000' }, true],
    [{ origin: 'http://127.0.0.1:3001', host: '127.0.0.1:3000' }, false],
    [{ origin: 'null', host: '127.0.0.1:3000' }, false],
    [{ host: '127.0.0.1:3000' }, false],
  ])('a change with %j comes from our own page: %s', (headers, expected) => {
    expect(open().sessions.isOwnPage(headers)).toBe(expected);
  });

  test('behind a proxy the origin is that of SERVER_URL', () => {
    const { sessions } = open({ serverUrl: 'https://bot.example.com' });
    expect(sessions.isOwnPage({ origin: 'https://bot.example.com', host: '10.0.0.1:3000' })).toBe(true);
    expect(sessions.isOwnPage({ origin: 'http://10.0.0.1:3000', host: '10.0.0.1:3000' })).toBe(false);
  });
});
