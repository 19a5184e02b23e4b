import { CompiledQuery } from 'kysely';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Event } from '../../src/core/event/event.ts';
import { pgliteEngine, postgresEngine } from './databases.ts';
import { storeWorld } from './world.ts';

const count = 12_000;

/**
 * Rows enough that the planner would not read them all: every hundredth event has a failed condition, only the first
 * has no run, and the blueprints, automations, targets and statuses alternate.
 */
const fill = [
  `insert into events (id, received_at, blueprint, entity, event, source, depth, chain, matched_at, errors)
   select 'e' || n, to_timestamp(n), 'b' || n % 20, 'x' || n % 400,
     json_build_object('resourceType', 'entity', 'action', case when n = 7 then 'DELETE' else 'UPDATE' end),
     case when n % 50 = 0 then 'rare' else 'http' end, 0, '[]', to_timestamp(n),
     case when n % 100 = 0 then '[{"automation":"a","message":"m"}]'::json end
   from generate_series(1, ${count}) as n`,
  `insert into runs (id, event_id, automation, definition_hash, status, phase, summary, link, target, attempt, depth, chain,
     created_at, updated_at)
   select 'r' || n, 'e' || n, 'a' || n % 40, '', case when n % 60 = 0 then 'FAILURE' else 'SUCCESS' end, 'ended',
     case when n = 9 then '100% of it_works' else 'Done' end, '[]', 't' || n % 30, 1, 0, '[]', to_timestamp(n), to_timestamp(n)
   from generate_series(2, ${count}) as n`,
  'analyze events',
  'analyze runs',
];

