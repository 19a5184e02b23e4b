import type { ServerResponse } from 'node:http';
import { createHttp } from '../../../src/backends/http/http.ts';
import type { JsonObject } from '../../../src/core/json.ts';
import { type LoopbackRequest, startLoopback } from '../../fakes/loopback.ts';
import { busyFor, type Misfortune, type Peer, words } from './peer.ts';

/** What is particular to one HTTP API. */
type HttpApi = Pick<Peer, 'credentials'> & {
  method(secret: string, url: string): JsonObject;
  services?(url: string): Peer['services'];
  /** A good answer. */
  success: { status: number; body: JsonObject };
  /** Puts the words of a refusal where this API has them. */
  refuse(text: string): JsonObject;
};

/** Nothing listens on this loopback port, which is reserved and never opened. */
const nowhere = 'http://127.0.0.1:1';

/** A peer that speaks HTTP, from what is particular to its API. */
export async function startHttpPeer(api: HttpApi): Promise<Peer> {
  let misfortune: Misfortune | null = null;
  let calls = 0;
  const server = await startLoopback(async (request, response) => {
    calls += 1;
    if (misfortune === 'silence') return;
    answer(request, response);
  });
  // An answer that comes may take as long as the machine needs; only one that never comes is given up soon.
  const patient = createHttp({ allowedHosts: ['127.0.0.1'] });
  const hasty = createHttp({ allowedHosts: ['127.0.0.1'], answerTimeout: 250 });

  function answer(request: LoopbackRequest, response: ServerResponse): void {
    const send = (status: number, body: JsonObject, headers: Record<string, string> = {}) =>
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
    const echo = `${JSON.stringify(request.headers)} ${request.body}`;
    if (misfortune === 'busy') send(429, api.refuse('slow down'), { 'retry-after': String(busyFor) });
    else if (misfortune === 'breakdown') send(500, api.refuse(`internal error ${echo}`));
    else if (misfortune === 'refusal') send(400, api.refuse(`${words}: ${echo}`));
    else if (misfortune === 'flood') {
      response.writeHead(api.success.status, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ ...api.success.body, more: 'x'.repeat(5_000_000) }));
    } else send(api.success.status, api.success.body);
  }

  const address = () => (misfortune === 'absence' ? nowhere : server.url);
  return {
    method: (secret) => api.method(secret, address()),
    get services() {
      return { http: misfortune === 'silence' ? hasty : patient, ...api.services?.(address()) };
    },
    meet(next) {
      misfortune = next;
    },
    calls: () => calls,
    ...(api.credentials && { credentials: api.credentials }),
    async [Symbol.asyncDispose]() {
      await Promise.all([patient.close(), hasty.close()]);
      await server[Symbol.asyncDispose]();
    },
  };
}
