import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answer } from './access.ts';
import { actionsRoutes, startRun } from './actions-routes.ts';
import { appRoutes } from './app-routes.ts';
import { changeRoutes } from './change-routes.ts';
import type { Failure } from './failures.ts';
import { graphqlRoute } from './graphql.ts';
import { accountRoute, importRoutes } from './import-routes.ts';
import { collaboratorRoutes, peopleRoutes, signInRoutes } from './people-routes.ts';
import { repositoryRoutes } from './repository-routes.ts';
import { matchRoute, notFound, type Reply, type Route } from './route.ts';
import { createState, type Permissions, type Repository, type WorkflowRun } from './state.ts';
import { createAppKeys, issuePersonalToken, issueWorkflowToken } from './tokens.ts';
import { createWebhooks } from './webhooks.ts';

export { dispatchRoute } from './actions-routes.ts';
export { limitUsedUp, misfortunes } from './failures.ts';
export type { Repository, WorkflowRun } from './state.ts';
export type { Delivery } from './webhooks.ts';

/** A request that the fake received; `route` is null when GitHub (as far as we play it) has no such operation. */
export type Received = {
  method: string;
  path: string;
  query: string;
  route: string | null;
  body: unknown;
  version: string | null;
  /** The trace that it passes on. */
  traceparent?: string | undefined;
};

/** A GitHub on loopback. Dispose of it: that is when unexpected requests and misfortunes that never came are reported. */
export type FakeGitHub = Awaited<ReturnType<typeof startFakeGitHub>>;

const routes: readonly Route[] = [
  ...appRoutes,
  ...repositoryRoutes,
  ...importRoutes,
  accountRoute,
  ...changeRoutes,
  ...actionsRoutes,
  ...signInRoutes,
  ...peopleRoutes,
  ...collaboratorRoutes,
  graphqlRoute,
];

/** Starts a GitHub that knows one App and nothing else; tests add installations and repositories. */
export async function startFakeGitHub(now: () => number = Date.now) {
  const state = createState(now);
  const { privateKey, publicKey } = await createAppKeys();
  const webhooks = createWebhooks(state);
  const world = { state, webhooks, url: () => url };
  const received: Received[] = [];
  const ordered: { route: string; failure: Failure }[] = [];

  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString('utf8');
    const target = new URL(request.url ?? '/', url);
    // GitHub Enterprise Server has its API below a folder.
    const path = target.pathname.replace(/^\/api\/v3(?=\/)/, '');
    const method = request.method ?? 'GET';
    const body: unknown = text === '' ? undefined : JSON.parse(text);
    const version = request.headers['x-github-api-version']?.toString() ?? null;
    const found = routes.flatMap((route) => {
      const parameters = matchRoute(route.route, method, path);
      return parameters ? [{ route, parameters }] : [];
    })[0];
    const traceparent = request.headers.traceparent?.toString();
    received.push({
      method,
      path,
      query: target.search,
      route: found?.route.route ?? null,
      body,
      version,
      traceparent,
    });
    if (!found) return reply(response, notFound);
    const understood = { method, path, parameters: found.parameters, query: target.searchParams, version, body };
    const carryOut = () => answer(found.route, understood, request.headers.authorization ?? '', world, publicKey);
    const index = ordered.findIndex((order) => order.route === found.route.route);
    const failure = index < 0 ? undefined : ordered.splice(index, 1)[0]?.failure;
    if (!failure) return reply(response, await carryOut());
    const own = failure.carriedOut ? await carryOut() : notFound;
    await failure.after;
    if (failure.answer === 'its own') return reply(response, own);
    if (failure.answer === 'no answer') return;
    if (failure.answer === 'connection reset') request.socket.resetAndDestroy();
    else reply(response, failure.answer);
  }

  const server = createServer((request, response) => {
    receive(request, response).catch((error: unknown) => {
      received.push({
        method: 'the fake failed',
        path: String(error),
        query: '',
        route: null,
        body: null,
        version: null,
      });
      reply(response, { status: 500 });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    url,
    state,
    webhooks,
    appId: state.appId,
    privateKey,
    received: received as readonly Received[],
    runs: state.runs as readonly WorkflowRun[],
    /** The requests to one route. */
    requestsTo: (route: string): Received[] => received.filter((request) => request.route === route),
    /** Installs the App on an account. */
    install(
      account: string,
      permissions: Permissions = { actions: 'write', contents: 'read', pull_requests: 'write' },
    ) {
      const installation = { id: state.nextId(), account, permissions, suspended: false };
      state.installations.push(installation);
      return installation;
    },
    /** Adds a repository with one branch, its default. */
    addRepository(fullName: string, files: Record<string, string> = {}, defaultBranch = 'main'): Repository {
      const [owner = '', name = ''] = fullName.split('/');
      const repository: Repository = {
        id: state.nextId(),
        owner,
        name,
        defaultBranch,
        branches: new Map([[defaultBranch, new Map(Object.entries(files))]]),
        disabledWorkflows: new Set(),
        pulls: new Map(),
        opened: [],
        listed: new Map(),
        comments: [],
      };
      state.repositories.push(repository);
      return repository;
    },
    /** Someone else starts the workflow: a person in the browser, or another App. */
    startByHand(repository: Repository, file: string, actor: string, ref = repository.defaultBranch): WorkflowRun {
      return startRun(world, repository, { file, ref, inputs: {}, runName: null }, actor);
    },
    /** Moves a run on, as GitHub's runners do, and sends the webhook for it. */
    advance(run: WorkflowRun, status: 'in_progress' | 'completed', conclusion: string | null = null): void {
      Object.assign(run, { status, conclusion, updatedAt: now() });
      webhooks.workflowRun(status, run);
    },
    /** Someone reruns it: a new attempt of the same run, for which `requested` is not sent. */
    rerun(run: WorkflowRun): void {
      Object.assign(run, { attempt: run.attempt + 1, status: 'queued', conclusion: null, updatedAt: now() });
    },
    /** Who there is, and how they sign in with the App. */
    people: state.people,
    /** The GITHUB_TOKEN of a workflow in that repository. */
    workflowToken: (repository: Repository, permissions: Permissions): string =>
      issueWorkflowToken(state, repository, permissions).token,
    /** A person's access token for that repository. */
    personalToken: (repository: Repository, login: string, permissions: Permissions): string =>
      issuePersonalToken(state, repository, login, permissions).token,
    /** Orders a misfortune for the next request to the route; it must come before the fake is disposed of. */
    failNext(route: string, failure: Failure): void {
      ordered.push({ route, failure });
    },
    async [Symbol.asyncDispose](): Promise<void> {
      await webhooks.settled();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      const unknown = received.filter((request) => request.route === null);
      const problems = [
        ...unknown.map(({ method, path }) => `unexpected request: ${method} ${path}`),
        ...ordered.map(({ route }) => `a misfortune never came: ${route}`),
      ];
      if (problems.length > 0) throw new Error(problems.join('\n'));
    },
  };
}

function reply(response: ServerResponse, { status, body, headers = {} }: Reply): void {
  const text = body === undefined ? '' : JSON.stringify(body);
  const type = { 'content-type': 'application/json; charset=utf-8' };
  response.writeHead(status, { ...(text === '' ? {} : type), ...headers }).end(text);
}
