import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CompiledQuery } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { knownSchema } from '../../src/store/backup/backup-schema.ts';
import { openUnmigrated } from '../../src/store/backup/open.ts';
import type { DatabaseOptions } from '../../src/store/database.ts';
import { makeOldestDatabase } from '../store/oldest-database.ts';
import { startPostgres } from '../store/postgres-server.ts';
import { serveHere } from './harness/in-process.ts';
import { startServer } from './harness/server.ts';
import { created } from './harness/shapes.ts';
import { type Sink, startSink } from './harness/sink.ts';
import { until } from './harness/until.ts';

const credentials = { CLIENT_ID: 'oldest', CLIENT_SECRET: 'the-oldest-secret' };

/** The fixture's runs, which its service made. */
const runs = { done: 'r_iGlql7kT4LpYhsYZ', retrying: 'r_7Ki5ZY4ewVJhCKBb', accepted: 'r_axZCaiTUkDqH6YYI' };

describe.each(['embedded', 'Postgres'])('e2e/upgrade %s', (engine) => {
  let sink: Sink;
  let folder: string;
  let postgres: Awaited<ReturnType<typeof startPostgres>> | null = null;
  let where: DatabaseOptions;
  let environment: Record<string, string>;
  beforeAll(async () => {
    sink = await startSink();
    folder = await mkdtemp(join(tmpdir(), 'catalog-upgrade-'));
    const place: Record<string, string> = { DATA_DIR: folder };
    where = { directory: folder };
    if (engine === 'Postgres') {
      postgres = await startPostgres();
      where = { url: postgres.url, schema: 'catalog_automations' };
      place.DATABASE_URL = postgres.url;
    }
    environment = { ALLOWED_HOSTS: sink.host, RETENTION_DAYS: '3650', ...credentials, ...place };
    await makeOldestDatabase(where, sink.url);
  });
  afterAll(async () => {
    await postgres?.stop();
    await sink[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  test('this version migrates the database of the oldest one, and continues where that was killed', async () => {
    for (const path of ['/ok', '/retrying', '/timer']) sink.at(path);
    await using server = await startServer(environment);
    const opened = server.log().find(({ msg }) => msg === 'the database is open');
    expect(opened?.migrations).toEqual(knownSchema.slice(1));

    const timers = () => sink.requests('/timer').map(({ json }) => json);
    await until(timers, (fired) => fired.length > 0);
    expect(timers()).toMatchObject([{ entity: 'one' }]);
    expect(await server.run(runs.retrying)).toMatchObject({ execution: { phase: 'retrying', attempts: 2 } });
    await server.call('POST', `/v1/actions/runs/${runs.retrying}/retry`, {});
    await server.runIn(runs.retrying);
    expect(sink.requests('/retrying')).toMatchObject([{ key: runs.retrying }]);
    await server.call('PATCH', `/v1/actions/runs/${runs.accepted}`, { status: 'SUCCESS' });
    expect((await server.runs()).map(({ status }) => status)).toEqual(Array(4).fill('SUCCESS'));
    expect(await server.run(runs.done)).toMatchObject({ execution: { history: [{ outcome: 'succeeded' }] } });
    expect(await server.logs(runs.accepted)).toContain('half way');

    const { actions } = await server.call<{ actions: unknown[] }>('GET', '/v1/actions');
    expect(actions).toHaveLength(5);
    expect(await server.entity('timer', 'one')).toMatchObject({
      title: 'Zürich "quoted" \\ 🚀',
      properties: { nul: 'a\u0000b', n: 12345678901 },
    });
    expect((await server.event('event-done')).execution.errors).toMatchObject([{ automation: 'failing' }]);
    const received = await server.emit(created('done', 'one', {}, { id: 'event-done' }), created('done', 'two'));
    expect(received).toMatchObject([{ duplicate: true }, { duplicate: false, runs: [{ automation: 'done' }] }]);
    await server.runIn(received[1]?.runs[0]?.id ?? '');
    // Newest first: the numbers of events go on after the old ones.
    expect((await server.events()).map(({ id }) => id)[0]).toBe(received[1]?.id);
  });

  test('a database that a newer version migrated is refused with a sentence, and stays as it is', async () => {
    const rows = async (statement: string) => {
      const db = await openUnmigrated(where);
      return (await db.executeQuery(CompiledQuery.raw(statement)).finally(() => db.destroy())).rows;
    };
    await rows(`insert into kysely_migration values ('2099-01-new', '2099-01-01T00:00:00.000Z')`);
    const older = serveHere({ ...environment, PORT: '0' });
    expect(await older.ended).toBe(1);
    expect(older.output()).toContain(
      'The service cannot start: the database was migrated by a newer version; it has 2099-01-new, which this version does not know. Start that version or a newer one, or restore a backup made before the upgrade.\n',
    );
    expect(await rows('select name from kysely_migration')).toHaveLength(knownSchema.length + 1);
  });
});
