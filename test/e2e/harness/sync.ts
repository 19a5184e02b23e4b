import type { Json, JsonObject } from '../../../src/core/json.ts';
import type { Plan } from '../../../src/core/plan/planned-change.ts';
import { startFakeOidc, type TokenChange } from '../../fakes/oidc.ts';
import { startAppServer, startGitHub } from './github.ts';
import { automation, webhook } from './shapes.ts';
import { startSink } from './sink.ts';

/** An answer to a plan or a sync; `plan` is that of a refusal too. */
export type Answered = {
  status: number;
  error?: string;
  message?: string;
  plan: Plan;
  revision: number | null;
  details: JsonObject;
};

/** A server that takes tokens of the workflows of `acme`, with the issuer of the tokens and the App's GitHub. */
export type SyncWorld = Awaited<ReturnType<typeof startSyncWorld>>;

/** An automation that no event of the tests concerns. */
export function plain(identifier: string, change: JsonObject = {}): JsonObject {
  const never = { type: 'ENTITY_CREATED', blueprintIdentifier: 'unused' };
  return { ...automation(identifier, never, webhook('https://example.com')), ...change };
}

/** Several of them. */
export function many(count: number, prefix: string): JsonObject[] {
  return Array.from({ length: count }, (_, index) => plain(`${prefix}-${index}`));
}

/** What a plan does, as `action identifier`, without what stays. */
export function doings({ plan }: Answered): string[] {
  return plan.changes.flatMap(({ action, identifier }) => (action === 'unchanged' ? [] : [`${action} ${identifier}`]));
}

/** Starts them all. */
export async function startSyncWorld() {
  const [{ github }, oidc, sink] = await Promise.all([startGitHub(), startFakeOidc(), startSink()]);
  const server = await startAppServer(github, {
    SERVER_URL: 'https://automations.example.test/',
    OIDC_ISSUER: oidc.issuer,
    SYNC_SOURCES: 'acme/*',
    ALLOWED_HOSTS: sink.host,
  });

  async function post(path: string, body: Json, authorization?: string): Promise<Answered> {
    const headers: Record<string, string> = authorization === undefined ? {} : { authorization };
    const sent = await server.send('POST', `/v1/automations/${path}`, JSON.stringify(body), headers);
    const { plan = (sent.body.details as JsonObject | undefined)?.plan } = sent.body;
    return { ...sent.body, status: sent.status, plan } as unknown as Answered;
  }

  /** A repository whose job on the default branch plans and syncs, with a new token each time. */
  function repository(name: string, id = `id-${name}`) {
    const claims = { repository: `acme/${name}`, repository_id: id };
    const call =
      (path: string) =>
      async (definitions: JsonObject[], more: JsonObject = {}, change: TokenChange = {}) => {
        const files = definitions.map((one) => ({
          file: `automations/${String(one.identifier)}.yml`,
          automation: one,
        }));
        const token = await oidc.token({ ...change, claims: { ...claims, ...change.claims } });
        return post(path, { path: 'automations', definitions: files, ...more }, `Bearer ${token}`);
      };
    return {
      source: `acme/${name}:automations`,
      plan: call('plan'),
      sync: call('sync'),
      restore: async () =>
        post('sync', { path: 'automations', restore: true }, `Bearer ${await oidc.token({ claims })}`),
    };
  }

  return {
    github,
    oidc,
    sink,
    server,
    post,
    repository,
    /** The identifiers of all automations. */
    async identifiers(): Promise<string[]> {
      const { actions } = await server.call<{ actions: { identifier: string }[] }>('GET', '/v1/actions');
      return actions.map(({ identifier }) => identifier);
    },
    async [Symbol.asyncDispose](): Promise<void> {
      await server[Symbol.asyncDispose]();
      await Promise.all([sink, oidc, github].map((one) => one[Symbol.asyncDispose]()));
    },
  };
}
