// Shows one automation from start to finish on a service started with `npm start`: opens a receiver instead of
// PagerDuty, raises an entity above its threshold, and prints the call that arrives, the run and its reason. Needs no
// account.
import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const receiver = { host: '127.0.0.1', port: 4010 };
const { SERVER_URL, HOST = '127.0.0.1', PORT, DATA_DIR: directory = '.data' } = process.env;
const url = SERVER_URL ?? (PORT ? `http://${HOST}:${PORT}` : await ownAddress());
const colour = process.stdout.isTTY && !process.env.NO_COLOR;
const green = (text) => (colour ? `\u001b[32m${text}\u001b[0m` : text);
const grey = (text) => (colour ? `\u001b[90m${text}\u001b[0m` : text);

/** Ends with a sentence that says what to do. */
function stop(sentence) {
  console.error(sentence);
  process.exit(1);
}

/** Where the service listens: it writes that into its data folder, whatever PORT it was started with. */
async function ownAddress() {
  const text = await readFile(join(directory, 'address'), 'utf8').catch(() => `http://${HOST}:3000`);
  return text.trim();
}

async function credentials() {
  const { CLIENT_ID: id, CLIENT_SECRET: secret } = process.env;
  if (id && secret) return { id, secret };
  const file = join(directory, 'client.json');
  const text = await readFile(file, 'utf8').catch(() =>
    stop(`There is no ${file} yet. Start the service first: npm start`),
  );
  return JSON.parse(text);
}

function openReceiver() {
  let arrived;
  const call = new Promise((resolve) => {
    arrived = resolve;
  });
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    arrived({ request, body: Buffer.concat(chunks) });
    response
      .writeHead(202, { 'content-type': 'application/json' })
      .end('{"status":"success","message":"Event processed"}');
  });
  return new Promise((resolve) => {
    server.on('error', () => stop(`Port ${receiver.port} is taken; the demo needs it for its receiver.`));
    server.listen(receiver.port, receiver.host, () => resolve({ call, close: () => server.close() }));
  });
}

const { id, secret } = await credentials();
const authorization = `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;

async function api(method, path, body) {
  const options = {
    method,
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  };
  const response = await fetch(`${url}${path}`, options).catch(() =>
    stop(`Nothing answers on ${url}. Start the service first: npm start`),
  );
  const answer = await response.json();
  if (!answer.ok) stop(`${method} ${path} answered ${response.status}: ${answer.message}`);
  return answer;
}

const { call, close } = await openReceiver();
const service = '/v1/blueprints/service/entities';
const entity = (cpuUsage) => ({
  identifier: 'checkout',
  title: 'Checkout',
  properties: { cpuUsage, cpuThreshold: 80 },
});

console.log('1  The catalog: the service checkout uses 40% CPU, its threshold is 80%');
await api('POST', `${service}?upsert=true&merge=true`, entity(40));
console.log('2  The change:  its CPU usage rises to 95%');
const changedAt = performance.now();
await api('POST', `${service}?upsert=true&merge=true`, entity(95));

const arrival = await Promise.race([call, pause(15_000, null, { ref: false })]);
if (arrival === null) {
  const { runs } = await api('GET', '/v1/actions/runs?action=pagerduty_high_cpu&limit=1');
  const { runLogs = [] } = runs.length > 0 ? await api('GET', `/v1/actions/runs/${runs[0].id}/logs`) : {};
  const reason = runs[0]?.summary ?? runLogs.at(-1)?.message;
  stop(
    reason === undefined
      ? 'No call arrived within 15 seconds. Is automations/pagerduty-high-cpu.yml loaded and unchanged?'
      : `No call arrived within 15 seconds. The run ${runs[0].id} says: ${reason}`,
  );
}
const { request, body } = arrival;
const took = Math.round(performance.now() - changedAt);
const { headers } = request;
const signature = createHmac('sha256', process.env.EVENTS_SECRET ?? secret);
const right =
  headers['x-port-signature'] === `v1,${signature.update(`${headers['x-port-timestamp']}.${body}`).digest('base64')}`;
console.log(
  `3  The call:    ${request.method} http://${headers.host}${request.url}, ${took} ms later (the receiver stands in for PagerDuty)`,
);
console.log(
  `     x-port-signature  ${headers['x-port-signature']}  ${right ? green('✔ verified') : 'does not match the body'}`,
);
console.log(`     idempotency-key   ${headers['idempotency-key']}`);
for (const line of JSON.stringify(JSON.parse(String(body)), null, 2).split('\n')) console.log(grey(`     ${line}`));

const runId = headers['idempotency-key'];
let run;
do {
  await pause(50);
  ({ run } = await api('GET', `/v1/actions/runs/${runId}`));
} while (run.status === 'IN_PROGRESS');
console.log(
  `4  The run:     ${runId} of ${run.action.identifier}, ${green(run.status)} after ${run.execution.attempts} attempt${run.execution.attempts === 1 ? '' : 's'}`,
);
console.log('5  The reason:  all its conditions were true');
for (const { expression, value } of run.execution.reason)
  console.log(`     ${green('✔')} ${expression}  →  ${JSON.stringify(value)}`);
console.log(`\nThis run on the page:  ${url}/runs/${runId}`);
console.log(`What other automations said of its event:  ${url}/events/${encodeURIComponent(run.execution.event)}`);
close();
