// Replaces the client secret, the events secret and a SECRET_ on two replicas under load, as docs/operations.md says:
// `npm run rotation`, or `npm run rotation -- --rate 50 --seconds 5`. Ends with 1 when anything was refused, when a call came with
// a signature that neither secret verifies, or when an event was lost.
import { fork } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { event, startPostgres, startServer } from './bench/world.mjs';
import { createVolume } from './rotation/volume.mjs';

const { values } = parseArgs({
  options: {
    /** Events per second, over both replicas. */
    rate: { type: 'string', default: '200' },
    /** How long each of the five stages takes. */
    seconds: { type: 'string', default: '15' },
  },
});
const [rate, seconds] = [Number(values.rate), Number(values.seconds)];
if (!(rate > 0) || !(seconds >= 4)) {
  console.error(
    '--rate takes a number above 0, --seconds one of at least 4: replicas read their secrets every two seconds.',
  );
  process.exit(2);
}

const former = {
  CLIENT_SECRET: 'the first client secret',
  EVENTS_SECRET: 'the first events secret',
  SECRET_KEY: 'key-one',
};
const next = {
  CLIENT_SECRET: 'the next client secret',
  EVENTS_SECRET: 'the next events secret',
  SECRET_KEY: 'key-two',
};
const both = { ...next, CLIENT_SECRET_OLD: former.CLIENT_SECRET, EVENTS_SECRET_OLD: former.EVENTS_SECRET };
/** What the replicas have, and what the programs that call them use from then on. */
const stages = [
  { name: 'the first secrets', mount: [former, former], used: former },
  { name: 'one replica has both', mount: [both, null], used: former },
  { name: 'both replicas have both', mount: [null, both], used: next },
  { name: 'one replica has the next alone', mount: [next, null], used: next },
  { name: 'both have the next alone', mount: [null, next], used: next },
];

const counts = { events: 0, reads: 0, tokens: 0, putOff: 0 };
const refused = new Map();
const took = [];
let used = former;
let running = true;

const [postgres, receiver] = [await startPostgres(), await startReceiver()];
const volumes = [createVolume(former), createVolume(former)];
const servers = [];
try {
  for (const { folder } of volumes) {
    servers.push(await startServer({ DATABASE_URL: postgres.url, SECRETS_DIR: folder, CLIENT_ID: 'rotated' }));
  }
  await request(0, '/v1/actions', { ...json(), authorization: basic(former) }, automation(receiver.url));
  const work = [sendEvents(), useOldTokens(), readWithSecret(), readWithFreshTokens()];
  for (const { name, mount, used: from } of stages) {
    for (const [index, secrets] of mount.entries()) if (secrets !== null) volumes[index].mount(secrets);
    // The replicas read it every two seconds; the programs change after them.
    await pause(3_000);
    used = from;
    await pause((seconds - 3) * 1_000);
    console.error(
      `  ${name}: ${counts.events} events, ${counts.reads} reads, ${counts.tokens} tokens, ${total(refused)} refused`,
    );
  }
  running = false;
  await Promise.all(work);
  const calls = await settle();
  report(calls);
} finally {
  running = false;
  for (const server of servers) await server.stop();
  for (const volume of volumes) volume.remove();
  receiver.stop();
  await postgres.stop();
}

function automation(url) {
  return JSON.stringify({
    identifier: 'rotated',
    trigger: { type: 'automation', event: { type: 'ENTITY_UPDATED', blueprintIdentifier: 'service' } },
    invocationMethod: {
      type: 'WEBHOOK',
      url,
      synchronized: true,
      headers: { 'x-key': '{{ .secrets.KEY }}' },
      body: { event: '{{ .event.id }}' },
    },
    publish: true,
  });
}

/** Events at the rate, by turns to each replica, signed with the secret that their sender has. */
async function sendEvents() {
  const begun = performance.now();
  const open = new Set();
  for (let sent = 0; running; ) {
    for (const due = ((performance.now() - begun) / 1_000) * rate; sent < due; sent += 1) {
      const body = JSON.stringify(event(`rotation-${sent}`, `s${sent % 100}`));
      const one = sendEvent(sent, body).finally(() => open.delete(one));
      open.add(one);
    }
    await pause(5);
  }
  await Promise.all(open);
}

/** What a replica has no time for (429, 503) says nothing about secrets: it is sent again, as a good sender does. */
async function sendEvent(number, body) {
  for (;;) {
    const status = await request(number % 2, '/v1/events', signed(`message-${number}`, body), body);
    if (status === 202) counts.events += 1;
    if (status !== 429 && status !== 503) return;
    await pause(1_000);
  }
}

