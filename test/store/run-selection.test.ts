import { CompiledQuery } from 'kysely';
import { beforeEach, describe, expect, test } from 'vitest';
import { pgliteEngine, postgresEngine } from './databases.ts';
import { storeWorld } from './world.ts';

const count = 3_600;

/** Two thirds are parked at one of two targets, and every third failed; one attempt and one target have a reason. */
const fill = [
  `insert into runs (id, event_id, automation, definition_hash, status, phase, summary, link, target, attempt, depth,
     chain, created_at, updated_at, ended_at)
   select 'r' || n, 'e' || n, 'a' || n % 2, '', case when n % 3 = 0 then 'FAILURE' else 'IN_PROGRESS' end,
     case when n % 3 = 0 then 'ended' else 'parked' end, case when n % 3 = 0 then 'HTTP 503: 100% busy' end, '[]',
     't' || n % 2, 1, 0, '[]', to_timestamp(n), to_timestamp(n), case when n % 3 = 0 then to_timestamp(n) end
   from generate_series(1, ${count}) as n`,
  "insert into attempts (run_id, attempt, started_at, message) values ('r4', 1, now(), 'nothing listens there')",
  "insert into targets (key, failures, parked_since, reason) values ('t1', 10, now(), 'certificate expired')",
  // r3 has been retried.
  `insert into runs (id, event_id, automation, definition_hash, status, phase, link, attempt, depth, chain, created_at,
     updated_at, repeats) values ('r3b', 'e3', 'a1', '', 'IN_PROGRESS', 'queued', '[]', 0, 0, '[]', now(), now(), 'r3')`,
  'analyze runs',
];

describe.each([pgliteEngine, postgresEngine])('store/run-selection %o', (start) => {
  const world = storeWorld(start);
  beforeEach(async () => {
    for (const statement of fill) await world.db.executeQuery(CompiledQuery.raw(statement));
  });

  type Selection = Parameters<typeof world.store.selection.next>[0];
  type Part = Parameters<typeof world.store.selection.next>[1];
  const parked: Part = { status: 'IN_PROGRESS', phases: ['parked'] };
  const failed: Part = { status: 'FAILURE', phases: ['ended'], unrepeated: true };

  /** All ids of a selection, read a part at a time; they must agree with the count. */
  async function all(selection: Selection, part: Part): Promise<string[]> {
    const last = await world.store.selection.last();
    const ids: string[] = [];
    for (let after: number | null = 0; after !== null; ) {
      const found: { ids: string[]; next: number | null } = await world.store.selection.next(selection, part, {
        after,
        last,
        limit: 300,
      });
      ids.push(...found.ids);
      after = found.next;
    }
    let counted = 0;
    for (let after: number | null = 0; after !== null; ) {
      const found: { count: number; next: number | null } = await world.store.selection.count(selection, part, {
        after,
        last,
        limit: 700,
      });
      counted += found.count;
      after = found.next;
    }
    expect(counted).toBe(ids.length);
    return ids;
  }
  const expected = (fits: (n: number) => boolean) =>
    Array.from({ length: count }, (_, index) => index + 1)
      .filter(fits)
      .map((n) => `r${n}`);

  test('reads each run of a selection once, oldest first', async () => {
    expect(await all({}, parked)).toEqual(expected((n) => n % 3 !== 0));
    expect(await all({ target: 't1' }, parked)).toEqual(expected((n) => n % 3 !== 0 && n % 2 === 1));
    expect(await all({ automation: 'a0', from: 10_000, to: 20_000 }, parked)).toEqual(['r10', 'r14', 'r16', 'r20']);
    expect(await all({ runs: ['r2', 'r3', 'r4', 'none'] }, parked)).toEqual(['r2', 'r4']);
  });

  test('finds an error in the summary, in the last attempt and in why the target fails', async () => {
    expect(await all({ error: '100% BUSY', to: 9_000 }, failed)).toEqual(['r6', 'r9']);
    expect(await all({ error: 'nothing listens' }, parked)).toEqual(['r4']);
    expect(await all({ error: 'certificate', to: 8_000 }, parked)).toEqual(['r1', 'r5', 'r7']);
    expect(await all({ error: '_' }, failed)).toEqual([]);
  });

  test('finds runs by the entity of their event, and by text as the list does', async () => {
    const event = (id: string, entity: string) =>
      `insert into events (id, source, event, blueprint, entity, depth, chain, received_at)
       values ('${id}', 'http', '{}', 'service', '${entity}', 0, '[]', now())`;
    for (const statement of [event('e4', 'checkout'), event('e5', 'cart'), event('e6', 'checkout')]) {
      await world.db.executeQuery(CompiledQuery.raw(statement));
    }
    expect(await all({ blueprint: 'service' }, parked)).toEqual(['r4', 'r5']);
    expect(await all({ entity: 'checkout' }, failed)).toEqual(['r6']);
    expect(await all({ search: 'CHECK' }, parked)).toEqual(['r4']);
    expect(await all({ search: 'r8' }, parked)).toEqual(['r8']);
  });

  test('leaves out runs that were retried, and those that came later', async () => {
    expect(await all({ to: 9_000 }, failed)).toEqual(['r6', 'r9']);
    expect(await all({ to: 9_000 }, { ...failed, unrepeated: false })).toEqual(['r3', 'r6', 'r9']);
    const { rows } = await world.db.executeQuery<{ seq: string }>(
      CompiledQuery.raw("select seq from runs where id = 'r5'"),
    );
    const window = { after: 0, last: Number(rows[0]?.seq), limit: 100 };
    expect(await world.store.selection.next({}, parked, window)).toMatchObject({ ids: ['r1', 'r2', 'r4', 'r5'] });
    const retried = { id: 'r3', eventId: 'e3', automation: 'a1' };
    expect(await world.store.selection.retryOf(retried)).toBe('r3b');
  });

  test('counts queued runs up to a limit, and finds those of automations', async () => {
    expect(await world.store.selection.queued(10)).toBe(1);
    await world.db.executeQuery(CompiledQuery.raw("update runs set phase = 'queued' where status = 'IN_PROGRESS'"));
    expect(await world.store.selection.queued(10)).toBe(10);
    const of = (names: string[], until: number) => world.store.selection.ofAutomations(names, ['queued'], until, 5);
    expect((await of(['a0'], 8_000)).map(({ id }) => id)).toEqual(['r2', 'r4', 'r8']);
    expect(await of([], 8_000)).toEqual([]);
    expect(await world.store.selection.hasAny(['a0'], ['queued'], 1_000)).toBe(false);
    expect(await world.store.selection.hasAny(['a0'], ['queued'], 2_000)).toBe(true);
  });

  test('an event and an automation have one run, and one for each repetition', async () => {
    const rows = await world.store.runs.ofEvents(['e3']);
    const [first] = rows;
    if (first === undefined) throw new Error('no run');
    const again = (id: string, repeats: string) => ({ ...first, id, repeats });
    const inserted = await world.store.runs.insert([again('x', ''), again('y', 'r3'), again('z', 'r9')]);
    expect([...inserted]).toEqual(['z']);
  });
});
