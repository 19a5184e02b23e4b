import type { JsonObject } from '../../../src/core/json.ts';
import type { Server } from '../harness/server.ts';

/** One request of a client in the field, as it makes it. */
export type ClientRequest = {
  method: string;
  /** From the root, with the query. */
  path: string;
  body?: unknown;
  headers?: Record<string, string>;
};

/** A client that fetches a token as its original does and then sends requests with it. */
export async function logIn(server: Server, userAgent: string) {
  const { id: clientId, secret: clientSecret } = server.credentials();
  const common = { 'content-type': 'application/json', 'user-agent': userAgent };
  async function send({ method, path, body, headers }: ClientRequest) {
    const response = await fetch(`${server.url}${path}`, {
      method,
      headers: { ...common, ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const type = response.headers.get('content-type') ?? '';
    return { status: response.status, type, body: (await response.json()) as JsonObject };
  }
  const login = await send({ method: 'POST', path: '/v1/auth/access_token', body: { clientId, clientSecret } });
  const authorization = `Bearer ${String(login.body.accessToken)}`;
  return {
    login,
    send: (request: ClientRequest) => send({ ...request, headers: { authorization, ...request.headers } }),
  };
}
