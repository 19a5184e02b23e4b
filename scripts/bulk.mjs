// Retries very many runs at once, when their target works again: `npm run bulk`, or `npm run bulk -- --runs 5000
// --database postgres --state failed --concurrency 20`. Reports how soon the API answered, how long it took, how many
// calls were in flight and how much memory it needed; ends with 1 when a promise was broken.
import { fork } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { authorization, call, event, startPostgres, startServer } from './bench/world.mjs';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '100000' },
    database: { type: 'string', default: 'both' },
    /** `parked`: they wait for a target whose circuit breaker is open; `failed`: they have ended. */
    state: { type: 'string', default: 'parked' },
    /** How long the target takes, ms. */
    latency: { type: 'string', default: '5' },
    /** The `concurrency` of the automation. */
    concurrency: { type: 'string' },
  },
});
const count = Number(values.runs);
const latency = Number(values.latency);
const concurrency = values.concurrency === undefined ? null : Number(values.concurrency);
const isParked = values.state === 'parked';
if (!Number.isInteger(count) || count < 100 || !(latency >= 0) || Number.isNaN(concurrency)) {
  console.error('--runs takes a whole number of at least 100, --latency and --concurrency take numbers.');
  process.exit(2);
}
/** What the API may take to answer, ms, and how much the memory may grow, MB. */
const bars = { answer: 1_000, growth: 200 };
/** Calls of one process in flight without a limit of the automation: its slots. */
const slots = 200;
/** How long nothing may happen before the run is considered stuck, ms. */
const stallLimitMs = 120_000;

const rows = {};
const problems = [];
for (const database of values.database === 'both' ? ['embedded', 'postgres'] : [values.database]) {
  const postgres = database === 'postgres' ? await startPostgres() : null;
  try {
    const { row, found } = await retryMany(postgres === null ? {} : { DATABASE_URL: postgres.url });
    rows[database] = row;
    problems.push(...found.map((problem) => `${database}: ${problem}`));
  } finally {
    await postgres?.stop();
  }
}
console.log(`\n${count.toLocaleString('en')} ${values.state} runs, a target that takes ${latency} ms`);
console.table(rows);
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;

async function retryMany(env) {
  const target = await startTarget();
  const server = await startServer(env);
  try {
    await call(server.url, '/v1/automations/sync', {
      path: 'bulk',
      source: 'acme/catalog',
      definitions: [
        {
          file: 'bulk.yml',
          automation: automation(target.url),
          ...(concurrency !== null && { settings: { concurrency } }),
        },
      ],
    });
    const filled = await timed(() => fill(server, target));
    const work = await retry(server, target);
    return { row: rowOf(filled, work), found: problemsOf(work) };
  } finally {
    await server.stop();
    target.stop();
  }
}

function automation(url) {
  return {
    identifier: 'bulk',
    trigger: { type: 'automation', event: { type: 'ENTITY_UPDATED', blueprintIdentifier: 'service' } },
    invocationMethod: { type: 'WEBHOOK', url, synchronized: true, body: { event: '{{ .event.id }}' } },
    publish: true,
  };
}

/** Sends the events while the target fails, and waits until every run has come to the state that is wanted. */
async function fill(server, target) {
  let sent = 0;
  const lane = async () => {
    while (sent < count) {
      const from = sent;
      sent = Math.min(count, sent + 100);
      await send(
        server,
        Array.from({ length: sent - from }, (_, index) => event(`bulk-${from + index}`, `s${index}`)),
      );
    }
  };
  const telling = setInterval(() => console.error(`  ${sent} events sent`), 10_000);
  await Promise.all([lane(), lane(), lane()]).finally(() => clearInterval(telling));
  await settled(async () => {
    if (!isParked) return (await target.state()).failed;
    return (await call(server.url, '/v1/targets', undefined, 'GET')).targets[0]?.waitingRuns ?? 0;
  });
}

/** Temporarily refused requests are sent again, as good senders do. */
async function send(server, events) {
  for (;;) {
    const response = await fetch(`${server.url}/v1/events`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify(events),
    });
    await response.text();
    if (response.status === 202) return;
    if (response.status !== 429 && response.status !== 503) throw new Error(`events answered ${response.status}`);
    await pause(1_000);
  }
}

