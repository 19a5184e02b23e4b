import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPglitePool } from '../../src/store/pglite.ts';
import { freshDatabase } from '../store/template.ts';
import { spawnServer } from './harness/process.ts';
import { type ProcessServer, startProcess } from './harness/server.ts';
import { automation, created, webhook } from './harness/shapes.ts';
import { type Sink, startSink } from './harness/sink.ts';
import { until } from './harness/until.ts';

const disk = mkdtempSync(join(tmpdir(), 'catalog-disk-'));
const ballast = join(disk, 'ballast');

/** Why a small disk cannot be had here, or null; it is mounted now. */
function mountDisk(): string | null {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=200m', 'tmpfs', disk], { stdio: 'pipe' });
    return null;
  } catch (error) {
    return `a file system cannot be mounted here: ${String(error instanceof Error && error.message)}`.trim();
  }
}

/** Leaves so many bytes free. */
function fill(left: number): void {
  const { bavail, bsize } = statfsSync(disk);
  writeFileSync(ballast, Buffer.alloc(Math.max(0, bavail * bsize - left)));
}

const whyNot = mountDisk();

describe.skipIf(whyNot !== null)(`e2e/full-disk${whyNot === null ? '' : ` (skipped: ${whyNot})`}`, () => {
  let sink: Sink;
  let server: ProcessServer;
  beforeAll(async () => {
    sink = await startSink();
    server = await startProcess({
      ALLOWED_HOSTS: sink.host,
      DATA_DIR: join(disk, 'data'),
      CLIENT_ID: 'client',
      CLIENT_SECRET: 'a long enough client secret',
    });
    await server.automate(
      automation('a', { type: 'ENTITY_CREATED', blueprintIdentifier: 'b' }, webhook(sink.at('/hook'))),
    );
  });
  afterAll(async () => {
    server.expectCause(/disk|53100/);
    await server[Symbol.asyncDispose]();
    await sink[Symbol.asyncDispose]();
    execFileSync('umount', [disk]);
    rmSync(disk, { recursive: true });
  });

  const send = (id: string) => server.send('POST', '/v1/events', JSON.stringify(created('b', id, {}, { id })));

  test('answers 503 while the disk is full, and recovers by itself once there is room', async () => {
    expect((await send('before')).status).toBe(202);
    fill(1024 * 1024);
    const refused = await send('full');
    expect(refused).toMatchObject({
      status: 503,
      body: { error: 'unavailable', message: expect.stringContaining('full') },
    });
    expect(refused.headers.get('retry-after')).not.toBeNull();
    expect((await server.send('GET', '/healthz')).status).toBe(200);
    expect(await server.send('GET', '/readyz')).toMatchObject({
      status: 503,
      body: { message: expect.stringContaining('full') },
    });
    expect(server.output()).toContain('The disk of the data folder is full');
    await rm(ballast);
    expect((await send('after')).status).toBe(202);
    expect((await server.send('GET', '/readyz')).status).toBe(200);
    await until(
      () => sink.deliveries('/hook').length,
      (count) => count === 2,
    );
  });

  test('a start on a full disk ends with a sentence', async () => {
    fill(64 * 1024);
    await mkdir(join(disk, 'other')).catch(() => {});
    const { ended, output } = spawnServer({ PORT: '0', DATA_DIR: join(disk, 'other') });
    expect(await ended).toBe(1);
    expect(output()).toMatch(/disk .*Free some space/s);
    expect(output()).not.toContain('    at ');
    await rm(ballast);
  });

  test('an engine that the disk fails in the middle of a statement is opened again, with all that was acknowledged', async () => {
    // As when another program takes the last room between our look and the write.
    await freshDatabase(join(disk, 'engine'));
    const pool = await createPglitePool(join(disk, 'engine'), { room: () => Number.POSITIVE_INFINITY });
    const ask = async (text: string, values: unknown[] = []) => {
      const client = await pool.connect();
      try {
        return (await client.query<{ n: number }>(text, values)).rows;
      } finally {
        client.release();
      }
    };
    await ask('create table kept (n integer, text text)');
    fill(0);
    let acknowledged = 0;
    const insert = () => ask('insert into kept values ($1, $2)', [acknowledged + 1, 'x'.repeat(100_000)]);
    const failure = await until(
      () =>
        insert().then(
          () => {
            acknowledged += 1;
            return null;
          },
          (error: unknown) => error,
        ),
      (error) => error !== null,
      { pause: 0 },
    );
    expect(failure).toMatchObject({ code: '53100' });
    await rm(ballast);
    const [row] = await ask('select count(*)::integer as n from kept');
    expect(row?.n).toBe(acknowledged);
    await insert();
    await pool.end();
  });
});
