// How long one page of a long list takes, with and without filters.
import { authorization, automation, call, event, startServer } from './world.mjs';

/** The lists, and the filters that a person uses. */
const lists = [
  ['runs', '/v1/lists/runs?limit=50'],
  ['runs that failed', '/v1/lists/runs?limit=50&status=FAILURE'],
  ['runs of one entity', '/v1/lists/runs?limit=50&entity=s7'],
  ['runs, searched', '/v1/lists/runs?limit=50&search=s7'],
  ['events', '/v1/lists/events?limit=50'],
  ['events of one entity', '/v1/lists/events?limit=50&entity=s7'],
  ['events that matched nothing', '/v1/lists/events?limit=50&outcome=unmatched'],
];

/** Fills an engine with events and their runs, and reads pages. */
export async function measureLists(engine, env, size) {
  const server = await startServer(env);
  try {
    const definition = automation('http://127.0.0.1:1/hook');
    await call(server.url, '/v1/actions', { ...definition, trigger: { ...definition.trigger, condition: undefined } });
    // The runs are held, because this measures only reading them.
    await call(server.url, '/v1/actions/bench/pause', { reason: 'only to be listed' });
    for (let from = 0; from < size; from += 500) {
      const events = Array.from({ length: 500 }, (_, n) => event(`list-${from + n}`, `s${(from + n) % 1000}`));
      await call(server.url, '/v1/events', events);
      if (from % 20_000 === 0) process.stderr.write(`${engine}: ${from} of ${size}\n`);
    }
    const rows = {};
    for (const [name, path] of lists) rows[`${engine}: ${name}`] = await measure(server.url, path);
    return rows;
  } finally {
    await server.stop();
  }
}

async function measure(url, path) {
  const times = [];
  let cursor = '';
  for (let page = 0; page < 40; page += 1) {
    const begun = performance.now();
    const response = await fetch(`${url}${path}${cursor}`, { headers: { authorization } });
    const { next } = await response.json();
    times.push(performance.now() - begun);
    // Further back each time, and once more from the newest.
    cursor = next === null || next === undefined ? '' : `&cursor=${next}`;
  }
  const sorted = times.sort((a, b) => a - b);
  const at = (share) => Number(sorted[Math.floor((sorted.length - 1) * share)].toFixed(1));
  return { median: at(0.5), p95: at(0.95), slowest: at(1) };
}
