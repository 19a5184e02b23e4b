import type { Claims } from '../backends/backend.ts';
import type { World } from './world.ts';

/** What our runs hold on the other side, for backends that search. */
export function createClaims({ store }: World): Claims {
  return {
    taken: (externalIds) => store.runs.takenExternalIds(externalIds),
    contested: (runId, target, since) => store.runs.isContested(runId, target, since),
  };
}
