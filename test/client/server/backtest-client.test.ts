import { describe, expect, test } from 'vitest';
import { type BacktestAsked, runBacktest } from '../../../src/client/server/backtest-client.ts';
import { startLoopback } from '../../fakes/loopback.ts';

/** A service that holds `total` events and answers requests for 10,000 with `part` of them, as far as `fails` says. */
async function service(
  total: number,
  part: number,
  answer?: (asked: number) => { status: number; body: object } | null,
) {
  const bodies: Record<string, unknown>[] = [];
  const loopback = await startLoopback((request, response) => {
    const body = JSON.parse(String(request.body)) as { before?: string; events: number };
    bodies.push(body);
    const special = answer?.(bodies.length);
    const done = Number(body.before?.slice(1) ?? 0);
    const events = Math.min(part, body.events, total - done);
    const next = done + events < total ? `e${done + events}` : null;
    const none = { count: 0, events: [] };
    const onlyNow = { count: events, events: [`only-${done}`] };
    const automations = [{ automation: 'a', wouldFire: events, fired: 0, errors: 0, onlyNow, noLonger: none }];
    const ok = { ok: true, backtest: { events, from: `from-${done}`, to: `to-${done}`, automations, next } };
    response
      .writeHead(special?.status ?? 200, { 'content-type': 'application/json' })
      .end(JSON.stringify(special?.body ?? ok));
  });
  return {
    bodies,
    run: (asked: Partial<BacktestAsked> = {}, progress?: (events: number) => void) =>
      runBacktest(
        { url: loopback.url, authorize: async () => 'Basic x' },
        { definitions: [], events: 100_000, until: Date.now() + 60_000, ...asked },
        progress,
      ),
    [Symbol.asyncDispose]: () => loopback[Symbol.asyncDispose](),
  };
}

describe('client/server/backtest-client', () => {
  test('requests part after part, adds them up and reports progress', async () => {
    await using here = await service(25_000, 10_000);
    const reported: number[] = [];
    const result = await here.run({ removed: ['b'] }, (events) => reported.push(events));
    expect(result).toEqual({
      events: 25_000,
      from: 'from-20000',
      to: 'to-0',
      automations: [
        {
          automation: 'a',
          wouldFire: 25_000,
          fired: 0,
          errors: 0,
          onlyNow: { count: 25_000, events: ['only-0', 'only-10000', 'only-20000'] },
          noLonger: { count: 0, events: [] },
        },
      ],
      stopped: null,
    });
    expect(reported).toEqual([10_000, 20_000]);
    expect(here.bodies.map(({ before = null, events, removed }) => [before, events, removed])).toEqual([
      [null, 10_000, ['b']],
      ['e10000', 10_000, ['b']],
      ['e20000', 10_000, ['b']],
    ]);
  });

  test('stops after the requested number of events', async () => {
    await using here = await service(25_000, 10_000);
    expect((await here.run({ events: 12_000 })).events).toBe(12_000);
    expect(here.bodies.map(({ events }) => events)).toEqual([10_000, 2_000]);
  });

  test('keeps what it has when a later part fails', async () => {
    const busy = { status: 503, body: { ok: false, error: 'unavailable', message: 'Busy.' } };
    await using here = await service(25_000, 10_000, (asked) => (asked === 2 ? busy : null));
    expect(await here.run()).toMatchObject({ events: 10_000, stopped: 'Busy.' });
  });

  test('rejects when there is no first answer: an older service, or no time', async () => {
    const missing = { status: 404, body: { ok: false, error: 'not_found', message: 'There is no such route.' } };
    await using here = await service(1, 1, () => missing);
    await expect(here.run()).rejects.toMatchObject({ code: 'not_found' });
    await expect(here.run({ until: 0 })).rejects.toMatchObject({ code: 'unavailable' });
    expect(here.bodies).toHaveLength(1);
  });
});
