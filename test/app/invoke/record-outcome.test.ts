import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Backend } from '../../../src/backends/backend.ts';
import { webhook as webhookBackend } from '../../../src/backends/webhook/webhook.ts';
import type { Event } from '../../../src/core/event/event.ts';
import type { Json, JsonObject } from '../../../src/core/json.ts';
import type { Outcome } from '../../../src/core/run/run.ts';
import { automation, created, webhook } from '../../e2e/harness/shapes.ts';
import { type Sink, startSink } from '../../e2e/harness/sink.ts';
import { until } from '../../e2e/harness/until.ts';
import { databaseAway } from '../../expected-errors.ts';
import { startTestApp } from '../app-world.ts';
import { someone } from '../author.ts';

const day = 24 * 3600 * 1000;

/** An answer so deep that whatever walks through it fails. */
function deep(): Json {
  let value: Json = 1;
  for (let level = 0; level < 60_000; level += 1) value = [value];
  return value;
}

/** A backend whose answers cannot be stored. */
const odd: Backend = {
  ...webhookBackend,
  type: 'ODD',
  aliases: [],
  schema: { type: 'object', properties: { type: { const: 'ODD' }, answer: { type: 'string' } } },
  target: () => 'odd',
  refusal: () => null,
  invoke: async ({ method }) =>
    ({ type: method.answer, message: 'it said', statusCode: 299, response: deep() }) as Outcome,
};

describe('app/invoke/record-outcome', () => {
  let world: Awaited<ReturnType<typeof startTestApp>>;
  let sink: Sink;
  beforeAll(async () => {
    sink = await startSink();
    world = await startTestApp({ allowed: [sink.host], others: [odd] });
  });
  afterAll(async () => {
    await world[Symbol.asyncDispose]();
    await sink[Symbol.asyncDispose]();
  });

  /** Lets an automation fire once; gives the run's id. */
  async function fire(name: string, method: JsonObject): Promise<string> {
    const { app } = world;
    await app.actions.create(automation(name, { type: 'ENTITY_CREATED', blueprintIdentifier: name }, method), someone);
    const trigger = { by: {}, origin: 'API', at: '2026-01-01T00:00:00.000Z' };
    const event = { id: name, trigger, ...created(name, 'one', { long: 'x'.repeat(3_000) }) } as unknown as Event;
    const [taken] = await app.ingest([{ event, source: 'http', depth: 0, chain: [] }]);
    return taken?.runs[0]?.id ?? '';
  }
  const execution = async (id: string) =>
    (await world.app.runs.get(id)).execution as {
      phase: string;
      target: string;
      nextAttemptAt: string;
      history: { outcome: string; message: string; statusCode: number }[];
    };
  const reaches = (id: string, phase: string) =>
    until(
      () => execution(id),
      (seen) => seen.phase === phase,
    );

  test('stores an answer that is nested too deeply as text', async () => {
    const text = '['.repeat(60_000) + ']'.repeat(60_000);
    const id = await fire('deep', webhook(sink.at('/deep', { body: text })));
    await reaches(id, 'ended');
    expect(await world.app.runs.get(id)).toMatchObject({ status: 'SUCCESS', response: text });
  });

  test('shortens a target that is too long for an index', async () => {
    const id = await fire('long', webhook('http://{{ .event.diff.after.properties.long }}.invalid/'));
    expect((await reaches(id, 'retrying')).target).toMatch(/^http:\/\/x+…[0-9a-f]{32}$/);
  });

  test('caps a wait that the target asks for at one day', async () => {
    const headers = { 'retry-after': 'Sat, 01 Jan 200000 00:00:00 GMT' };
    const id = await fire('later', webhook(sink.at('/later', { status: 503, headers })));
    const { nextAttemptAt } = await reaches(id, 'retrying');
    const wait = Date.parse(nextAttemptAt) - Date.now();
    expect([wait > day - 120_000, wait <= day]).toEqual([true, true]);
  });

  test('stores at least how the attempt ended if its outcome cannot be stored', async () => {
    world.expectError('storing an outcome failed');
    const id = await fire('refused', { type: 'ODD', answer: 'rejected' });
    expect((await reaches(id, 'ended')).history).toMatchObject([
      { outcome: 'rejected', statusCode: 299, message: expect.stringContaining('cannot be stored') },
    ]);
    expect(await world.app.runs.get(id)).toMatchObject({ status: 'FAILURE' });
  });

  test('stops while the database is unavailable, without recording an outcome that it could not store', async () => {
    const { store } = world.world;
    const { transaction } = store;
    let release = (): void => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    world.expectCause(databaseAway);
    const id = await fire('stopped', webhook(sink.at('/stopped', { after: released })));
    await until(
      () => sink.requests('/stopped'),
      (calls) => calls.length === 1,
    );
    const failed = () => world.errors.filter(({ message }) => message === 'storing an outcome failed').length;
    const before = failed();
    store.transaction = () => Promise.reject(new Error('Connection terminated unexpectedly'));
    release();
    await until(failed, (count) => count > before);
    await world.stop();
    store.transaction = transaction;
    expect((await execution(id)).phase).toBe('invoking');
    await world.restart();
    expect((await reaches(id, 'ended')).history).toMatchObject([{ outcome: 'interrupted' }, { outcome: 'succeeded' }]);
  });
});

describe('app/invoke', () => {
  test('treats a call whose answer cannot be read as made', async () => {
    await using world = await startTestApp({ secrets: { TOKEN: 'a secret' }, others: [odd] });
    world.expectError('an attempt failed with an internal error');
    const heard = { type: 'ENTITY_CREATED', blueprintIdentifier: 'b' };
    const method = { type: 'ODD', answer: 'succeeded', token: '{{ .secrets.TOKEN }}' };
    await world.app.actions.create(automation('a', heard, method), someone);
    const trigger = { by: {}, origin: 'API', at: '2026-01-01T00:00:00.000Z' };
    const event = { id: 'one', trigger, ...created('b', 'one') } as unknown as Event;
    const [taken] = await world.app.ingest([{ event, source: 'http', depth: 0, chain: [] }]);
    const history = async () =>
      ((await world.app.runs.get(taken?.runs[0]?.id ?? '')).execution as { history: { outcome: string }[] }).history;
    const [first] = await until(history, (attempts) => attempts[0]?.outcome !== 'unconfirmed');
    expect(first).toMatchObject({
      outcome: 'unknown',
      message: expect.stringContaining('it is unknown whether the call succeeded'),
    });
  });
});
