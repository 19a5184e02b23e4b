// How long a backtest of 100 automations on 100,000 recorded events takes, and how long the service keeps others waiting meanwhile.
import { call, event, startServer } from './world.mjs';

const [events, automations, batch] = [Number(process.argv[2] ?? 100_000), 100, 1_000];
const server = await startServer({});
try {
  for (let sent = 0; sent < events; sent += batch) {
    const some = Array.from({ length: batch }, (_, index) => event(`e${sent + index}`, `service-${index}`));
    await call(server.url, '/v1/events', some);
    if (sent % 10_000 === 0) process.stderr.write(`${sent} events stored …\n`);
  }
  const statuses = ['Unhealthy', 'Open', 'Started', 'Passed'];
  const definitions = Array.from({ length: automations }, (_, n) => ({
    file: `automations/${n}.json`,
    automation: {
      identifier: `automation-${n}`,
      trigger: {
        type: 'automation',
        event: { type: 'ENTITY_UPDATED', blueprintIdentifier: 'service' },
        condition: {
          type: 'JQ',
          // One in twenty needs jq itself, behind a plain comparison as is usual.
          expressions: [
            `.diff.after.properties.status == "${statuses[n % 4]}"`,
            n % 20 === 19
              ? `.diff.after.team | map(ascii_upcase) | any(. == "TEAM-${n}")`
              : `.diff.after.properties.tier == ${n}`,
          ],
          combinator: 'and',
        },
      },
      invocationMethod: { type: 'WEBHOOK', url: 'https://example.com' },
    },
  }));
  const waits = watch();
  const begun = performance.now();
  let [tried, requests] = [0, 0];
  let before;
  do {
    const { backtest } = await call(server.url, '/v1/automations/backtest', {
      definitions,
      events: Math.min(10_000, events - tried),
      ...(before && { before }),
    });
    tried += backtest.events;
    requests += 1;
    before = backtest.next;
  } while (before && tried < events);
  const seconds = (performance.now() - begun) / 1000;
  const { longest, median } = await waits.stop();
  console.log('\nBacktest: embedded database, 2 cores shared with the client');
  console.table([
    {
      events: tried,
      automations,
      requests,
      seconds: Number(seconds.toFixed(1)),
      'events/s': Math.round(tried / seconds),
      'probe p50 ms': Math.round(median),
      'longest probe ms': Math.round(longest),
    },
  ]);
} finally {
  await server.stop();
}

/** Asks for the service's health again and again. */
function watch() {
  const waits = [];
  let isOver = false;
  const asking = (async () => {
    while (!isOver) {
      const asked = performance.now();
      await call(server.url, '/healthz', undefined, 'GET');
      waits.push(performance.now() - asked);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  })();
  return {
    async stop() {
      isOver = true;
      await asking;
      const sorted = waits.sort((a, b) => a - b);
      return { median: sorted[sorted.length >> 1] ?? 0, longest: sorted.at(-1) ?? 0 };
    },
  };
}
