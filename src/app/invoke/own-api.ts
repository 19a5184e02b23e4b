import type { Services } from '../../backends/backend.ts';
import { portHosts } from '../../core/definition/port-api.ts';
import type { Access } from '../access/access.ts';

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

/** Asks one after the other where a URL leads: a real Port takes what is its own. */
export function firstResolved(first: Services['api'], second: Services['api']): Services['api'] {
  return async (url, runId) => (await first(url, runId)) ?? second(url, runId);
}

function originOf(url: string | null): string | null {
  return url === null ? null : new URL(url).origin;
}
