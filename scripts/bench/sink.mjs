// Answers every call at once and reports, per event id, when its first byte came. Talks to its parent over IPC.
import { createServer } from 'node:http';

const arrivals = new Map();
const server = createServer((request, response) => {
  const at = performance.timeOrigin + performance.now();
  let body = '';
  request.on('data', (chunk) => {
    body += chunk;
  });
  request.on('end', () => {
    const id = /"event":"([^"]+)"/.exec(body)?.[1];
    if (id !== undefined && !arrivals.has(id)) arrivals.set(id, at);
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}');
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.send({ url: `http://127.0.0.1:${server.address().port}/hook` }));
process.on('message', (message) => {
  if (message === 'count') process.send({ count: arrivals.size });
  if (message === 'take') {
    process.send({ arrivals: [...arrivals] });
    arrivals.clear();
  }
});
process.on('disconnect', () => process.exit());
