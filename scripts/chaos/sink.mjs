// The receiver of the calls: it deduplicates by idempotency key, as a good receiver does, and records the calls.
import { createServer } from 'node:http';

/** Starts it; each answer takes `delay` ms. `calls` has an entry for each key: the path, the body of the first call and how many calls there were. */
export async function startSink(delay = 0) {
  const calls = new Map();
  let differing = 0;
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      const key = request.headers['idempotency-key'];
      const known = calls.get(key);
      if (known === undefined) calls.set(key, { path: request.url, body, times: 1 });
      else {
        known.times++;
        if (known.body !== body) differing++;
      }
      const answer = () => response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}');
      if (delay > 0) setTimeout(answer, delay);
      else answer();
    });
  });
  server.keepAliveTimeout = 60_000;
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    calls,
    /** How often a repeated call said something else than the first one. */
    differing: () => differing,
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}
