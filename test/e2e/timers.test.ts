import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase } from '../../src/store/database.ts';
import { type Server, startProcess, startServer } from './harness/server.ts';
import { automation, created, entity, entityEvent, webhook } from './harness/shapes.ts';
import { type Sink, startSink } from './harness/sink.ts';
import { until } from './harness/until.ts';

/** The service's time, which the tests move on: what is not due does not fire, however slow the machine is. */
let time = Date.now();
const soon = (milliseconds: number): string => new Date(time + milliseconds).toISOString();

describe('e2e/timers', () => {
  let sink: Sink;
  let server: Server;
  beforeAll(async () => {
    sink = await startSink();
    server = await startServer({ ALLOWED_HOSTS: sink.host }, () => time);
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await sink[Symbol.asyncDispose]();
  });

  const expires = (blueprint: string) => ({
    type: 'TIMER_PROPERTY_EXPIRED',
    blueprintIdentifier: blueprint,
    propertyIdentifier: 'ttl',
  });
  const listen = async (name: string) => {
    const body = {
      at: '{{ .event.trigger.at }}',
      entity: '{{ .event.context.entityIdentifier }}',
      v: '{{ .event.diff.after.properties.v }}',
    };
    await server.automate(automation(name, expires(name), webhook(sink.at(`/${name}`), body)));
  };
  const set = (blueprint: string, ttl: string | null, v = 1) =>
    server.upsert(blueprint, { identifier: 'one', properties: { ttl, v } });
  const fired = (name: string) => sink.requests(`/${name}`).map(({ json }) => json as { at: string; v: number });
  /** Lets time pass, and waits until so many timers have fired. */
  const firedTimes = (name: string, count: number, milliseconds = 0) => {
    time += milliseconds;
    return until(
      () => fired(name),
      (list) => list.length >= count,
    );
  };

  test('a timer fires once when it passes, again for a new value, and not when it was moved or cleared', async () => {
    await listen('once');
    const first = soon(300);
    await set('once', first);
    await firedTimes('once', 1, 300);
    // Another change of the entity is no new timer.
    await set('once', first, 2);
    const second = soon(200);
    await set('once', second, 3);
    await firedTimes('once', 2, 200);
    const never = soon(3_000);
    await set('once', never, 4);
    await set('once', soon(3_600_000), 5);
    await set('once', null, 6);
    // The last one: when it has fired, what was to fire before it would have.
    const last = soon(4_000);
    await set('once', last, 7);
    await firedTimes('once', 3, 4_000);
    expect(fired('once')).toEqual([
      { at: first, entity: 'one', v: 1 },
      { at: second, entity: 'one', v: 3 },
      { at: last, entity: 'one', v: 7 },
    ]);
    const timers = (await server.events()).filter(({ action }) => action === 'TIMER_EXPIRED');
    expect(timers).toHaveLength(3);
  });

  test('a deleted entity takes its timers with it', async () => {
    await listen('deleted');
    await set('deleted', soon(3_000));
    await server.call('DELETE', '/v1/blueprints/deleted/entities/one?delete_dependents=true');
    await server.upsert('deleted', { identifier: 'two', properties: { ttl: soon(4_000), v: 2 } });
    await firedTimes('deleted', 1, 4_000);
    expect(fired('deleted')).toMatchObject([{ entity: 'two' }]);
  });

  test('timers of entities that come as events, and of entities that were there before the automation', async () => {
    await server.upsert('early', { identifier: 'there', properties: { ttl: soon(1_500), v: 1 } });
    await server.upsert('early', { identifier: 'past', properties: { ttl: soon(-60_000), v: 1 } });
    await listen('early');
    const ttl = soon(500);
    await server.emit(
      created('early', 'sent', { ttl, v: 2 }),
      entityEvent('early', 'offset', {
        before: entity('early', 'offset'),
        after: entity('early', 'offset', { ttl: '2020-01-01T12:00:00+02:00', v: 3 }),
      }),
      created('early', 'odd', { ttl: 'next Tuesday', v: 4 }),
    );
    await firedTimes('early', 3, 1_500);
    // The first two are due in the same round.
    const inOrder = fired('early').sort((a, b) => b.v - a.v);
    expect(inOrder).toEqual([
      { at: '2020-01-01T10:00:00.000Z', entity: 'offset', v: 3 },
      { at: ttl, entity: 'sent', v: 2 },
      { at: expect.any(String), entity: 'there', v: 1 },
    ]);
  });

  test('a timer that was armed before a kill and passed while the service was down fires at the next start, once', async () => {
    await using own = await startProcess({ ALLOWED_HOSTS: sink.host });
    await own.automate(
      automation('down', expires('down'), webhook(sink.at('/down'), { v: '{{ .event.diff.after.properties.v }}' })),
    );
    const setOwn = (ttl: number, v: number) =>
      own.upsert('down', { identifier: 'one', properties: { ttl: new Date(ttl).toISOString(), v } });
    await setOwn(Date.now() + 3_600_000, 1);
    await own.kill();
    await letTimersPass(join(own.directory, 'data'));
    expect(fired('down')).toEqual([]);
    await own.start();
    await firedTimes('down', 1);
    await setOwn(Date.now() + 300, 2);
    await firedTimes('down', 2);
    expect(fired('down')).toEqual([{ v: 1 }, { v: 2 }]);
  });
});

/** Makes every timer in a data folder due, as an hour does. */
async function letTimersPass(directory: string): Promise<void> {
  const db = await openDatabase({ directory });
  await sql`update timers set due_at = due_at - interval '2 hours'`.execute(db);
  await db.destroy();
}
