import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/core/json.ts';
import { type Server, startServer } from './harness/server.ts';
import { automation, created, webhook } from './harness/shapes.ts';
import { type Sink, startSink } from './harness/sink.ts';
import { until } from './harness/until.ts';

/** Two automations hear each event: one asks jq, one calls slowly enough to be caught in the middle. */
async function automate(server: Server, sink: Sink): Promise<void> {
  const answer = async () => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    return { body: '{"ok":true}' };
  };
  const trigger = { type: 'ENTITY_CREATED', blueprintIdentifier: 'load' };
  const body = { entity: '{{ .event.context.entityIdentifier }}', automation: '{{ .action.identifier }}' };
  await server.automate(
    automation('plain', trigger, webhook(sink.at('/plain', answer), body)),
    automation('asking', trigger, webhook(sink.at('/asking', answer), body), ['.diff.after.properties.n % 2 == 0']),
    automation('after_plain', { type: 'RUN_UPDATED', actionIdentifier: 'plain' }, webhook(sink.at('/after'), {}), [
      '.diff.after.status == "SUCCESS"',
    ]),
  );
}

/** Sends events until told to stop; remembers what was accepted. An event whose answer was lost may or may not be in. */
async function load(server: Server, events: number, accepted: string[]): Promise<void> {
  const ids = Array.from({ length: events }, (_, n) => `load-${n}`);
  const send = async (id: string): Promise<void> => {
    const event: JsonObject = created('load', id, { n: Number(id.slice(5)) }, { id });
    const answer = await server.send('POST', '/v1/events', JSON.stringify(event)).catch(() => null);
    if (answer?.status === 202) accepted.push(id);
  };
  const lane = async (): Promise<void> => {
    for (let id = ids.shift(); id !== undefined; id = ids.shift()) await send(id);
  };
  await Promise.all(Array.from({ length: 20 }, lane));
}

describe('e2e/crash', () => {
  test('killed in the middle of 500 events, again and again: nothing is lost and nothing done twice unknowingly', async () => {
    await using sink = await startSink();
    await using server = await startServer({ ALLOWED_HOSTS: sink.host });
    await automate(server, sink);
    const accepted: string[] = [];
    const loading = load(server, 500, accepted);
    for (const deliveries of [50, 150, 300]) {
      await until(
        () => sink.requests('/plain').length,
        (count) => count >= deliveries || accepted.length === 500,
      );
      await server.kill();
      await server.start();
    }
    await loading;

    const unfinished = async () => (await server.call<{ runs: unknown[] }>('GET', '/v1/actions/runs?active=true')).runs;
    await until(unfinished, (runs) => runs.length === 0, { timeout: 60_000, pause: 250 });
    const runs = await everyRun(server);
    expect(runs.map(({ status }) => status)).toEqual(Array(runs.length).fill('SUCCESS'));

    // Every accepted event has the runs that it must have, each once.
    const runsOf = (name: string) => runs.filter(({ action }) => action.identifier === name);
    const eventsOf = (name: string) => runsOf(name).map(({ execution }) => execution.event);
    expect(accepted.length).toBeGreaterThan(50);
    expect(new Set(eventsOf('plain')).size).toBe(eventsOf('plain').length);
    expect(accepted.filter((id) => !eventsOf('plain').includes(id))).toEqual([]);
    const even = (id: string) => Number(id.slice(5)) % 2 === 0;
    expect(accepted.filter((id) => even(id) && !eventsOf('asking').includes(id))).toEqual([]);
    expect(eventsOf('asking').filter((id) => !even(id))).toEqual([]);
    expect(runsOf('after_plain')).toHaveLength(runsOf('plain').length);

    // What arrived is what the runs say, and more than once only where a crash left the first attempt unconfirmed.
    const { length: sent } = [...sink.requests('/plain'), ...sink.requests('/asking'), ...sink.requests('/after')];
    const keys = new Map(runs.map((run) => [run.id, run]));
    let repeated = 0;
    for (const path of ['/plain', '/asking', '/after']) {
      const byKey = Map.groupBy(sink.requests(path), ({ key }) => key);
      for (const [key, requests] of byKey) {
        expect(keys.has(key)).toBe(true);
        if (requests.length === 1) continue;
        repeated += requests.length - 1;
        const { history } = (await server.run(key)).execution;
        const unconfirmed = history.filter(({ outcome }) => outcome === 'unconfirmed').length;
        expect(unconfirmed).toBeGreaterThanOrEqual(requests.length - 1);
      }
      expect(byKey.size).toBe(runsOf(path === '/after' ? 'after_plain' : path.slice(1)).length);
    }
    expect(sent).toBe(runs.length + repeated);
  }, 120_000);
});

/** All runs, page by page. */
async function everyRun(server: Server) {
  const runs: Awaited<ReturnType<Server['runs']>> = [];
  for (;;) {
    const page = await server.runs(`offset=${runs.length}`);
    runs.push(...page);
    if (page.length === 0) return runs;
  }
}
