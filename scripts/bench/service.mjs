// Latency from acceptance to the first byte at the backend, sustained throughput, and memory, on both engines.
import { fork } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { automation, call, event, startPostgres, startServer } from './world.mjs';

const only = process.argv[2];
const postgres = only === 'pglite' ? null : await startPostgres();
const engines = [
  ...(only === 'postgres' ? [] : [{ name: 'PGlite', env: {} }]),
  ...(postgres === null ? [] : [{ name: 'Postgres', env: { DATABASE_URL: postgres.url } }]),
];
const rows = [];
for (const engine of engines) {
  process.stderr.write(`${engine.name} …\n`);
  rows.push(await measure(engine));
}
await postgres?.stop();
console.log('\nService: 1 automation, each event is one webhook call; 2 cores shared with load generator and sink');
console.table(Object.fromEntries(rows.map(({ engine, ...row }) => [engine, row])));

async function measure({ name, env }) {
  const sink = fork(fileURLToPath(new URL('./sink.mjs', import.meta.url)));
  const ask = (message) =>
    new Promise((resolve) => {
      sink.once('message', resolve);
      if (message !== undefined) sink.send(message);
    });
  const { url: sinkUrl } = await ask();
  const server = await startServer(env);
  try {
    await call(server.url, '/v1/actions', automation(sinkUrl));
    await pause(2_000);
    const idle = await server.memory();
    await send(server.url, ask, 400, 200);
    const { latencies, answers } = await send(server.url, ask, 2_000, 200);
    const sustained = await flood(server.url, ask, 20_000);
    return {
      engine: name,
      'answer p50 ms': at(answers, 0.5),
      'answer p99 ms': at(answers, 0.99),
      'accepted→delivered p50 ms': at(latencies, 0.5),
      'accepted→delivered p99 ms': at(latencies, 0.99),
      'sustained events/s': Math.round(sustained),
      'idle MB': Math.round(idle),
      'after load MB': Math.round(await server.memory()),
    };
  } finally {
    await server.stop();
    sink.kill();
  }
}

/** Sends single events at a fixed rate; time runs from the 202 to the first byte at the sink (negative: it was first). */
async function send(url, ask, count, perSecond) {
  const accepted = new Map();
  const answers = [];
  const pending = [];
  const start = performance.now();
  for (let index = 0; index < count; index++) {
    const due = start + (index * 1000) / perSecond;
    const wait = due - performance.now();
    if (wait > 1) await pause(wait);
    const id = `latency-${start}-${index}`;
    const sent = performance.now();
    pending.push(
      call(url, '/v1/events', event(id, `s${index % 50}`)).then(() => {
        answers.push(performance.now() - sent);
        accepted.set(id, performance.timeOrigin + performance.now());
      }),
    );
  }
  await Promise.all(pending);
  await until(ask, count);
  const { arrivals } = await ask('take');
  const latencies = arrivals.map(([id, at]) => Math.max(0, at - accepted.get(id)));
  return { latencies, answers };
}

/** Sends events as fast as they are taken, in arrays of 100, four at a time; ends when the last one was delivered. */
async function flood(url, ask, count) {
  const size = 100;
  const start = performance.now();
  let next = 0;
  const sender = async () => {
    while (next < count) {
      const first = next;
      next += size;
      const events = Array.from({ length: size }, (_, offset) =>
        event(`flood-${start}-${first + offset}`, `s${offset}`),
      );
      await call(url, '/v1/events', events);
    }
  };
  await Promise.all([sender(), sender(), sender(), sender()]);
  const acceptedAfter = performance.now() - start;
  process.stderr.write(`  accepted ${Math.round((count * 1000) / acceptedAfter)} events/s\n`);
  await until(ask, count);
  const rate = (count * 1000) / (performance.now() - start);
  await ask('take');
  return rate;
}

async function until(ask, count) {
  const deadline = performance.now() + 180_000;
  for (;;) {
    const { count: arrived } = await ask('count');
    if (arrived >= count) return;
    if (performance.now() > deadline) throw new Error(`only ${arrived} of ${count} events were delivered`);
    await pause(20);
  }
}

function at(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return Number((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(1));
}
