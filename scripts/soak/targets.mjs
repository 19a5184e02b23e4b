// The healthy, the slow and the failing target of the soak, in a process of their own: when the load generator is short of
// CPU, a target that shares its process answers late, and the service rightly takes it for a failing one.
import { createServer } from 'node:http';

const answers = {
  healthy: (response) => response.end('{}'),
  slow: (response) => setTimeout(() => response.end('{}'), 50_000),
  failing: (response) => response.writeHead(500).end('{}'),
};
const keys = {};
const urls = {};
// A port for each: a target is a host and a port.
for (const [name, answer] of Object.entries(answers)) {
  keys[name] = new Set();
  const server = createServer((request, response) => {
    request.resume();
    request.on('end', () => {
      keys[name].add(request.headers['idempotency-key']);
      answer(response);
    });
  });
  server.keepAliveTimeout = 60_000;
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  urls[name] = `http://127.0.0.1:${server.address().port}/hook`;
}
process.send({ urls });
process.on('message', () => {
  process.send({ counts: Object.fromEntries(Object.entries(keys).map(([name, set]) => [name, set.size])) });
});
process.on('disconnect', () => process.exit());
