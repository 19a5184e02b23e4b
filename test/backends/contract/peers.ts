import type { JsonObject } from '../../../src/core/json.ts';
import { catalogLacks, startCatalogPeer } from './catalog-peer.ts';
import { gitHubLacks, startGitHubPeer } from './github-peer.ts';
import { startHttpPeer } from './http-peer.ts';
import { kafkaLacks, startKafkaPeer } from './kafka-peer.ts';
import type { Lacks, Peer } from './peer.ts';

const triggerToken = 'glptt-0123456789abcdef0123';
const azureToken = 'a personal access token';

const azureMethod = (secret: string): JsonObject => ({
  type: 'AZURE_DEVOPS',
  org: 'acme',
  webhook: 'catalog',
  payload: { service: secret },
});

/** The other side of every backend, by its type and, where it has more than one way, a word for the way. */
export const peers: readonly { type: string; way?: string; lacks?: Lacks; start(): Promise<Peer> }[] = [
  {
    type: 'WEBHOOK',
    start: () =>
      startHttpPeer({
        method: (secret, url) => ({ type: 'WEBHOOK', url: `${url}/${secret}`, synchronized: true, body: { secret } }),
        success: { status: 200, body: { done: true } },
        refuse: (message) => ({ message }),
      }),
  },
  { type: 'GITHUB', lacks: gitHubLacks, start: () => startGitHubPeer() },
  {
    type: 'INTEGRATION_ACTION',
    lacks: gitHubLacks,
    start: () =>
      startGitHubPeer(({ type: _, ...workflow }) => ({
        type: 'INTEGRATION_ACTION',
        installationId: 'github-acme',
        integrationActionType: 'dispatch_workflow',
        integrationActionExecutionProperties: workflow,
      })),
  },
  { type: 'KAFKA', lacks: kafkaLacks, start: startKafkaPeer },
  { type: 'UPSERT_ENTITY', lacks: catalogLacks, start: startCatalogPeer },
  {
    type: 'GITLAB',
    start: () =>
      startHttpPeer({
        method: (secret) => ({
          type: 'GITLAB',
          groupName: 'acme',
          projectName: 'shop',
          pipelineVariables: { TOKEN: secret },
        }),
        services: (url) => ({
          gitlab: { url, token: null, triggerTokens: { acme_shop: triggerToken }, reports: true },
        }),
        success: {
          status: 201,
          body: {
            id: 7,
            project_id: 3,
            status: 'created',
            web_url: 'https://gitlab.example.com/acme/shop/-/pipelines/7',
          },
        },
        refuse: (text) => ({ message: { base: [text] } }),
        credentials: [triggerToken],
      }),
  },
  {
    type: 'AZURE_DEVOPS',
    way: 'by webhook',
    start: () =>
      startHttpPeer({
        method: azureMethod,
        services: (url) => ({ azureDevops: { url, token: null, pipelines: {} } }),
        success: { status: 200, body: {} },
        refuse: (message) => ({ message }),
      }),
  },
  {
    type: 'AZURE_DEVOPS',
    way: 'by API',
    start: () =>
      startHttpPeer({
        method: azureMethod,
        services: (url) => ({
          azureDevops: {
            url,
            token: azureToken,
            pipelines: { 'acme/catalog': { project: 'shop', pipelineId: 12 } },
          },
        }),
        success: { status: 200, body: { id: 48, state: 'inProgress' } },
        refuse: (message) => ({ message }),
        credentials: [azureToken],
      }),
  },
];
