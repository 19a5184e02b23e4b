import type { JsonObject } from '../../../src/core/json.ts';
import { type FakeGitHub, startFakeGitHub } from '../../fakes/github/index.ts';
import { type ProcessServer, type Server, startProcess, startServer } from './server.ts';

/** What the App's webhooks are signed with. */
export const webhookSecret = 'the secret of the App';

const workflow = `
name: React
on:
  workflow_dispatch:
    inputs:
      entity: { type: string }
      action: { type: string }
      run: { type: string }
jobs: {}
`;

/** A GitHub that has the App and the repository `acme/platform` with the workflow `react.yml`. */
export async function startGitHub() {
  const github = await startFakeGitHub();
  const installation = github.install('acme');
  const repository = github.addRepository('acme/platform', { '.github/workflows/react.yml': workflow });
  return { github, installation, repository };
}

/** A server that is the App of this GitHub; GitHub's webhooks reach it, also after a restart. */
export function startAppServer(
  github: FakeGitHub,
  environment: Readonly<Record<string, string>> = {},
): Promise<Server> {
  return startApp(startServer, github, environment);
}

/** The same as a process of its own, which can be killed. */
export function startAppProcess(
  github: FakeGitHub,
  environment: Readonly<Record<string, string>> = {},
): Promise<ProcessServer> {
  return startApp(startProcess, github, environment);
}

async function startApp<S extends Server>(
  startOne: (environment: Readonly<Record<string, string>>) => Promise<S>,
  github: FakeGitHub,
  environment: Readonly<Record<string, string>>,
): Promise<S> {
  const server = await startOne({
    APP_ID: String(github.appId),
    PRIVATE_KEY: github.privateKey,
    WEBHOOK_SECRET: webhookSecret,
    GITHUB_API_URL: github.url,
    ...environment,
  });
  const connect = () => github.webhooks.connect({ url: `${server.url}/api/github/webhooks`, secret: webhookSecret });
  connect();
  const { start } = server;
  return Object.assign(server, {
    start: async () => {
      await start();
      connect();
    },
  });
}

/** A dispatch of the workflow that tells it what happened and for which run. */
export function dispatch(more: JsonObject = {}): JsonObject {
  const workflowInputs = {
    entity: '{{ .event.context.entityIdentifier // .event.context.action.identifier }}',
    action: '{{ .event.action }}',
    run: '{{ .run.id }}',
  };
  return { type: 'GITHUB', org: 'acme', repo: 'platform', workflow: 'react.yml', workflowInputs, ...more };
}

/** A mapping that makes an entity of a blueprint of each label of an open issue. */
export const labelMapping = (blueprint: string): string => `
resources:
  - kind: issue
    selector: { query: .state == "open" }
    port:
      itemsToParse: .labels
      entity:
        mappings:
          identifier: .repo + "-" + .item.name
          title: .item.name
          blueprint: '"${blueprint}"'
          properties: { newest: .number }
`;
