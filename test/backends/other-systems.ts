import type { Services } from '../../src/backends/backend.ts';

/** Systems that a test has nothing to do with: nothing is configured for them, and nothing listens there. */
export const otherSystems: Pick<
  Services,
  'gitlab' | 'azureDevops' | 'kafka' | 'agentSecret' | 'agentStream' | 'agentsReadStream'
> = {
  gitlab: { url: 'http://127.0.0.1:9', token: null, triggerTokens: {}, reports: false },
  kafka: null,
  agentSecret: () => 'the client secret',
  agentStream: null,
  agentsReadStream: async () => false,
  azureDevops: { url: 'http://127.0.0.1:9', token: null, pipelines: {} },
};
