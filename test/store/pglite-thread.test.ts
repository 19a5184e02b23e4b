import { mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { describe, expect, inject, test } from 'vitest';
import { AppError } from '../../src/core/error.ts';
import { startPgliteThread } from '../../src/store/pglite-thread.ts';
import { freshDatabase } from './template.ts';

const workerUrl = new URL('../../build/pglite-worker.mjs', import.meta.url);

async function folder(): Promise<string> {
  const directory = await mkdtemp(join(inject('scratch'), 'thread-'));
  await freshDatabase(directory);
  return directory;
}

async function start(url = workerUrl) {
  const broken: string[] = [];
  const pool = await startPgliteThread(await folder(), url, (sentence) => void broken.push(sentence));
  return { pool, broken };
}

describe('store/pglite-thread', () => {
  test('keeps statements of others out of a transaction', async () => {
    const { pool } = await start();
    const [first, second] = [await pool.connect(), await pool.connect()];
    await first.query('create table kept (name text)', []);
    await first.query('begin', []);
    const other = second.query("insert into kept values ('second')", []);
    await first.query("insert into kept values ('first')", []);
    await first.query('rollback', []);
    await other;
    expect((await second.query('select name from kept', [])).rows).toEqual([{ name: 'second' }]);
    await pool.end();
  });

  test('passes the connection on after a transaction that failed midway', async () => {
    const { pool } = await start();
    const first = await pool.connect();
    await expect(first.query('begin; select broken', [])).rejects.toThrow(/broken/);
    const other = (await pool.connect()).query('select 1 as one', []);
    await first.query('rollback', []);
    first.release();
    expect((await other).rows).toEqual([{ one: 1 }]);
    await pool.end();
  });

  test('lets sockets and timers run during a statement', async () => {
    const { pool } = await start();
    const client = await pool.connect();
    let done = false;
    const counting = client.query('select count(*)::int as n from generate_series(1, 3000000)', []).finally(() => {
      done = true;
    });
    await pause(1);
    expect(done).toBe(false);
    expect((await counting).rows).toEqual([{ n: 3_000_000 }]);
    await pool.end();
  });

  test('passes dates, JSON and bytes on unchanged', async () => {
    const { pool } = await start();
    const client = await pool.connect();
    const at = new Date('2026-11-29T12:00:00Z');
    const { rows } = await client.query(
      'select $1::timestamptz as at, $2::jsonb as json, $3::bytea as bytes, $4::text as none',
      [at, JSON.stringify({ a: ['ü', null] }), Buffer.from([0, 255]), null],
    );
    expect(rows).toEqual([{ at, json: { a: ['ü', null] }, bytes: new Uint8Array([0, 255]), none: null }]);
    await pool.end();
  });

  test('keeps the code and the constraint of a database error', async () => {
    const { pool } = await start();
    const client = await pool.connect();
    await client.query('create table once (n integer constraint only_once unique)', []);
    await client.query('insert into once values ($1)', [1]);
    const again = client.query('insert into once values ($1)', [1]);
    await expect(again).rejects.toMatchObject({ code: '23505', constraint: 'only_once' });
    await expect(again).rejects.toBeInstanceOf(Error);
    await pool.end();
  });

  test('explains what to do about a database that cannot be opened', async () => {
    const directory = await folder();
    await writeFile(join(directory, 'postgres', 'global', 'pg_control'), Buffer.alloc(100, 7));
    const start = startPgliteThread(directory, workerUrl, () => {});
    await expect(start).rejects.toThrow(/cannot be opened; it may be damaged\. Restore a backup/);
    await expect(start).rejects.toBeInstanceOf(AppError);
  });

  test('fails waiting statements with a message when the thread ends', async () => {
    const file = join(await mkdtemp(join(inject('scratch'), 'ending-')), 'ending.mjs');
    await writeFile(
      file,
      `import { parentPort } from 'node:worker_threads';
      parentPort.on('message', ({ text }) => text === 'end of the thread' && process.exit(3));
      await import(${JSON.stringify(workerUrl.href)});`,
    );
    const { pool, broken } = await start(pathToFileURL(file));
    const client = await pool.connect();
    const lost = client.query('end of the thread', []);
    await expect(lost).rejects.toMatchObject({ code: '57P02', message: expect.stringMatching(/ended: exit code 3/) });
    await expect(client.query('select 1', [])).rejects.toMatchObject({ code: '57P02' });
    expect(broken).toEqual([expect.stringMatching(/The embedded database in .* ended: exit code 3/)]);
    await pool.end();
  });
});