/** Retries all of them, and watches until each was called. */
async function retry(server, target) {
  await pause(5_000);
  const before = await server.memory();
  await target.repair();
  const filter = isParked ? { target: target.url } : { automation: 'bulk', status: 'FAILURE' };
  const asked = await timed(() => call(server.url, '/v1/actions/runs/retry', filter));
  const { bulk } = asked.result;
  const seen = { answer: asked.ms, before, peak: before, steps: new Set(), looks: [], job: null, ended: null };
  const begun = performance.now();
  await settled(async () => {
    const look = await timed(() => call(server.url, `/v1/bulk/${bulk.id}`, undefined, 'GET'));
    seen.looks.push(look.ms);
    seen.job = look.result.bulk;
    seen.steps.add(seen.job.done);
    if (seen.job.state !== 'running') seen.ended ??= performance.now() - begun;
    seen.peak = Math.max(seen.peak, await server.memory());
    seen.calls = await target.state();
    return seen.calls.called;
  }, `${bulk.id} is at`);
  const called = performance.now() - begun;
  // The last outcomes are being stored.
  await pause(5_000);
  const { waitingRuns = 0 } = (await call(server.url, '/v1/targets', undefined, 'GET')).targets[0] ?? {};
  return { ...seen, called, waitingRuns, after: await server.memory() };
}

/** Waits until a number is that of the runs; throws when it no longer changes. */
async function settled(read, what = 'settled are') {
  let [last, since, reportedAt] = [-1, performance.now(), performance.now()];
  for (;;) {
    const now = await read();
    if (now >= count) return;
    if (now !== last) since = performance.now();
    last = now;
    if (performance.now() - since > stallLimitMs) throw new Error(`${what} ${now} of ${count}, and no more`);
    if (performance.now() - reportedAt > 10_000) {
      console.error(`  ${what} ${now} of ${count}`);
      reportedAt = performance.now();
    }
    await pause(250);
  }
}

async function startTarget() {
  const child = fork(new URL('./bulk/target.mjs', import.meta.url), [String(latency), isParked ? '500' : '400']);
  const answer = () => new Promise((resolve) => child.once('message', resolve));
  const { url } = await answer();
  const ask = async (message) => {
    const answered = answer();
    child.send(message);
    return answered;
  };
  return { url, state: () => ask('state'), repair: () => ask('repair'), stop: () => child.disconnect() };
}

async function timed(work) {
  const begun = performance.now();
  const result = await work();
  return { result, ms: performance.now() - begun };
}

function rowOf(filled, result) {
  const looks = [...result.looks].sort((a, b) => a - b);
  return {
    'filling s': Math.round(filled.ms / 1_000),
    'API answered, ms': Math.round(result.answer),
    'job ended after s': Math.round((result.ended ?? Number.NaN) / 1_000),
    'all called after s': Math.round(result.called / 1_000),
    'progress: steps seen': result.steps.size,
    'progress: p99 ms': Math.round(looks[Math.floor(looks.length * 0.99)] ?? 0),
    'most in flight': result.calls.most,
    'called twice': result.calls.repeated,
    'MB before': Math.round(result.before),
    'MB at most': Math.round(result.peak),
    'MB after': Math.round(result.after),
  };
}

function problemsOf({ answer, calls, before, peak, steps, waitingRuns, job }) {
  const limit = concurrency ?? slots;
  return [
    ...(answer < bars.answer ? [] : [`the API answered after ${Math.round(answer)} ms; the bar is ${bars.answer} ms`]),
    ...(calls.most <= limit ? [] : [`${calls.most} calls were in flight; the limit is ${limit}`]),
    ...(calls.repeated === 0 ? [] : [`${calls.repeated} runs were called more than once`]),
    ...(peak - before < bars.growth ? [] : [`memory grew by ${Math.round(peak - before)} MB`]),
    ...(steps.size > 2 ? [] : ['no progress was to be seen']),
    ...(waitingRuns === 0 ? [] : [`${waitingRuns} runs still wait`]),
    ...(job?.state === 'done' ? [] : [`the job is ${job?.state}`]),
  ];
}
