import { CompiledQuery, type PostgresPoolClient } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migrations } from '../../src/store/migrations/index.ts';
import { createPostgresPool } from '../../src/store/postgres.ts';
import { until } from '../e2e/harness/until.ts';
import { postgresEngine } from './databases.ts';

describe('store/database', () => {
  test('runs migrations in the order of the list', () => {
    expect(Object.keys(migrations)).toEqual(Object.keys(migrations).sort());
  });

  let engine: Awaited<ReturnType<typeof postgresEngine>>;

  beforeAll(async () => {
    engine = await postgresEngine();
  });
  afterAll(() => engine.stop());

  test('keeps two schemas of one database apart', async () => {
    const [one, two] = [await engine.open(), await engine.open()];
    for (const { db } of [one, two])
      await db
        .insertInto('replicas')
        .values({ id: 'a', seen_at: new Date(0) })
        .execute();
    await one.close();
    expect(await two.db.selectFrom('replicas').select('id').execute()).toEqual([{ id: 'a' }]);
    await two.close();
  });

  test('fails a statement without an answer, and discards its connection', async () => {
    const pool = createPostgresPool({ url: engine.url, schema: 'public', connections: 1, statement: 1_500 }, () => {});
    const idOf = async (client: PostgresPoolClient) =>
      (await client.query<{ id: number }>('select pg_backend_pid() as id', [])).rows[0]?.id;
    const first = await pool.connect();
    const lost = await idOf(first);
    await expect(first.query('select pg_sleep(60)', [])).rejects.toThrow('Query read timeout');
    // Nothing waits behind it.
    await expect(first.query('rollback', [])).rejects.toThrow('Query read timeout');
    first.release();
    const second = await pool.connect();
    expect(await idOf(second)).not.toBe(lost);
    second.release();
    await pool.end();
  });

  test('survives the loss of idle connections, as in a restart of Postgres', async () => {
    const { db, close } = await engine.open();
    const other = await engine.open();
    const idOf = async () => {
      const { rows } = await db.executeQuery<{ id: number }>(CompiledQuery.raw('select pg_backend_pid() as id'));
      return rows[0]?.id;
    };
    const lost = await idOf();
    await other.db.executeQuery(CompiledQuery.raw('select pg_terminate_backend($1::int)', [lost]));
    const next = await until(
      () => idOf().catch(() => lost),
      (id) => id !== lost,
    );
    expect(next).toBeTypeOf('number');
    await other.close();
    await close();
  });
});
