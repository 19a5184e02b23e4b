import type { Call, Claims, Services } from '../../src/backends/backend.ts';
import { createGitHubClient } from '../../src/backends/github/client.ts';
import { createAppProbot } from '../../src/backends/github/probot.ts';
import type { JsonObject } from '../../src/core/json.ts';
import type { LogLine } from '../../src/core/run/run.ts';
import { startFakeGitHub } from '../fakes/github/index.ts';
import { otherSystems } from './other-systems.ts';

/** A workflow that declares what the tests send. */
export const deployWorkflow = `
name: Deploy
run-name: Deploy \${{ inputs.service }} [\${{ inputs.run }}]
on:
  workflow_dispatch:
    inputs:
      service: { type: string, required: true }
      environment: { type: choice, options: [dev, prod] }
      context: { type: string }
      run: { type: string }
jobs: {}
`;

/** The invocation method that the tests start from. */
export const deploy = (inputs: JsonObject = {}): JsonObject => ({
  type: 'GITHUB',
  org: 'acme',
  repo: 'catalog',
  workflow: 'deploy.yml',
  workflowInputs: { service: 'billing', ...inputs },
});

/** A GitHub with one repository and the App installed, our client for it, and calls to make on it. */
export async function githubWorld({ timeout = 5_000 } = {}) {
  let clock = Date.parse('2026-11-22T10:00:00Z');
  const now = () => clock;
  const github = await startFakeGitHub(now);
  const installation = github.install('acme');
  const repository = github.addRepository('acme/catalog', { '.github/workflows/deploy.yml': deployWorkflow });
  const client = createGitHubClient(
    await createAppProbot({
      appId: github.appId,
      privateKey: github.privateKey,
      webhookSecret: 'a secret of our own',
      apiUrl: github.url,
      timeout,
    }),
    now,
  );
  const log: LogLine[] = [];
  const claims = { taken: [] as string[], contested: false };
  const services = {
    github: client,
    ...otherSystems,
    claims: {
      taken: async (ids) => ids.filter((id) => claims.taken.includes(id)),
      contested: async () => claims.contested,
    } satisfies Claims,
    api: async () => null,
    now,
    orgId: 'org',
    signing: () => ({ current: 'secret', old: null }),
    http: { send: async () => ({ type: 'refused', message: 'This backend sends nothing over plain HTTP.' }) },
    catalog: { upsert: () => Promise.reject(new Error('This backend writes no entity.')) },
  } satisfies Services;

  return {
    github,
    client,
    installation,
    repository,
    services,
    claims,
    log,
    now,
    /** Lets the test's clock run. */
    pass(seconds: number): void {
      clock += seconds * 1000;
    },
    call(method: JsonObject, shown: JsonObject = method): Call {
      return {
        runId: 'r_0123456789abcdef',
        automation: 'deploy_on_change',
        attempt: 1,
        createdAt: clock,
        method,
        shown,
        log: (line) => log.push(line),
        signal: new AbortController().signal,
        services,
      };
    },
    async [Symbol.asyncDispose](): Promise<void> {
      await github[Symbol.asyncDispose]();
    },
  };
}
