import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startPostgres } from '../store/postgres-server.ts';
import { type ProcessServer, startProcess } from './harness/server.ts';
import { onCreated, syncWith } from './harness/settled.ts';
import { created } from './harness/shapes.ts';
import { type Sink, startSink } from './harness/sink.ts';
import { until } from './harness/until.ts';

describe.each(['embedded', 'Postgres'])('e2e/limits %s', (database) => {
  let postgres: Awaited<ReturnType<typeof startPostgres>> | null = null;
  let sink: Sink;
  let first: ProcessServer;
  /** Another replica, where there can be one. */
  let second: ProcessServer;
  beforeAll(async () => {
    sink = await startSink();
    const client = { CLIENT_ID: 'limited', CLIENT_SECRET: 'a secret that both know' };
    const environment = { ...client, ALLOWED_HOSTS: sink.host };
    if (database === 'Postgres') {
      postgres = await startPostgres();
      const shared = { ...environment, DATABASE_URL: postgres.url };
      [first, second] = await Promise.all([startProcess(shared), startProcess(shared)]);
    } else {
      first = await startProcess(environment);
      second = first;
    }
  });
  afterAll(async () => {
    await first[Symbol.asyncDispose]();
    if (second !== first) await second[Symbol.asyncDispose]();
    await sink[Symbol.asyncDispose]();
    await postgres?.stop();
  });

  /** Sends the events by turns to each replica; returns the ids of the runs. */
  const fire = async (name: string, entities: readonly string[]): Promise<string[]> => {
    const ids: string[] = [];
    for (const [index, entity] of entities.entries()) {
      const [event] = await (index % 2 === 0 ? first : second).emit(created(name, entity));
      ids.push(event?.runs[0]?.id ?? '');
    }
    return ids;
  };
  const numbered = (count: number) => Array.from({ length: count }, (_, index) => `e${index}`);
  const phases = async (name: string) =>
    (await first.runs(`action=${name}`)).map(({ execution }) => execution.phase).sort();

  test('no more runs are in flight than the concurrency, on both replicas together, and all of them go', async () => {
    let [now, most] = [0, 0];
    const url = sink.at('/few', async () => {
      now += 1;
      most = Math.max(most, now);
      // However slow the machine, the first one is still in flight when the second one comes.
      await until(
        () => most,
        (reached) => reached >= 2,
      );
      await new Promise((resolve) => setTimeout(resolve, 60));
      now -= 1;
      return {};
    });
    await syncWith(first, onCreated('few', url), { concurrency: 2 });
    const ids = await fire('few', numbered(20));
    for (const id of ids) expect((await second.runIn(id)).status).toBe('SUCCESS');
    expect(most).toBe(2);
    expect(sink.requests('/few')).toHaveLength(20);
  });

  test('an accepted run occupies a slot until a report arrives, and a retry waits for a slot', async () => {
    const url = sink.at('/work', (_, count) => (count === 1 ? { status: 429, headers: { 'retry-after': '1' } } : {}));
    await syncWith(first, onCreated('work', url, { synchronized: false }), { concurrency: 1 });
    const [one = '', two = ''] = await fire('work', ['one', 'two']);
    // While the first one waits for its second attempt, its place is free.
    await second.runIn(two, 'accepted');
    await first.runIn(one, 'limited');
    expect(sink.requests('/work')).toHaveLength(2);
    await second.call('PATCH', `/v1/actions/runs/${two}`, { status: 'SUCCESS' });
    await first.runIn(one, 'accepted');
  });

  test('a rate holds for both replicas together', async () => {
    await syncWith(second, onCreated('rated', sink.at('/rated')), { rate: '4/24h' });
    await fire('rated', numbered(10));
    const expected = [...Array(4).fill('ended'), ...Array(6).fill('limited')];
    await until(
      () => phases('rated'),
      (all) => JSON.stringify(all) === JSON.stringify(expected),
    );
    // Both replicas have looked again since.
    await syncWith(first, onCreated('later', sink.at('/later')), { rate: '4/24h' });
    for (const id of await fire('later', numbered(4))) await first.runIn(id);
    expect(await phases('rated')).toEqual(expected);
    expect(sink.requests('/rated')).toHaveLength(4);
  });

  test('the last event of an entity wins, whichever replica it came to', async () => {
    await syncWith(first, onCreated('busy', sink.at('/busy')), { debounce: '1h' });
    const count = 6;
    const sent = Array.from({ length: count }, () =>
      Promise.all([first, second].map((one) => one.emit(created('busy', 'x')))),
    );
    await Promise.all(sent);
    const runs = await first.runs('action=busy');
    expect(runs).toHaveLength(2 * count);
    const waiting = runs.filter(({ execution }) => execution.phase === 'limited');
    expect(waiting.map(({ id }) => id)).toEqual([runs[0]?.id]);
    expect(runs.slice(1).map(({ statusLabel }) => statusLabel)).toEqual(Array(2 * count - 1).fill('REPLACED'));
    expect(await second.logs(waiting[0]?.id ?? '')).not.toEqual([]);
    expect(sink.requests('/busy')).toEqual([]);
  });

  test('the slot of a killed replica is freed, and limits survive a restart', async () => {
    let release = (): void => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    await syncWith(first, onCreated('killed', sink.at('/killed', { after: released })), { concurrency: 1 });
    const ids = await fire('killed', numbered(4));
    await until(
      () => sink.requests('/killed').length,
      (requests) => requests === 1,
    );
    await second.kill();
    release();
    // Alone on its database, it has to come back first.
    if (second === first) await second.start();
    for (const id of ids) expect((await first.runIn(id)).status).toBe('SUCCESS');
    if (second !== first) await second.start();
    expect((await second.call('GET', '/v1/actions/killed')).settings).toEqual({ concurrency: 1 });
  });
});
