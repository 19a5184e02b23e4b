import type { Services } from '../../backends/backend.ts';
import { portHosts } from '../../core/definition/port-api.ts';
import type { Access } from '../access/access.ts';

/** Resolves calls to the service's own API. */
export type OwnApi = {
  resolve: Services['api'];
  /** Sets the address we listen on, which is known only once the port is bound. */
  listenAt(address: string): void;
};

/**
 * Resolves calls that definitions make to the catalog's API. Port authenticates them itself, so we do too; without a
 * real Port they go to the built-in catalog, with a token that attributes what they change to the run.
 */
export function createOwnApi(access: Access, serverUrl: string | null): OwnApi {
  let listenAt: (address: string) => void = () => {};
  // Runs left over from the last stop continue before the port is bound. Their calls must wait instead of reaching the
  // real hosts.
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

/** Resolves a URL with both resolvers in turn; a real Port comes first for its own URLs. */
export function firstResolved(first: Services['api'], second: Services['api']): Services['api'] {
  return async (url, runId) => (await first(url, runId)) ?? second(url, runId);
}

function originOf(url: string | null): string | null {
  return url === null ? null : new URL(url).origin;
}
