import { AppError } from '../../../src/core/error.ts';
import { type Lacks, type Misfortune, type Peer, words } from './peer.ts';

const notOurs = 'the catalog is in this process or behind its own client, which waits and retries';

/** What the catalog cannot meet. */
export const catalogLacks: Lacks = {
  silence: notOurs,
  absence: notOurs,
  busy: notOurs,
  flood: 'it answers with the identifier alone',
};

/** The catalog. It takes no secret: what it holds is shown. */
export async function startCatalogPeer(): Promise<Peer> {
  let misfortune: Misfortune | null = null;
  let calls = 0;
  return {
    method: () => ({
      type: 'UPSERT_ENTITY',
      blueprintIdentifier: 'service',
      mapping: { identifier: 'billing', properties: { verified: false } },
    }),
    services: {
      catalog: {
        async upsert() {
          calls += 1;
          if (misfortune === 'refusal') throw new AppError('invalid_request', words);
          if (misfortune === 'breakdown') throw new AppError('unavailable', 'The database does not answer');
          return { type: 'written', identifier: 'billing', created: true, changed: true };
        },
      },
    },
    meet(next) {
      misfortune = next;
    },
    calls: () => calls,
    async [Symbol.asyncDispose]() {},
  };
}
