import { randomBytes } from 'node:crypto';
import { CompiledQuery } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { backupText } from '../../../src/store/backup/backup.ts';
import { knownSchema } from '../../../src/store/backup/backup-schema.ts';
import { restoreBackup } from '../../../src/store/backup/restore.ts';
import { streamBackup, unpacked } from '../../../src/store/backup/stream.ts';
import { tableKinds } from '../../../src/store/backup/table-kinds.ts';
import { openQueue, type Queue } from '../../../src/store/queue.ts';
import { createStore } from '../../../src/store/store.ts';
import { emptyDatabase, pgliteEngine, postgresEngine } from '../databases.ts';
import { contentOf, fillTables } from './filled.ts';

type Side = Awaited<ReturnType<Awaited<ReturnType<typeof pgliteEngine>>['open']>> & { queue: Queue };

const kept = Object.entries(tableKinds).flatMap(([name, kind]) => (kind === 'process' ? [] : [name]));
const pairs = [
  [pgliteEngine, postgresEngine],
  [postgresEngine, pgliteEngine],
] as const;

describe.each(pairs)('store/backup/backup %o → %o', (startFrom, startTo) => {
  const engines: { stop(): Promise<void> }[] = [];
  let from: Side;
  let to: Side;
  beforeAll(async () => {
    const open = async (start: typeof pgliteEngine): Promise<Side> => {
      const engine = await start();
      engines.push(engine);
      const side = await engine.open();
      return { ...side, queue: await openQueue(side.db, { schema: side.schema, onError: () => {} }) };
    };
    [from, to] = [await open(startFrom), await open(startTo)];
  });
  afterAll(async () => {
    for (const side of [from, to]) {
      await side.queue.stop();
      await side.close();
    }
    for (const engine of engines) await engine.stop();
  });
  beforeEach(async () => {
    for (const { db, schema } of [from, to]) await emptyDatabase(db, schema);
  });

  const about = () => ({ program: '1.0.0', at: 0, jobsTable: from.queue.jobsTable });
  async function textOf(side: Side): Promise<string> {
    let text = '';
    for await (const some of backupText(side.db, about())) text += some;
    return text;
  }
  const restore = (text: string | Buffer) =>
    restoreBackup(
      to.db,
      to.queue,
      (async function* () {
        yield text;
      })(),
    );
  /** What is in the target, when a restore of this fails. */
  async function refusalOf(text: string): Promise<{ message: string; content: Record<string, string[]> }> {
    const message = await restore(text).then(
      () => 'it was restored',
      (error: Error) => error.message,
    );
    return { message, content: await contentOf(to.db) };
  }

  test('every row of every table, every job and every sequence arrives as it was', async () => {
    await fillTables(from.db, kept);
    const large = randomBytes(2_000_000).toString('hex');
    const store = createStore(from.db, from.queue, () => 5_000);
    await store.state.put('large', large);
    await from.queue.put([
      { kind: 'invoke', runId: 'r_1' },
      { kind: 'follow', runId: 'r_2', at: 9_000 },
      { kind: 'invoke', runId: 'r_3' },
    ]);
    // One that a process has in progress when the backup is made.
    expect(await from.queue.take('invoke', 1)).toHaveLength(1);
    await from.db.executeQuery(CompiledQuery.raw(`select nextval('events_seq_seq'), nextval('events_seq_seq')`));
    const before = await contentOf(from.db);
    const restored = await restoreBackup(to.db, to.queue, unpacked(streamBackup(from.db, about())));
    expect(restored).toMatchObject({ jobs: 3, rows: 2 * kept.length + 1, header: { schema: knownSchema } });
    expect(await contentOf(to.db)).toEqual(before);
    const jobs = [...(await to.queue.take('invoke', 9)), ...(await to.queue.take('follow', 9))];
    expect(jobs.map(({ kind, runId, at }) => [kind, runId, at]).sort()).toEqual([
      ['follow', 'r_2', 9_000],
      ['invoke', 'r_1', null],
      ['invoke', 'r_3', null],
    ]);
    const next = async ({ db }: Side) =>
      (await db.executeQuery(CompiledQuery.raw(`select nextval('events_seq_seq')`))).rows;
    expect(await next(to)).toEqual(await next(from));
  });

  test('replaces what is there, jobs included, and leaves running processes out', async () => {
    await fillTables(to.db, kept);
    await to.queue.put([{ kind: 'invoke', runId: 'old' }]);
    await createStore(from.db, from.queue, () => 0).replicas.beat('from');
    await restore(await textOf(from));
    expect(Object.values(await contentOf(to.db)).flat()).toEqual([]);
    expect(await to.queue.take('invoke', 9)).toEqual([]);
  });

  test('nothing is restored of a backup that is damaged, incomplete, of a newer version or no backup', async () => {
    await fillTables(from.db, kept);
    const text = await textOf(from);
    const lines = text.trimEnd().split('\n');
    await to.queue.put([{ kind: 'invoke', runId: 'mine' }]);
    await fillTables(to.db, ['entities']);
    const before = await contentOf(to.db);
    const newer = text.replace('2026-11-start', '2099-01-new').replace('"program":"1.0.0"', '"program":"9.0.0"');
    const cases: Record<string, string> = {
      'The backup is damaged: its content does not match its checksum.': text.replace('text 1', 'text 7'),
      'The backup is damaged: its end is missing.': `${lines.slice(0, -1).join('\n')}\n`,
      'The backup is damaged: a line is not JSON.': text.slice(0, -50),
      'The backup is damaged: there is data after its end.': `${text}\n{}`,
      'The backup is damaged: it is empty.': '',
      'The backup is damaged: it has an unknown part "pg_authid".': text.replace('"clients"', '"pg_authid"'),
      'The backup is damaged: invalid input syntax for type': text.replace('2026-03-28', 'never'),
      'This is not a backup of Catalog Automations.': '{}\n',
      'The backup was made by a newer version, 9.0.0: its schema has 2099-01-new, which this version does not know. Restore it with 9.0.0 or newer.':
        newer,
      'its format has version 2': text.replace('"version":1', '"version":2'),
    };
    for (const [sentence, given] of Object.entries(cases)) {
      const { message, content } = await refusalOf(given);
      expect(message).toContain(sentence);
      expect(message).toMatch(/ Nothing was restored\.$/);
      expect(content).toEqual(before);
    }
    expect(await to.queue.take('invoke', 9)).toMatchObject([{ runId: 'mine' }]);
  });

  test('is a snapshot, although others write in the meantime', async () => {
    const store = createStore(from.db, from.queue, () => 0);
    await store.state.put('clock', 1);
    const text = backupText(from.db, about());
    let all = (await text.next()).value;
    // The embedded database lets others write only after it.
    const later = store.state.put('clock', 2);
    if (from.queue.jobsTable !== '"pgboss_queue".job') await later;
    for await (const some of text) all += some;
    await later;
    await restore(all);
    expect(await createStore(to.db, to.queue, () => 0).state.get('clock')).toBe(1);
    expect(await store.state.get('clock')).toBe(2);
  });
});