describe.each([pgliteEngine, postgresEngine])('store/lists %o', (start) => {
  const world = storeWorld(start);
  beforeEach(async () => {
    for (const statement of fill) await world.db.executeQuery(CompiledQuery.raw(statement));
  });

  /** All pages of a list, as the ids they show. */
  async function all<Row extends { id: string }>(
    page: (before: number | null) => Promise<{ rows: Row[]; next: number | null }>,
  ): Promise<string[]> {
    const ids: string[] = [];
    let before: number | null = null;
    do {
      const { rows, next } = await page(before);
      ids.push(...rows.map(({ id }) => id));
      before = next;
    } while (before !== null);
    return ids;
  }
  const events = (filter: Parameters<typeof world.store.eventList.page>[0], limit = 150) =>
    all(async (before) => {
      const { events: rows, next } = await world.store.eventList.page(filter, before, limit);
      return { rows, next };
    });
  const runs = (filter: Parameters<typeof world.store.runList.page>[0], limit = 150) =>
    all(async (before) => {
      const { runs: rows, next } = await world.store.runList.page(filter, before, limit);
      return { rows, next };
    });

  test('pages follow each other, newest first, and each filter shows all that fit and nothing else', async () => {
    const newestFirst = (prefix: string, fits: (n: number) => boolean, first = 1) =>
      Array.from({ length: count - first + 1 }, (_, index) => count - index)
        .filter(fits)
        .map((n) => `${prefix}${n}`);
    expect(await events({ outcome: 'failed' }, 50)).toEqual(newestFirst('e', (n) => n % 100 === 0));
    expect(await events({ blueprint: 'b3', entity: 'x3' }, 7)).toEqual(newestFirst('e', (n) => n % 400 === 3));
    expect(await events({ source: 'rare' })).toEqual(newestFirst('e', (n) => n % 50 === 0));
    expect(await events({ outcome: 'unmatched' })).toEqual(['e1']);
    expect(await events({ type: 'DELETE' })).toEqual(['e7']);
    expect(await events({ from: 10_000, to: 12_000 })).toEqual(['e12', 'e11', 'e10']);
    expect(await runs({ automation: 'a3' })).toEqual(newestFirst('r', (n) => n % 40 === 3, 2));
    expect(await runs({ status: 'FAILURE', target: 't0' })).toEqual(newestFirst('r', (n) => n % 60 === 0, 2));
    expect(await runs({ blueprint: 'b3' })).toEqual(newestFirst('r', (n) => n % 20 === 3, 2));
    expect(await runs({ blueprint: 'b5', entity: 'x5', search: 'done' })).toEqual(
      newestFirst('r', (n) => n % 400 === 5, 2),
    );
    expect(await runs({ entity: 'x5' })).toEqual(newestFirst('r', (n) => n % 400 === 5, 2));
    // A per cent sign and an underscore are text, not patterns.
    expect(await runs({ search: '% OF it_' })).toEqual(['r9']);
    expect(await runs({ search: 'r9' })).toEqual(['r9']);
    expect(await runs({ search: '%' })).toEqual(['r9']);
  });

  test('one NUL or half a surrogate pair breaks no list', async () => {
    const { store } = world;
    const odd = ['a\u0000b', '\ud800', '\u0000\u0000', 'c:\\u0000', '\\\ud800', 'plain'];
    const trigger = { by: {}, origin: 'API', at: '2026-01-01T00:00:00.000Z' };
    const context = { blueprintIdentifier: 'odd', entityIdentifier: 'one', propertyIdentifier: null };
    for (const [index, text] of odd.entries()) {
      const after = { identifier: `odd-${index}`, title: text, blueprint: 'odd', properties: { text }, relations: {} };
      const event = {
        id: `odd-${index}`,
        trigger,
        context,
        resourceType: 'entity',
        action: 'CREATE',
        diff: { before: null, after },
      };
      await store.events.insert([{ event: event as unknown as Event, source: 'http', depth: 0, chain: [] }]);
      await store.entities.insert('odd', `odd-${index}`, after);
    }
    const errors = odd.map((message, index) => ({ id: `odd-${index}`, errors: [{ automation: 'odd', message }] }));
    await store.events.markMatched(errors);
    const ids = odd.map((_, index) => `odd-${index}`);
    expect((await events({ blueprint: 'odd', type: 'CREATE', resource: 'entity' })).sort()).toEqual(ids);
    const titles = (await store.entityList.page('odd', null, null, 10)).map(({ title }) => title);
    expect(titles).toEqual([
      'a\ufffdb',
      '\ufffd',
      '\ufffd\ufffd',
      expect.stringContaining('c:'),
      expect.any(String),
      'plain',
    ]);
    expect((await store.entityList.page('odd', 'pla', null, 10)).map(({ identifier }) => identifier)).toEqual([
      'odd-5',
    ]);
    const [condition] = await store.troubles.failedConditions(6, 1);
    expect(condition).toMatchObject({ automation: 'odd', events: 6, message: 'plain' });
    // What was sent is kept as it was.
    expect((await store.events.get('odd-0'))?.event).toMatchObject({ diff: { after: { title: 'a\u0000b' } } });
  });

  test('a row contains what a list shows', async () => {
    const { events: newest } = await world.store.eventList.page({}, null, 1);
    expect(newest).toEqual([
      {
        id: `e${count}`,
        seq: expect.any(Number),
        type: 'entity',
        action: 'UPDATE',
        blueprint: 'b0',
        entity: 'x0',
        source: 'rare',
        receivedAt: count * 1_000,
        matchedAt: count * 1_000,
        runs: 1,
        failed: 1,
      },
    ]);
    const { runs: newestRuns } = await world.store.runList.page({}, null, 1);
    expect(newestRuns).toMatchObject([
      { id: `r${count}`, event: `e${count}`, entity: 'x0', attempts: 1, endedAt: null },
    ]);
  });

  test.each([
    ['automation', "select * from runs where automation = 'rare' order by seq desc limit 51", 'runs_automation'],
    ['target', "select * from runs where target = 'rare' order by seq desc limit 51", 'runs_target_seq'],
    ['blueprint', "select * from events where blueprint = 'rare' order by seq desc limit 51", 'events_blueprint'],
    ['entity', "select * from events where entity = 'x3' order by seq desc limit 51", 'events_entity'],
    ['failure', 'select * from events where errors is not null order by seq desc limit 51', 'events_failed'],
  ])('a page filtered by a rare %s reads its index', async (_, query, index) => {
    const { rows } = await world.db.executeQuery<{ 'QUERY PLAN': string }>(CompiledQuery.raw(`explain ${query}`));
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(plan).toContain(index);
    expect(plan).not.toContain('Seq Scan');
  });
});
