import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/core/json.ts';
import { type ProcessServer, startProcess } from './harness/server.ts';
import { automation, created, webhook } from './harness/shapes.ts';
import { type Sink, startSink } from './harness/sink.ts';
import { until } from './harness/until.ts';

/**
 * Two automations hear each event, one of them asks jq; a third hears the runs of the first. Now and then an answer comes
 * only after the server was killed.
 */
async function automate(server: ProcessServer, sink: Sink, killed: () => Promise<void>): Promise<void> {
  const answer = (_: unknown, count: number) => ({ body: '{"ok":true}', ...(count % 20 === 0 && { after: killed() }) });
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

/** Sends events, each until it is accepted and not once more: what was accepted must not need to be sent again. */
async function load(server: ProcessServer, ids: readonly string[], accepted: string[]): Promise<void> {
  const waiting = [...ids];
  const lane = async (): Promise<void> => {
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
      const event: JsonObject = created('load', id, { n: numberOf(id) }, { id });
      const answer = await server.send('POST', '/v1/events', JSON.stringify(event)).catch(() => null);
      if (answer?.status === 202) {
        accepted.push(id);
      } else {
        waiting.push(id);
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  };
  await Promise.all(Array.from({ length: 20 }, lane));
}

const numberOf = (id: string): number => Number(id.slice('load-'.length));

describe('e2e/crash', () => {
  test('killed in the middle of 500 events, again and again: nothing is lost and nothing done twice unknowingly', async () => {
    await using sink = await startSink();
    await using server = await startProcess({ ALLOWED_HOSTS: sink.host });
    let killed = (): void => {};
    let kill = new Promise<void>((resolve) => {
      killed = resolve;
    });
    await automate(server, sink, () => kill);
    const ids = Array.from({ length: 500 }, (_, n) => `load-${n}`);
    const accepted: string[] = [];
    const loading = load(server, ids, accepted);
    for (const deliveries of [50, 150, 300]) {
      await until(
        () => sink.requests('/plain').length,
        (count) => count >= deliveries,
        { pause: 5 },
      );
      await server.kill();
      killed();
      kill = new Promise((resolve) => {
        killed = resolve;
      });
      await server.start();
    }
    killed();
    kill = Promise.resolve();
    await loading;

    // The last runs start only once others have ended: for a moment, nothing may be active before them.
    await until(
      () => sink.deliveries('/after').length,
      (count) => count >= ids.length,
      { pause: 250 },
    );
    const unfinished = async () => (await server.call<{ runs: unknown[] }>('GET', '/v1/actions/runs?active=true')).runs;
    await until(unfinished, (runs) => runs.length === 0, { pause: 250 });
    const runs = await everyRun(server);
    expect(runs.map(({ status }) => status)).toEqual(Array(runs.length).fill('SUCCESS'));

    // Every event has the runs that it must have, each once.
    const runsOf = (name: string) => runs.filter(({ action }) => action.identifier === name);
    const eventsOf = (name: string) => runsOf(name).map(({ execution }) => execution.event);
    expect([...accepted].sort()).toEqual([...ids].sort());
    expect(eventsOf('plain').sort()).toEqual([...ids].sort());
    expect(eventsOf('asking').sort()).toEqual(ids.filter((id) => numberOf(id) % 2 === 0).sort());
    expect(runsOf('after_plain')).toHaveLength(ids.length);

    // What arrived is what the runs say, and more than once only where a crash interrupted the first attempt.
    let repeated = 0;
    for (const [path, name] of [
      ['/plain', 'plain'],
      ['/asking', 'asking'],
      ['/after', 'after_plain'],
    ] as const) {
      const requests = sink.requests(path);
      expect(
        sink
          .deliveries(path)
          .map(({ key }) => key)
          .sort(),
      ).toEqual(
        runsOf(name)
          .map(({ id }) => id)
          .sort(),
      );
      for (const key of new Set(requests.map((request) => request.key))) {
        const again = requests.filter((request) => request.key === key).length - 1;
        if (again === 0) continue;
        repeated += again;
        const { history } = (await server.run(key)).execution;
        expect(history.filter(({ outcome }) => outcome === 'interrupted').length).toBeGreaterThanOrEqual(again);
      }
    }
    // At every kill some call was waiting for its answer.
    expect(repeated).toBeGreaterThan(0);
  });
});

/** All runs, page by page. */
async function everyRun(server: ProcessServer) {
  const runs: Awaited<ReturnType<ProcessServer['runs']>> = [];
  for (;;) {
    const page = await server.runs(`offset=${runs.length}`);
    runs.push(...page);
    if (page.length === 0) return runs;
  }
}
