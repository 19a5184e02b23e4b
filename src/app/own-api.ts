import type { Services } from '../backends/backend.ts';
import type { Access } from './access.ts';

/** Hosts of Port's API: definitions call them as the catalog that they run beside, and here that is us. */
const portHosts: ReadonlySet<string> = new Set([
  'api.getport.io',
  'api.port.io',
  'api.us.getport.io',
  'api.us.port.io',
]);

/**
 * Calls that definitions make to the catalog's own API. Port authenticates them itself, so do we; without a Port on the
 * other side they come to our built-in catalog, with a token that ties what they change to the run.
 */
export function createOwnApi(
  access: Access,
  serverUrl: string | null,
): { resolve: Services['api']; listenAt(address: string): void } {
  let local: string | null = null;
  return {
    /** Where we listen, known only after the port is taken. */
    listenAt(address) {
      local = address;
    },

    async resolve(url, runId) {
      if (local === null || !URL.canParse(url)) return null;
      const target = new URL(url);
      const ours = portHosts.has(target.hostname) || target.origin === local || target.origin === originOf(serverUrl);
      if (!ours) return null;
      const authorization = `Bearer ${await access.issueForRun(runId)}`;
      return { url: `${local}${target.pathname}${target.search}`, authorization };
    },
  };
}

function originOf(url: string | null): string | null {
  return url === null ? null : new URL(url).origin;
}
