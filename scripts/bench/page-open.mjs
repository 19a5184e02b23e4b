// What open pages cost the service while events come in.
import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { Agent, fetch as undiciFetch } from 'undici';
import { authorization, automation, call, event, startServer } from './world.mjs';

const openPages = 200;
const perSecond = 100;
const seconds = 20;
/** How many lists the pages have read. */
let reads = 0;
const agent = new Agent({ connections: null, bodyTimeout: 0 });

/** Measures the service without pages, with pages that only listen, and with pages that read their list again. */
export async function measureOpenPages() {
  const server = await startServer({ REQUESTS_PER_MINUTE: '1000000' });
  try {
    // Half of the events match, and their runs are held.
    await call(server.url, '/v1/actions', automation('http://127.0.0.1:1/hook'));
    await call(server.url, '/v1/actions/bench/pause', { reason: 'only to be listed' });
    await load(server, 5);
    const alone = await load(server, seconds);
    const listening = await withPages(server, () => {});
    const reading = await withPages(server, (reread) => reread());
    const row = (cpu, count = 0) => ({
      'CPU %': round(cpu),
      'because of the pages %': round(cpu - alone),
      'lists read': count,
    });
    return {
      'no page': row(alone),
      [`${openPages} pages that show nothing of it`]: row(listening),
      [`${openPages} pages with the list of runs, read again on news`]: row(reading, reads),
    };
  } finally {
    await server.stop();
  }
}

async function withPages(server, onNews) {
  const stop = new AbortController();
  const pages = Array.from({ length: openPages }, () => open(server, onNews, stop.signal));
  await pause(2_000);
  const cpu = await load(server, seconds);
  stop.abort();
  await Promise.allSettled(pages);
  return cpu;
}

/** One page: its stream, and what it does on news, once a second at most as the page does. */
async function open({ url }, onNews, signal) {
  const headers = { authorization };
  const response = await undiciFetch(`${url}/v1/live`, { headers, signal, dispatcher: agent });
  let last = 0;
  const reread = () => {
    if (performance.now() - last < 1_000) return;
    last = performance.now();
    fetch(`${url}/v1/lists/runs?limit=50`, { headers }).then(
      async (answer) => {
        await answer.text();
        if (answer.ok) reads += 1;
      },
      () => {},
    );
  };
  for await (const chunk of response.body) if (chunk.length > 0) onNews(reread);
}

/** Sends events for some seconds; gives what the service used, in percent of a core. */
async function load({ url, pid }, length) {
  const before = await cpuOf(pid);
  const begun = performance.now();
  for (let sent = 0; sent < length * perSecond; sent += 10) {
    const wait = begun + (sent * 1000) / perSecond - performance.now();
    if (wait > 0) await pause(wait);
    const events = Array.from({ length: 10 }, (_, n) => event(`open-${begun}-${sent + n}`, `s${n}`));
    await call(url, '/v1/events', events);
  }
  return (((await cpuOf(pid)) - before) * 100_000) / (performance.now() - begun);
}

/** The CPU time of a process, seconds: user and system, in ticks of 10 ms. */
async function cpuOf(pid) {
  const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

function round(value) {
  return Number(value.toFixed(1));
}
