import { createGitHubClient } from '../../../src/backends/github/client.ts';
import { createAppProbot } from '../../../src/backends/github/probot.ts';
import type { BulkView } from '../../../src/core/views/bulk-view.ts';
import { until } from '../../e2e/harness/until.ts';
import { type FakeGitHub, startFakeGitHub } from '../../fakes/github/index.ts';
import type { Listed } from '../../fakes/github/state.ts';
import { type AppOptions, startTestApp } from '../app-world.ts';

/** The App's permissions for everything that can be imported. */
export const allPermissions = {
  actions: 'write',
  contents: 'read',
  deployments: 'read',
  issues: 'read',
  pull_requests: 'write',
} as const;

/** A time on GitHub, so many days ago. */
export const daysAgo = (days: number): string =>
  `${new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 19)}Z`;

/** An issue or a pull request as GitHub lists it. */
export function thing(number: number, more: Partial<Listed> = {}): Listed {
  const at = daysAgo(2);
  return {
    id: 500_000 + number,
    number,
    title: `Number ${number}`,
    state: 'open',
    labels: [],
    user: { login: 'octocat' },
    created_at: at,
    updated_at: at,
    closed_at: null,
    ...more,
  };
}

/** Our client for a fake GitHub. */
export async function clientOf(github: FakeGitHub) {
  const { appId, privateKey, url: apiUrl } = github;
  const probot = await createAppProbot({ appId, privateKey, apiUrl, webhookSecret: 'a secret of our own' });
  return createGitHubClient(probot, Date.now);
}

/** The app, and a GitHub with the App installed on `acme`, which has the repository `acme/platform`. */
export async function startImportWorld(options: Pick<AppOptions, 'firstImport'> = {}) {
  const github = await startFakeGitHub();
  const installation = github.install('acme', allPermissions);
  const repository = github.addRepository('acme/platform');
  const test = await startTestApp({ ...options, github: await clientOf(github) });
  const get = (id: string): Promise<BulkView> => test.app.operate.bulk.get(id);
  const entities = async (): Promise<string[]> =>
    (await test.db.selectFrom('entities').select('identifier').orderBy('identifier').execute()).map(
      ({ identifier }) => identifier,
    );
  return {
    github,
    installation,
    repository,
    test,
    get,
    entities,
    /** Puts something into a list of the repository. */
    list(name: string, items: Listed[], to = repository): void {
      to.listed.set(name, items);
    },
    entity: (blueprint: string, identifier: string) => test.world.store.entities.get(blueprint, identifier),
    async start(wanted: Parameters<typeof test.app.imports.start>[0] = { account: 'acme' }): Promise<string> {
      const [view] = await test.app.imports.start(wanted, 'ada');
      if (view === undefined) throw new Error('no import was started');
      return view.id;
    },
    ended: (id: string): Promise<BulkView> =>
      until(
        () => get(id),
        ({ state }) => state !== 'running',
      ),
    /** Hands over a webhook and waits until it is handled. */
    async deliver(id: string, name: string, payload: Parameters<typeof test.app.takeDelivery>[0]['payload']) {
      await test.app.takeDelivery({ id, name, payload });
      await until(
        () => test.world.store.deliveries.get(id),
        (delivery) => delivery !== null && delivery.handledAt !== null,
      );
    },
    async [Symbol.asyncDispose](): Promise<void> {
      await test[Symbol.asyncDispose]();
      await github[Symbol.asyncDispose]();
    },
  };
}
