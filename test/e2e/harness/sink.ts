import type { IncomingHttpHeaders } from 'node:http';
import type { Json } from '../../../src/core/json.ts';
import { startLoopback } from '../../fakes/loopback.ts';

/** A request that a sink got. `key` is its idempotency key, `body` its exact text. */
export type Delivered = {
  method: string;
  path: string;
  query: string;
  headers: IncomingHttpHeaders;
  body: string;
  json: Json;
  key: string;
};

/** How a sink answers: a status and a body, `after` something has happened, or not at all. */
export type SinkAnswer = {
  status?: number;
  body?: string;
  headers?: Record<string, string>;
  after?: Promise<unknown>;
  hang?: true;
};

type Answering = (request: Delivered, count: number) => SinkAnswer | Promise<SinkAnswer>;

/** A receiver of webhooks. Paths must be announced; disposing of it reports unannounced requests. */
export type Sink = Awaited<ReturnType<typeof startSink>>;

/** Starts a receiver on loopback, on a free port unless one is named. */
export async function startSink(port = 0) {
  const requests: Delivered[] = [];
  const unexpected: string[] = [];
  const paths = new Map<string, Answering>();

  const server = await startLoopback(async ({ method, url, headers, body }, response) => {
    const text = body.toString('utf8');
    const delivered: Delivered = {
      method,
      path: url.pathname,
      query: url.search,
      headers,
      body: text,
      json: parse(text),
      key: String(headers['idempotency-key'] ?? ''),
    };
    const answering = paths.get(url.pathname);
    if (answering === undefined) {
      unexpected.push(`${method} ${url.pathname}`);
      response.writeHead(418).end();
      return;
    }
    requests.push(delivered);
    const count = requests.filter(({ path }) => path === url.pathname).length;
    const answer = await answering(delivered, count);
    if (answer.hang === true) return;
    await answer.after;
    response.writeHead(answer.status ?? 200, { 'content-type': 'application/json', ...answer.headers });
    response.end(answer.body ?? '');
  }, port);

  const of = (path: string): Delivered[] => requests.filter((request) => request.path === path);
  return {
    url: server.url,
    /** `host:port`, as ALLOWED_HOSTS wants it. */
    host: new URL(server.url).host,
    /** Takes requests to a path from now on; `count` is 1 for the first one. Returns its address. */
    at(path: string, answer: SinkAnswer | Answering = {}): string {
      paths.set(path, typeof answer === 'function' ? answer : () => answer);
      return `${server.url}${path}`;
    },
    /** Every request to a path. */
    requests: of,
    /** What a receiver that dedupes by idempotency key has seen: one request for each key. */
    deliveries: (path: string): Delivered[] => [...new Map(of(path).map((one) => [one.key, one])).values()],
    async [Symbol.asyncDispose](): Promise<void> {
      await server[Symbol.asyncDispose]();
      if (unexpected.length > 0) throw new Error(`The sink got unexpected requests: ${unexpected.join(', ')}`);
    },
  };
}

function parse(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return null;
  }
}
