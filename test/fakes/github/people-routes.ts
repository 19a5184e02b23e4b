import { createHash, randomBytes } from 'node:crypto';
import { userObject } from './objects.ts';
import { notFound, type OpenRoute, type Reply, type RepositoryRoute, type ViewerRoute } from './route.ts';
import { same } from './state.ts';

/** Signing in with the App, as a browser and the service see it. */
export const signInRoutes: readonly OpenRoute[] = [
  {
    route: 'GET /login/oauth/authorize',
    as: 'open',
    handle: ({ query }, { state }) => {
      const { signIn, person } = state.people;
      if (query.get('client_id') !== signIn.clientId) return notFound;
      const back = query.get('redirect_uri') ?? '';
      // GitHub takes only the registered address, to the letter.
      if (back !== signIn.callback) return { status: 400, body: { message: 'redirect_uri_mismatch' } };
      const leave = new URL(back);
      leave.searchParams.set('state', query.get('state') ?? '');
      if (person === null) {
        leave.searchParams.set('error', 'access_denied');
        leave.searchParams.set('error_description', 'The user has denied your application access.');
      } else {
        const code = randomBytes(10).toString('hex');
        const challenge = query.get('code_challenge_method') === 'S256' ? query.get('code_challenge') : null;
        state.people.codes.set(code, { login: person, challenge: challenge ?? '', redirectUri: back });
        leave.searchParams.set('code', code);
      }
      return { status: 302, headers: { location: leave.href } };
    },
  },
  {
    route: 'POST /login/oauth/access_token',
    as: 'open',
    handle: ({ body }, { state }): Reply => {
      const given = body as Record<string, string>;
      const { people } = state;
      const known = people.codes.get(given.code ?? '');
      people.codes.delete(given.code ?? '');
      const error = (name: string): Reply => ({ status: 200, body: { error: name, error_description: `${name}.` } });
      if (given.client_id !== people.signIn.clientId || given.client_secret !== people.signIn.clientSecret) {
        return error('incorrect_client_credentials');
      }
      const proof = createHash('sha256')
        .update(given.code_verifier ?? '')
        .digest('base64url');
      if (!known || known.challenge !== proof) return error('bad_verification_code');
      if (known.redirectUri !== given.redirect_uri) return error('redirect_uri_mismatch');
      const token = `ghu_${randomBytes(18).toString('hex')}`;
      state.tokens.push({ token, login: known.login, account: known.login, repository: null, permissions: {} });
      return { status: 200, body: { access_token: token, token_type: 'bearer', scope: '', expires_in: 28_800 } };
    },
  },
];

/** The owner of a token, and the members of an organization. */
export const peopleRoutes: readonly ViewerRoute[] = [
  {
    route: 'GET /user',
    as: 'viewer',
    handle: (_request, _world, { login }) => ({
      status: 200,
      body: { ...userObject(login), name: null, avatar_url: `https://avatars.githubusercontent.com/u/${login.length}` },
    }),
  },
  {
    route: 'GET /orgs/{org}/memberships/{username}',
    as: 'viewer',
    handle: ({ parameters }, { state }, { account, permissions }) => {
      if (!same(account, parameters.org ?? '')) return notFound;
      if (permissions.members === undefined) {
        return { status: 403, body: { message: 'Resource not accessible by integration', status: '403' } };
      }
      const held = state.people.members.get(`${parameters.org}/${parameters.username}`.toLowerCase());
      return held === undefined ? notFound : { status: 200, body: { state: held, role: 'member' } };
    },
  },
];

/** What a person may do in a repository. */
export const collaboratorRoutes: readonly RepositoryRoute[] = [
  {
    route: 'GET /repos/{owner}/{repo}/collaborators/{username}/permission',
    as: 'token',
    needs: ['metadata', 'read'],
    handle: ({ parameters }, { state }, { owner, name }) => {
      const permission = state.people.rights.get(`${owner}/${name} ${parameters.username}`.toLowerCase()) ?? 'read';
      return { status: 200, body: { permission, user: userObject(parameters.username ?? '') } };
    },
  },
];
