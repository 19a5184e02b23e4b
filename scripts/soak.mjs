// Ten minutes of ordinary load with a slow, a failing and a healthy target: `npm run soak`, or
// `npm run soak -- --minutes 1 --rate 100`. Reports how long /healthz took, and ends with 1 when its p99 is 250 ms or more, or
// when an event was lost.
import { fork } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { authorization, call, event, startServer } from './bench/world.mjs';

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '10' }, rate: { type: 'string', default: '200' } },
});
const minutes = Number(values.minutes);
const rate = Number(values.rate);
if (!(minutes > 0) || !(rate > 0)) {
  console.error('--minutes and --rate take numbers above 0.');
  process.exit(2);
}
const bar = 250;
/** Events that wait for an answer; beyond them the load slows down, as senders with a bounded pool do. */
const maxOpen = 400;

const targets = await startTargets();
const server = await startServer({});
let calls = { healthy: 0, slow: 0, failing: 0 };
const counts = { sent: 0, accepted: 0, refused: 0, failed: 0 };
const health = [];
/** How long the answer of each accepted event took, ms, without the times that it was refused before. */
const answers = [];
try {
  for (const [name, url] of Object.entries(targets.urls)) {
    await call(server.url, '/v1/actions', automation(name, url));
  }
  const end = performance.now() + minutes * 60_000;
  const telling = setInterval(tell, 10_000);
  await Promise.all([probe(end), load(end)]);
  clearInterval(telling);
  await tell();
  await settle();
} finally {
  await server.stop();
  targets.stop();
}
const missing = counts.accepted - calls.healthy;
console.table({
  ...counts,
  'healthy calls': calls.healthy,
  'slow calls': calls.slow,
  'failing calls': calls.failing,
  'answer p50 ms': at(0.5, answers),
  'answer p99 ms': at(0.99, answers),
  'healthz p50 ms': at(0.5),
  'healthz p99 ms': at(0.99),
  'healthz max ms': at(1),
});
const problems = [
  ...(at(0.99) < bar ? [] : [`/healthz took ${at(0.99)} ms at p99; the bar is ${bar} ms`]),
  ...(missing <= 0 ? [] : [`${missing} accepted events did not reach the healthy target`]),
  ...(counts.failed === 0 ? [] : [`${counts.failed} requests ended in an error`]),
];
for (const problem of problems) console.error(problem);
process.exit(problems.length === 0 ? 0 : 1);

async function startTargets() {
  const child = fork(new URL('./soak/targets.mjs', import.meta.url));
  const answer = () => new Promise((resolve) => child.once('message', resolve));
  const { urls } = await answer();
  return {
    urls,
    async calls() {
      const counted = answer();
      child.send('count');
      return (await counted).counts;
    },
    stop: () => child.disconnect(),
  };
}

/** Every event goes to the healthy target, one in ten to each of the others. */
function automation(identifier, url) {
  const expressions = { healthy: [], slow: ['.id | endswith("1")'], failing: ['.id | endswith("2")'] }[identifier];
  return {
    identifier,
    trigger: {
      type: 'automation',
      event: { type: 'ENTITY_UPDATED', blueprintIdentifier: 'service' },
      condition: { type: 'JQ', expressions, combinator: 'and' },
    },
    invocationMethod: { type: 'WEBHOOK', url, synchronized: true, body: { event: '{{ .event.id }}' } },
    publish: true,
  };
}

async function load(end) {
  const begun = performance.now();
  const open = new Set();
  while (performance.now() < end) {
    while (open.size < maxOpen && counts.sent < ((performance.now() - begun) / 1000) * rate) {
      const one = send(`soak-${counts.sent++}`).finally(() => open.delete(one));
      open.add(one);
    }
    await pause(5);
  }
  await Promise.all(open);
}

/** Temporarily refused requests are sent again, as good senders do. */
async function send(id) {
  for (;;) {
    const begun = performance.now();
    try {
      const response = await fetch(`${server.url}/v1/events`, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json' },
        body: JSON.stringify(event(id, `s${id.slice(-2)}`)),
      });
      await response.text();
      if (response.status === 202) {
        counts.accepted++;
        answers.push(performance.now() - begun);
        return;
      }
      if (response.status !== 429 && response.status !== 503) {
        counts.failed++;
        return;
      }
      counts.refused++;
    } catch {
      counts.failed++;
      return;
    }
    await pause(1_000 + Math.random() * 1_000);
  }
}

async function probe(end) {
  while (performance.now() < end) {
    const begun = performance.now();
    await fetch(`${server.url}/healthz`)
      .then((response) => response.text())
      .catch(() => counts.failed++);
    health.push(performance.now() - begun);
    await pause(100);
  }
}

/** The healthy target gets all of its calls; the others may take hours. */
async function settle() {
  const end = performance.now() + 60_000;
  do {
    await pause(200);
    calls = await targets.calls();
  } while (calls.healthy < counts.accepted && performance.now() < end);
}

async function tell() {
  calls = await targets.calls();
  console.error(
    `  ${counts.accepted} of ${counts.sent} events accepted, ${counts.refused} refused, ${calls.healthy} delivered, ` +
      `/healthz p99 ${at(0.99)} ms`,
  );
}

function at(share, times = health) {
  const sorted = [...times].sort((a, b) => a - b);
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
}
