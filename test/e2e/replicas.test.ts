import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { databaseAway } from '../expected-errors.ts';
import { type Replicas, startReplicas } from './harness/replicas.ts';
import type { ProcessServer } from './harness/server.ts';
import { automation, created, webhook } from './harness/shapes.ts';
import type { Sink } from './harness/sink.ts';
import { until } from './harness/until.ts';

describe('e2e/replicas', () => {
  let replicas: Replicas;
  let sink: Sink;
  let first: ProcessServer;
  let second: ProcessServer;
  beforeAll(async () => {
    replicas = await startReplicas();
    ({ sink, first, second } = replicas);
  });
  afterAll(() => replicas?.[Symbol.asyncDispose]());

  const listen = async (name: string, url: string) =>
    first.automate(automation(name, { type: 'ENTITY_CREATED', blueprintIdentifier: name }, webhook(url)));
  const events = (name: string, count: number) => Array.from({ length: count }, (_, n) => created(name, `one-${n}`));
  const query = async <Row>(text: string): Promise<Row[]> => {
    const connection = new pg.Client({ connectionString: replicas.postgres.url });
    await connection.connect();
    try {
      return (
        ((await connection.query(`set search_path to catalog_automations; ${text}`)) as unknown as { rows: Row[] }[])[1]
          ?.rows ?? []
      );
    } finally {
      await connection.end();
    }
  };
  /** Which replicas have the runs of an automation in hand right now. */
  const holders = async (name: string): Promise<string[]> =>
    (
      await query<{ claimed_by: string }>(
        `select claimed_by from runs where automation = '${name}' and phase = 'invoking'`,
      )
    ).map((row) => row.claimed_by);

  test('an automation created on one replica is known to the other at once', async () => {
    await listen('known', sink.at('/known'));
    const [event] = await second.emit(created('known', 'one'));
    expect(event?.runs).toHaveLength(1);
    expect((await first.runIn(event?.runs[0]?.id ?? '')).status).toBe('SUCCESS');
    await first.call('DELETE', '/v1/actions/known');
    const [after] = await second.emit(created('known', 'two'));
    expect(after?.runs).toEqual([]);
  });

  test('work is shared, and each run is invoked by exactly one', async () => {
    let release = (): void => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    // Until both have something in hand, no call is answered.
    await listen('shared', sink.at('/shared', { after: released }));
    const halves = await Promise.all([first.emit(...events('shared', 100)), second.emit(...events('shared', 200))]);
    expect(halves.flat().flatMap(({ runs }) => runs)).toHaveLength(300);
    await until(
      async () => new Set(await holders('shared')).size,
      (count) => count === 2,
    );
    release();
    await until(
      () => first.runs('action=shared&active=true'),
      (runs) => runs.length === 0,
    );
    const runs = await second.runs('action=shared');
    expect(runs.map(({ status }) => status)).toEqual(Array(300).fill('SUCCESS'));
    expect(
      sink
        .requests('/shared')
        .map(({ key }) => key)
        .sort(),
    ).toEqual(runs.map(({ id }) => id).sort());
  });

  test('one event that comes to both at the same time is one event', async () => {
    await listen('once', sink.at('/once'));
    const event = created('once', 'one', {}, { id: 'once-1' });
    const answers = (await Promise.all([first.emit(event), second.emit(event), first.emit(event)])).flat();
    expect(answers.map(({ duplicate }) => duplicate).sort()).toEqual([false, true, true]);
    expect(await first.runs('action=once')).toHaveLength(1);
    // The answer to the duplicate has the same run.
    const repeated = await second.emit(event);
    expect(repeated[0]?.runs).toHaveLength(1);
  });

  test('when the database cuts every connection, both replicas continue and nothing is lost', async () => {
    for (const server of [first, second]) server.expectCause(databaseAway);
    let cut = (): void => {};
    const wasCut = new Promise<void>((resolve) => {
      cut = resolve;
    });
    // The outcomes of these calls come just when the database is gone.
    await listen('cut', sink.at('/cut', { after: wasCut }));
    await first.emit(...events('cut', 40));
    await until(
      () => sink.requests('/cut').length,
      (count) => count === 40,
    );
    const terminate = `select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'catalog-automations' and datname = current_database()`;
    cut();
    for (let round = 0; round < 5; round++) await query(terminate);
    const ended = await until(
      () => second.runs('action=cut').catch(() => []),
      (runs) => runs.length === 40 && runs.every(({ status }) => status === 'SUCCESS'),
    );
    expect(new Set(ended.map(({ id }) => id))).toEqual(new Set(sink.deliveries('/cut').map(({ key }) => key)));
    for (const server of [first, second]) {
      await until(
        () => server.send('GET', '/readyz'),
        ({ status }) => status === 200,
      );
    }
  });

  test('the work of a killed replica is taken over, and nothing is lost', async () => {
    let release = (): void => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    await listen('orphaned', sink.at('/orphaned', { after: released }));
    await Promise.all([first.emit(...events('orphaned', 150)), second.emit(...events('orphaned', 150))]);
    await until(
      async () => new Set(await holders('orphaned')).size,
      (count) => count === 2,
    );
    await second.kill();
    const [other] = new Set(await holders('orphaned'));
    expect(other).toBeDefined();
    release();
    const ended = await until(
      () => first.runs('action=orphaned'),
      (runs) => runs.length === 300 && runs.every(({ status }) => status === 'SUCCESS'),
      { pause: 250 },
    );
    expect(new Set(sink.deliveries('/orphaned').map(({ key }) => key))).toEqual(new Set(ended.map(({ id }) => id)));
    const repeated = await Promise.all(
      ended
        .filter(({ execution }) => execution.attempts > 1)
        .map(async ({ id }) => (await first.run(id)).execution.history),
    );
    expect(repeated.length).toBeGreaterThan(0);
    for (const history of repeated) {
      expect(history.map(({ outcome }) => outcome)).toEqual(['interrupted', 'succeeded']);
    }
    await second.start();
  });
});
