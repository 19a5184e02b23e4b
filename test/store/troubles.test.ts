import { CompiledQuery } from 'kysely';
import { describe, expect, test } from 'vitest';
import { pgliteEngine, postgresEngine } from './databases.ts';
import { storeWorld } from './world.ts';

/** Events 1 to 6, of which the even ones led to a run, and two conditions failed. */
const fill = [
  `insert into events (id, received_at, blueprint, entity, event, source, depth, chain, matched_at, errors)
   select 'e' || n, to_timestamp(n), case when n < 4 then 'service' else 'team' end, 'x', '{}', 'http', 0, '[]', to_timestamp(n),
     case n when 3 then '[{"automation":"a","message":"old"}]'::json
       when 5 then '[{"automation":"a","message":"new"},{"automation":"b","message":"other"}]'::json end
   from generate_series(1, 6) as n`,
  `insert into runs (id, event_id, automation, definition_hash, status, phase, link, attempt, depth, chain, created_at, updated_at)
   select 'r' || n, 'e' || n, 'c', '', 'SUCCESS', 'ended', '[]', 1, 0, '[]', to_timestamp(n), to_timestamp(n)
   from generate_series(2, 6, 2) as n`,
];

describe.each([pgliteEngine, postgresEngine])('store/troubles %o', (start) => {
  const world = storeWorld(start);

  test('counts failed conditions and unmatched events among the newest', async () => {
    for (const statement of fill) await world.db.executeQuery(CompiledQuery.raw(statement));
    const { troubles } = world.store;
    expect(await troubles.failedConditions(10, 10)).toEqual([
      { automation: 'a', events: 2, message: 'new', lastEvent: 'e5', lastAt: 5_000 },
      { automation: 'b', events: 1, message: 'other', lastEvent: 'e5', lastAt: 5_000 },
    ]);
    expect(await troubles.failedConditions(1, 1)).toMatchObject([{ automation: 'a', events: 1 }]);
    expect(await troubles.unmatched(10, 10)).toEqual({
      looked: 6,
      blueprints: [
        { blueprint: 'service', events: 2, lastAt: 3_000 },
        { blueprint: 'team', events: 1, lastAt: 5_000 },
      ],
    });
    expect(await troubles.unmatched(2, 10)).toMatchObject({
      looked: 2,
      blueprints: [{ blueprint: 'team', events: 1 }],
    });
  });
});
