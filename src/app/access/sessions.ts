import { randomBytes } from 'node:crypto';
import { AppError } from '../../core/error.ts';
import type { SessionView } from '../../core/views/session-view.ts';
import type { Tokens } from '../../store/tokens.ts';
import { signInLifetime } from './github-sign-in.ts';
import { createSeal } from './seal.ts';

/** How long a person stays signed in, seconds. */
export const sessionLifetime = 8 * 60 * 60;

/** How long a sign-in link may be used, ms. */
const linkLifetime = 10 * 60 * 1000;

/** Signs people in on the page for some hours. */
export type Sessions = {
  /** Creates a link that signs in one person, once, within ten minutes. */
  link(): string;
  /** Uses up a link's token. Throws `forbidden` when it was already used, has expired or is not ours. */
  redeem(token: string): Promise<SessionView>;
  /** Returns the cookie for a session; null ends the session. */
  cookie(session: SessionView | null): string;
  /** Returns the session in a `Cookie` header; null when there is no valid one. */
  read(cookies: string | undefined): SessionView | null;
  /** Returns the cookie in which the browser keeps a text while the person signs in elsewhere; null removes it. */
  errand(text: string | null): string;
  /** Returns the text kept by `keep` in a `Cookie` header. */
  readErrand(cookies: string | undefined): string | null;
  /** True when a changing request was made by our own page, and not by another site with our visitor's cookie. */
  isOwnPage(headers: PageHeaders): boolean;
};

/** The headers in which a browser says which site made a request. */
export type PageHeaders = { 'sec-fetch-site'?: string | string[]; origin?: string; host?: string };

/** Opens the sessions; `serverUrl`: the public URL if configured; `address`: where the service can be reached. */
export function createSessions(options: {
  /** The key with which all replicas sign sessions. */
  key: Buffer;
  tokens: Pick<Tokens, 'take'>;
  serverUrl: string | null;
  address(): string;
  now(): number;
}): Sessions {
  const { key, tokens, serverUrl, address, now } = options;
  const links = createSeal(key, 'sign-in link', now);
  const sessions = createSeal(key, 'session', now);
  const isSecure = serverUrl?.startsWith('https:') === true;

  /** Cookies are shared by all ports of a host, so over plain HTTP the name contains the port. */
  function nameOf(kind: 'session' | 'sign-in'): string {
    return isSecure ? `__Host-${kind}` : `${kind}-${new URL(address()).port || '80'}`;
  }

  function cookieWith(kind: 'session' | 'sign-in', value: string, age: number): string {
    return `${nameOf(kind)}=${value}; HttpOnly; SameSite=Lax; Path=/; Max-Age=${age}${isSecure ? '; Secure' : ''}`;
  }

  function valueIn(cookies: string | undefined, kind: 'session' | 'sign-in'): string | null {
    const prefix = `${nameOf(kind)}=`;
    const own = cookies
      ?.split(';')
      .map((cookie) => cookie.trim())
      .find((cookie) => cookie.startsWith(prefix));
    return own?.slice(prefix.length) ?? null;
  }

  return {
    link() {
      const token = links.close({ id: randomBytes(32).toString('base64url') }, now() + linkLifetime);
      return `${address()}/sign-in/link?token=${token}`;
    },

    async redeem(token) {
      const link = links.open(token);
      if (link === null || !(await tokens.take(`link:${String(link.id)}`, Number(link.expiresAt)))) {
        throw new AppError(
          'forbidden',
          'This sign-in link has already been used or has expired. Restart the service, or get another link from POST /v1/session/link',
        );
      }
      return { login: 'local', name: 'Local user', via: 'link', role: 'write' };
    },

    cookie(session) {
      if (session === null) return cookieWith('session', '', 0);
      return cookieWith('session', sessions.close({ session }, now() + sessionLifetime * 1000), sessionLifetime);
    },

    read(cookies) {
      const own = valueIn(cookies, 'session');
      const opened = own === null ? null : sessions.open(own);
      return opened === null ? null : (opened.session as SessionView);
    },

    errand: (text) => cookieWith('sign-in', text ?? '', text === null ? 0 : signInLifetime),
    readErrand: (cookies) => valueIn(cookies, 'sign-in'),

    isOwnPage({ 'sec-fetch-site': site, origin, host }) {
      // `same-site` is not enough: another port of this machine is the same site, and gets our cookie.
      if (site !== undefined) return site === 'same-origin';
      return origin !== undefined && origin === (serverUrl === null ? `http://${host}` : new URL(serverUrl).origin);
    },
  };
}
