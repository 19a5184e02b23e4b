import type { JsonObject } from '../../../src/core/json.ts';
import { dispatchRoute, misfortunes } from '../../fakes/github/index.ts';
import { deploy, githubWorld } from '../github-world.ts';
import { type Lacks, type Misfortune, type Peer, words } from './peer.ts';

/** What GitHub cannot meet here. */
export const gitHubLacks: Lacks = {
  absence: 'the App asks GitHub for a token first; test/backends/github/client.test.ts has it',
};

/** GitHub; `wrap` makes the method of a backend that goes through GITHUB. */
export async function startGitHubPeer(wrap: (method: JsonObject) => JsonObject = (method) => method): Promise<Peer> {
  const world = await githubWorld({ timeout: 2_000 });
  const { github } = world;
  let secret = '';
  // The installation's token is fetched once, and calls that are not dispatches meet no misfortune.
  const orders: Record<Misfortune, () => void> = {
    silence: () => github.failNext(dispatchRoute, misfortunes.hangsBefore),
    absence: () => {},
    busy: () => github.failNext(dispatchRoute, misfortunes.tooManyRequests),
    breakdown: () => github.failNext(dispatchRoute, misfortunes.errorBefore),
    refusal: () => {
      const body = { message: `${words}: {"service":${JSON.stringify(secret)}}` };
      github.failNext(dispatchRoute, { carriedOut: false, answer: { status: 422, body } });
    },
    flood: () => {
      const body = { message: 'x'.repeat(5_000_000) };
      github.failNext(dispatchRoute, { carriedOut: false, answer: { status: 422, body } });
    },
  };
  return {
    method(given) {
      secret = given;
      return wrap(deploy({ service: given }));
    },
    services: world.services,
    meet(misfortune) {
      if (misfortune !== null) orders[misfortune]();
    },
    calls: () => github.requestsTo(dispatchRoute).length,
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  };
}
