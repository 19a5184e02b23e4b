import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** A request as a test's server gets it: whole. */
export type LoopbackRequest = { method: string; url: URL; headers: IncomingMessage['headers']; body: Buffer };

/** A server on 127.0.0.1 for one test, on a free port unless one is named; dispose of it. */
export async function startLoopback(handle: (request: LoopbackRequest, response: ServerResponse) => unknown, port = 0) {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method = 'GET', headers } = request;
    try {
      await handle({ method, url: new URL(request.url ?? '/', url), headers, body: Buffer.concat(chunks) }, response);
    } catch (error) {
      if (!response.headersSent) response.writeHead(500).end(String(error));
    }
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : undefined}`;
  return {
    url,
    async [Symbol.asyncDispose](): Promise<void> {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
