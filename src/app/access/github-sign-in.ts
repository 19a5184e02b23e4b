import { createHash, randomBytes } from 'node:crypto';
import type { GitHubMembers } from '../../backends/github/members.ts';
import { AppError } from '../../core/error.ts';
import { isObject, type JsonObject } from '../../core/json.ts';
import type { SessionView } from '../../core/views/session-view.ts';
import type { Tokens } from '../../store/tokens.ts';
import { createSeal } from './seal.ts';

/** How a service lets people sign in with GitHub; logins of `admins` in lower case. */
export type GitHubSignInConfig = {
  clientId: string;
  clientSecret: string;
  admins: readonly string[];
  apiUrl: string;
  webUrl: string;
};

/** What GitHub sends back through the browser. */
export type Callback = { code?: string; state?: string; error?: string; error_description?: string };

/** Signs people in with their GitHub account. */
export type GitHubSignIn = {
  /**
   * Returns where to send the browser, and what it has to bring back; `returnTo`: the address of the page to show
   * afterwards.
   */
  begin(returnTo: string): { location: string; kept: string };
  /**
   * Returns who signed in, and which page to show; `kept` is what the browser brought back. Throws `forbidden` for
   * anyone else.
   */
  finish(callback: Callback, kept: string | null): Promise<{ session: SessionView; returnTo: string }>;
};

/** How long a sign-in may take at GitHub, seconds. */
export const signInLifetime = 10 * 60;

/** How long GitHub may take to answer, ms. */
const timeoutMs = 10_000;

/** Creates it; `address`: where the service can be reached; `now` in ms. */
export function createGitHubSignIn(options: {
  config: GitHubSignInConfig;
  members: Pick<GitHubMembers, 'isMember'>;
  tokens: Pick<Tokens, 'take'>;
  key: Buffer;
  address(): string;
  now(): number;
}): GitHubSignIn {
  const { config, members, tokens, key, address, now } = options;
  const { clientId, clientSecret, admins, apiUrl, webUrl } = config;
  const seal = createSeal(key, 'sign-in with GitHub', now);
  const redirectUri = (): string => `${address()}/sign-in/callback`;

  async function tokenFor(code: string, verifier: string): Promise<string> {
    const answer = await ask(`${webUrl}/login/oauth/access_token`, {
      client_id: clientId,
      client_secret: clientSecret,
      code,
      redirect_uri: redirectUri(),
      code_verifier: verifier,
    });
    if (typeof answer.access_token === 'string') return answer.access_token;
    throw new AppError(
      'forbidden',
      `GitHub did not confirm the sign-in: ${String(answer.error_description ?? answer.error)}`,
    );
  }

  async function roleOf(login: string): Promise<SessionView['role']> {
    if (admins.includes(login.toLowerCase())) return 'write';
    const asked = await members.isMember(login);
    if (!asked.ok) throw new AppError('unavailable', asked.message);
    if (asked.value) return 'read';
    const message = `${login} is not a member of any account that installed the GitHub App`;
    throw new AppError('forbidden', message);
  }

  return {
    begin(returnTo) {
      const [state, verifier] = [randomBytes(32).toString('base64url'), randomBytes(32).toString('base64url')];
      const query = new URLSearchParams({
        client_id: clientId,
        redirect_uri: redirectUri(),
        state,
        code_challenge: createHash('sha256').update(verifier).digest('base64url'),
        code_challenge_method: 'S256',
        allow_signup: 'false',
      });
      const kept = seal.close({ state, verifier, returnTo: pathOf(returnTo) }, now() + signInLifetime * 1000);
      return { location: `${webUrl}/login/oauth/authorize?${query}`, kept };
    },

    async finish({ code, state, error, error_description: why }, kept) {
      const opened = kept === null ? null : seal.open(kept);
      if (opened === null || typeof state !== 'string' || opened.state !== state) {
        throw new AppError(
          'forbidden',
          'This sign-in was not started here, or was started more than ten minutes ago; start again',
        );
      }
      // If it could be used twice, anyone who finds the address later could sign in.
      if (!(await tokens.take(`sign-in:${state}`, Number(opened.expiresAt)))) {
        throw new AppError('forbidden', 'This sign-in has already been used; start again');
      }
      if (typeof code !== 'string') throw new AppError('forbidden', `GitHub answered: ${why ?? error ?? 'nothing'}`);
      const token = await tokenFor(code, String(opened.verifier));
      // The token only identifies the person; it is used for nothing else, and not stored.
      const user = await ask(`${apiUrl}/user`, null, token);
      if (typeof user.login !== 'string') throw new AppError('unavailable', 'GitHub did not say who signed in');
      const { login, name, avatar_url: avatarUrl } = user;
      const session: SessionView = {
        login,
        name: typeof name === 'string' && name !== '' ? name : login,
        ...(typeof avatarUrl === 'string' && { avatarUrl }),
        via: 'github',
        role: await roleOf(login),
      };
      return { session, returnTo: String(opened.returnTo) };
    },
  };
}

/** Posts, or reads with a token, and returns the answer's object. Throws `unavailable` without one. */
async function ask(url: string, body: JsonObject | null, token?: string): Promise<JsonObject> {
  const headers = {
    accept: 'application/json',
    'user-agent': 'catalog-automations',
    ...(body !== null && { 'content-type': 'application/json' }),
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
  };
  try {
    const response = await fetch(url, {
      method: body === null ? 'GET' : 'POST',
      headers,
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
      ...(body !== null && { body: JSON.stringify(body) }),
    });
    const answer: unknown = await response.json();
    if (isObject(answer)) return answer;
  } catch {
    // Reported below, because the cause may quote what was sent.
  }
  throw new AppError('unavailable', 'GitHub cannot be reached to confirm the sign-in; try again');
}

/** Only an address of our own page: anything else could lead to another site. */
function pathOf(text: string): string {
  return /^\/(?![/\\])[\w/.~?=&%:@+-]*$/.test(text) && text.length <= 1000 ? text : '/';
}
