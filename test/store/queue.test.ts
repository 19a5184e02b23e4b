import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { messageOf } from '../../src/core/error.ts';
import { openQueue, type Queue } from '../../src/store/queue.ts';
import { createStore, type Store } from '../../src/store/store.ts';
import { type Engine, emptyDatabase, pgliteEngine, postgresEngine } from './databases.ts';

describe.each([pgliteEngine, postgresEngine])('store/queue %o', (start) => {
  let engine: Engine;
  let opened: Awaited<ReturnType<Engine['open']>>;
  let queue: Queue;
  let store: Store;
  const errors: string[] = [];

  beforeAll(async () => {
    engine = await start();
    opened = await engine.open();
    const onError = (error: unknown) => void errors.push(messageOf(error));
    // An earlier version kept jobs for two weeks.
    await (await openQueue(opened.db, { schema: opened.schema, onError })).stop();
    await sql`update ${sql.raw(opened.schema)}_queue.queue set retention_minutes = null`.execute(opened.db);
    queue = await openQueue(opened.db, { schema: opened.schema, onError });
  });
  afterAll(async () => {
    await queue.stop();
    await opened.close();
    await engine.stop();
  });
  beforeEach(async () => {
    store = createStore(opened.db, queue, () => Date.now());
    await emptyDatabase(opened.db, opened.schema);
  });

  test('shows a job only after its transaction commits, and gives it out once', async () => {
    const failure = new Error('rolled back');
    await expect(
      store.transaction(async (tx) => {
        await tx.jobs.put([{ kind: 'invoke', runId: 'r1' }]);
        throw failure;
      }),
    ).rejects.toBe(failure);
    expect(await queue.take('invoke', 10)).toEqual([]);
    await store.transaction((tx) =>
      tx.jobs.put([
        { kind: 'invoke', runId: 'r2' },
        { kind: 'follow', runId: 'r3' },
      ]),
    );
    const jobs = await queue.take('invoke', 10);
    expect(jobs.map(({ runId }) => runId)).toEqual(['r2']);
    expect(await queue.take('invoke', 10)).toEqual([]);
    await queue.drop(jobs);
    expect((await queue.take('follow', 10)).map(({ runId }) => runId)).toEqual(['r3']);
  });

  test('keeps jobs for years, and reports a failure to fetch jobs', async () => {
    await queue.put([{ kind: 'invoke', runId: 'r1' }]);
    const { rows } = await sql<{ years: number }>`
      select extract(year from age(keep_until, now()))::int as years from ${sql.raw(opened.schema)}_queue.job`.execute(
      opened.db,
    );
    expect(rows).toEqual([{ years: 9 }]);
    expect(errors).toEqual([]);
    await store
      .transaction(async (tx) => {
        await expect(tx.runs.claim([{ runId: '\u0000', at: null }], 'one')).rejects.toThrow();
        expect(await tx.jobs.take('invoke', 10)).toEqual([]);
      })
      .catch(() => {});
    expect(errors).toEqual([expect.stringContaining('current transaction is aborted')]);
  });

  test('does not give out a job before its time', async () => {
    await queue.put([{ kind: 'invoke', runId: 'r1', at: Date.now() + 60_000 }]);
    expect(await queue.take('invoke', 10)).toEqual([]);
  });
});
