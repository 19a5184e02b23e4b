import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { Failure } from './github/failures.ts';
import { matchRoute, type Reply } from './github/route.ts';
import { startLoopback } from './loopback.ts';

/** A request to a faked API, understood. */
export type ApiRequest = {
  parameters: Record<string, string>;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: Buffer;
};

/** What a faked API does, by route as its documentation writes it: `GET /projects/{id}`. */
export type ApiRoutes = Readonly<Record<string, (request: ApiRequest) => Reply>>;

/**
 * An HTTP API on loopback. Dispose of it: that is when unexpected requests and misfortunes that never came are reported.
 */
export async function startFakedApi(routes: ApiRoutes) {
  const received: (ApiRequest & { route: string })[] = [];
  const unexpected: string[] = [];
  const ordered: { route: string; failure: Failure }[] = [];

  const server = await startLoopback(async ({ method, url, headers, body }, response) => {
    const [found] = Object.entries(routes).flatMap(([route, handle]) => {
      const parameters = matchRoute(route, method, url.pathname);
      return parameters === null ? [] : [{ route, handle, parameters }];
    });
    if (found === undefined) {
      unexpected.push(`${method} ${url.pathname}`);
      return answer(response, { status: 404, body: { message: 'Not Found' } });
    }
    const request = { parameters: found.parameters, query: url.searchParams, headers, body };
    received.push({ ...request, route: found.route });
    const index = ordered.findIndex(({ route }) => route === found.route);
    const failure = index < 0 ? undefined : ordered.splice(index, 1)[0]?.failure;
    if (failure === undefined) return answer(response, found.handle(request));
    const own = failure.carriedOut ? found.handle(request) : { status: 404 };
    await failure.after;
    if (failure.answer === 'no answer') return;
    if (failure.answer === 'connection reset') return response.destroy();
    answer(response, failure.answer === 'its own' ? own : failure.answer);
  });

  return {
    url: server.url,
    /** The requests to one route. */
    requestsTo: (route: string) => received.filter((request) => request.route === route),
    /** Orders a misfortune for the next request to the route; it must come before the fake is disposed of. */
    failNext(route: string, failure: Failure): void {
      ordered.push({ route, failure });
    },
    async [Symbol.asyncDispose](): Promise<void> {
      await server[Symbol.asyncDispose]();
      const problems = [
        ...unexpected.map((request) => `unexpected request: ${request}`),
        ...ordered.map(({ route }) => `a misfortune never came: ${route}`),
      ];
      if (problems.length > 0) throw new Error(problems.join('\n'));
    },
  };
}

function answer(response: ServerResponse, { status, body, headers = {} }: Reply): void {
  const text = typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body);
  const type = typeof body === 'string' ? 'text/html' : 'application/json';
  response.writeHead(status, { 'content-type': type, ...headers }).end(text);
}
