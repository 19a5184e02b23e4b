// Receives the calls and verifies each with the secrets that a receiver can know. Talks to its parent over IPC.
import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';

const secrets = JSON.parse(process.argv[2]);
const keys = new Set();
const counts = { calls: 0, former: 0, both: 0, next: 0, neither: 0, values: {} };

const server = createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const { headers } = request;
    const given = String(headers['webhook-signature']).split(' ');
    const fits = (secret) => given.includes(signature(secret, headers, Buffer.concat(chunks)));
    const [former, next] = [fits(secrets.former), fits(secrets.next)];
    counts.calls += 1;
    counts[former && next ? 'both' : former ? 'former' : next ? 'next' : 'neither'] += 1;
    const value = String(headers['x-key']);
    counts.values[value] = (counts.values[value] ?? 0) + 1;
    keys.add(headers['idempotency-key']);
    response.end('{}');
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.send({ url: `http://127.0.0.1:${server.address().port}` }));
process.on('message', () => process.send({ ...counts, runs: keys.size }));
process.on('disconnect', () => process.exit());

/** As the specification of Standard Webhooks has it, on its own and not with the code of the service. */
function signature(secret, headers, body) {
  const mac = createHmac('sha256', secret)
    .update(`${headers['webhook-id']}.${headers['webhook-timestamp']}.`)
    .update(body);
  return `v1,${mac.digest('base64')}`;
}
