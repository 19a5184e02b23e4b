import type { Services } from '../backends/backend.ts';
import type { Access } from './access.ts';

/** Hosts of Port's API: definitions call them as the catalog that they run beside, and here that is us. */
const portHosts: ReadonlySet<string> = new Set([
  'api.getport.io',
  'api.port.io',
  'api.us.getport.io',
  'api.us.port.io',
]);

/** The way to our own API. */
export type OwnApi = {
  resolve: Services['api'];
  /** Says where we listen, which is known only after the port is taken. */
  listenAt(address: string): void;
};

/**
 * Calls that definitions make to the catalog's own API. Port authenticates them itself, so do we; without a Port on the
 * other side they come to our built-in catalog, with a token that ties what they change to the run.
 */
export function createOwnApi(access: Access, serverUrl: string | null): OwnApi {
  let listenAt: (address: string) => void = () => {};
  // Runs that a stop left waiting go on before the port is taken. Theirs must wait, not reach the real hosts.
  const listening = new Promise<string>((resolve) => {
    listenAt = resolve;
  });
  return {
    listenAt,

    async resolve(url, runId) {
      if (!URL.canParse(url)) return null;
      const local = await listening;
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