/** Tokens of the first secret, each used on the replica that did not make it, to the end. */
async function useOldTokens() {
  const tokens = [await token(1, former), await token(0, former)];
  for (let turn = 0; running; turn += 1) {
    await read(turn % 2, `Bearer ${tokens[turn % 2]}`);
    await pause(20);
  }
}

async function readWithSecret() {
  for (let turn = 0; running; turn += 1) {
    await read(turn % 2, basic(used));
    await pause(20);
  }
}

async function readWithFreshTokens() {
  for (let turn = 0; running; turn += 1) {
    await read((turn + 1) % 2, `Bearer ${await token(turn % 2, used)}`);
    await pause(20);
  }
}

async function read(replica, authorization) {
  await request(replica, '/v1/actions', { authorization });
  counts.reads += 1;
}

async function token(replica, { CLIENT_SECRET: clientSecret }) {
  let accessToken;
  const body = JSON.stringify({ clientId: 'rotated', clientSecret });
  await request(replica, '/v1/auth/access_token', json(), body, (text) => {
    ({ accessToken } = JSON.parse(text));
  });
  counts.tokens += 1;
  return accessToken;
}

/** Everything that is not a success counts. */
async function request(replica, path, headers, body, onText = () => {}) {
  const begun = performance.now();
  let status;
  try {
    const response = await fetch(`${servers[replica].url}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers,
      body,
    });
    status = response.status;
    const text = await response.text();
    if (response.ok) onText(text);
  } catch (error) {
    status = error.cause?.code ?? error.message;
  }
  took.push(performance.now() - begun);
  if (status === 429 || status === 503) counts.putOff += 1;
  else if (!(status >= 200 && status < 300))
    refused.set(`${status} ${path}`, (refused.get(`${status} ${path}`) ?? 0) + 1);
  return status;
}

function json() {
  return { 'content-type': 'application/json' };
}

function basic({ CLIENT_SECRET: secret }) {
  return `Basic ${Buffer.from(`rotated:${secret}`).toString('base64')}`;
}

function signed(id, body) {
  const timestamp = Math.floor(Date.now() / 1_000);
  const mac = createHmac('sha256', used.EVENTS_SECRET).update(`${id}.${timestamp}.${body}`);
  return {
    ...json(),
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': `v1,${mac.digest('base64')}`,
  };
}

async function startReceiver() {
  const secrets = JSON.stringify({ former: former.EVENTS_SECRET, next: next.EVENTS_SECRET });
  const child = fork(new URL('./rotation/receiver.mjs', import.meta.url), [secrets]);
  const answer = () => new Promise((resolve) => child.once('message', resolve));
  const { url } = await answer();
  return {
    url,
    async counts() {
      const counted = answer();
      child.send('count');
      return counted;
    },
    stop: () => child.disconnect(),
  };
}

async function settle() {
  const end = performance.now() + 60_000;
  for (;;) {
    const calls = await receiver.counts();
    if (calls.runs >= counts.events || performance.now() > end) return calls;
    await pause(200);
  }
}

function report({ runs, calls, values: keys, ...verified }) {
  const sorted = [...took].sort((a, b) => a - b);
  console.table({
    'events accepted': counts.events,
    'events per second': Math.round(counts.events / (stages.length * seconds)),
    'other requests': counts.reads + counts.tokens,
    'requests refused': total(refused),
    'put off, as the machine was too busy': counts.putOff,
    'request p99 ms': Math.round(sorted[Math.floor(sorted.length * 0.99)]),
    calls,
    'verified by the first secret': verified.former,
    'verified by both': verified.both,
    'verified by the next secret': verified.next,
    'verified by neither': verified.neither,
    ...Object.fromEntries(Object.entries(keys).map(([value, number]) => [`calls with ${value}`, number])),
  });
  const problems = [
    ...[...refused].map(([what, number]) => `refused: ${number} × ${what}`),
    ...(verified.neither === 0 ? [] : [`${verified.neither} calls were verified by neither secret`]),
    ...(runs === counts.events ? [] : [`${counts.events - runs} accepted events were not delivered`]),
    ...(Object.keys(keys).every((value) => value === 'key-one' || value === 'key-two') ? [] : ['SECRET_KEY was lost']),
    ...(counts.events >= 0.95 * rate * stages.length * seconds ? [] : ['the load stayed below the rate']),
  ];
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length === 0 ? 0 : 1;
}

function total(counted) {
  return [...counted.values()].reduce((sum, number) => sum + number, 0);
}
