// A target that fails until it is repaired, in its own process: counts the calls in flight, and how often each run has
// been called since. Talks to its parent over IPC.
import { createServer } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

const latency = Number(process.argv[2]);
/** The status while it fails: 500 is tried again, 400 is not. */
const failure = Number(process.argv[3]);
let works = false;
let [now, most, failed] = [0, 0, 0];
const calls = new Map();

const server = createServer(async (request, response) => {
  request.resume();
  if (!works) {
    failed += 1;
    response.writeHead(failure).end('{}');
    return;
  }
  now += 1;
  most = Math.max(most, now);
  const key = request.headers['idempotency-key'];
  calls.set(key, (calls.get(key) ?? 0) + 1);
  await pause(latency);
  now -= 1;
  response.end('{}');
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.send({ url: `http://127.0.0.1:${server.address().port}` }));
process.on('message', (message) => {
  if (message === 'repair') works = true;
  const repeated = [...calls.values()].filter((count) => count > 1).length;
  process.send({ called: calls.size, repeated, most, failed });
});
process.on('disconnect', () => process.exit());
