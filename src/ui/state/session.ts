import { signal } from '@preact/signals';
import { includesRole, type Role } from '../../core/views/role.ts';
import { ApiError, call, keepToken, token } from './call-api.ts';

/** Who is signed in, and what that person may do. */
export type Session = { login: string; name: string; via: 'github' | 'link' | 'client'; role: Role };

/** The response of `GET /v1/session`. */
export type SessionState = {
  session: Session | null;
  signIn: { github: boolean; link: boolean };
  /** The facts about the service; absent while it does not answer. */
  service?: { githubApp: boolean };
};

/** Who uses the page; undefined until the service has said so. */
export const session = signal<SessionState | undefined>(undefined);

/** True if the signed-in person has at least this role. */
export function holds(role: Role): boolean {
  const held = session.value?.session?.role;
  return held !== undefined && includesRole(held, role);
}

/** The session of a client's token; what it may do depends on the client's role. */
async function byClient(): Promise<Session> {
  // Without an answer, the first refused request says that there is no session.
  const path = '/v1/auth/permissions';
  const { permissions } = await call<{ permissions: string[] }>('GET', path).catch(() => ({
    permissions: [] as string[],
  }));
  const mayOperate = permissions.includes('update:runs');
  const role = permissions.includes('update:actions') ? 'write' : mayOperate ? 'operate' : 'read';
  return { login: 'client', name: 'API client', via: 'client', role };
}

/** Asks the service who is signed in. */
export async function loadSession(): Promise<void> {
  const asked = call<SessionState>('GET', '/v1/session').catch(
    (): SessionState => ({ session: null, signIn: { github: false, link: false } }),
  );
  if (token.value === null) session.value = await asked;
  else session.value = { ...(await asked), session: await byClient() };
}

/** Signs in with the client's credentials; throws the service's refusal. */
export async function signInAsClient(clientId: string, clientSecret: string): Promise<void> {
  const path = '/v1/auth/access_token';
  const { accessToken } = await call<{ accessToken: string }>('POST', path, { clientId, clientSecret });
  keepToken(accessToken);
  await loadSession();
}

/** Signs out, wherever the session came from. */
export async function signOut(): Promise<void> {
  const { via } = session.value?.session ?? {};
  keepToken(null);
  if (via !== 'client') await call('POST', '/sign-out').catch(() => {});
  await loadSession();
}

/** Ends the session when the service no longer accepts it. */
export function noteRefusal(error: unknown): void {
  if (!(error instanceof ApiError) || error.status !== 401 || session.value?.session == null) return;
  keepToken(null);
  session.value = { ...session.value, session: null };
  void loadSession();
}
