import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openAfter } from '../../../src/app/invoke/circuit-breaker.ts';
import type { Automation } from '../../../src/core/automation.ts';
import type { Event } from '../../../src/core/event/event.ts';
import type { JsonObject } from '../../../src/core/json.ts';
import { automation, created, webhook } from '../../e2e/harness/shapes.ts';
import { type Sink, startSink } from '../../e2e/harness/sink.ts';
import { until } from '../../e2e/harness/until.ts';
import { freePort } from '../../fakes/ports.ts';
import { startTestApp } from '../app-world.ts';
import { someone } from '../author.ts';

describe('app/invoke/refusals', () => {
  let world: Awaited<ReturnType<typeof startTestApp>>;
  let sink: Sink;
  let deadPort: number;
  beforeAll(async () => {
    sink = await startSink();
    deadPort = await freePort();
    world = await startTestApp({ allowed: [sink.host, `127.0.0.1:${deadPort}`], secrets: { NAME: 'x-secret name' } });
  });
  afterAll(async () => {
    await world[Symbol.asyncDispose]();
    await sink[Symbol.asyncDispose]();
  });

  /** Creates an automation and lets it fire; gives the runs' ids. */
  async function fire(name: string, method: JsonObject, count = 1): Promise<string[]> {
    const { app } = world;
    await app.actions.create(automation(name, { type: 'ENTITY_CREATED', blueprintIdentifier: name }, method), someone);
    return send(name, count);
  }

  /** Sends events that the automation of that name listens to; gives the runs' ids. */
  async function send(name: string, count = 1): Promise<string[]> {
    const trigger = { by: {}, origin: 'API', at: '2026-01-01T00:00:00.000Z' };
    const events = Array.from({ length: count }, (_, index) => {
      return { id: `${name}-${index}-${Math.random()}`, trigger, ...created(name, 'one') } as unknown as Event;
    });
    const taken = await world.app.ingest(events.map((event) => ({ event, source: 'http', depth: 0, chain: [] })));
    return taken.flatMap(({ runs }) => runs.map(({ id }) => id));
  }
  const phaseOf = async (id: string) => (await world.app.runs.get(id)).execution as { phase: string; attempts: number };
  const reaches = (id: string, phase: string) =>
    until(
      () => phaseOf(id),
      (seen) => seen.phase === phase,
    );

  test.each([
    [
      'a header that the client sets',
      { headers: { '{{ "Content-Length" }}': '0' } },
      'The header Content-Length is set',
    ],
    ['an invalid header name', { headers: { '{{ "x y" }}': '0' } }, 'The header x y is not a valid header name'],
    ['a line break in a header', { headers: { 'x-a': '{{ "a\\nb" }}' } }, 'contains a line break'],
    ['an unknown method', { method: '{{ "BREW" }}' }, 'The method BREW is not one of'],
    ['an invalid address', { url: '{{ "ftp://example.com" }}' }, 'not an http:// or https:// address'],
    ['a secret in the name of a header', { headers: { '{{ .secrets.NAME }}': '0' } }, 'The header [secret NAME] is no'],
  ])('ends the run at once for %s, and counts it neither for nor against its target', async (title, more, message) => {
    const name = title.replaceAll(' ', '_');
    const ids = await fire(name, webhook(sink.at(`/${name}`), {}, more), openAfter + 2);
    for (const id of ids) {
      await reaches(id, 'ended');
      const run = await world.app.runs.get(id);
      expect(run).toMatchObject({ status: 'FAILURE', execution: { attempts: 1 } });
      expect(run.summary).toContain(message);
    }
    expect(sink.requests(`/${name}`)).toEqual([]);
    expect(await world.world.store.targets.parked()).toEqual([]);
    const [healthy = ''] = await fire(`beside_${name}`, webhook(sink.at('/healthy')));
    await reaches(healthy, 'ended');
    expect(await world.app.runs.get(healthy)).toMatchObject({ status: 'SUCCESS' });
  });

  test('rejects an invalid call without waiting for or probing a parked target', async () => {
    const url = `http://127.0.0.1:${deadPort}/`;
    await fire('down', webhook(url), openAfter);
    const parked = await until(
      () => world.world.store.targets.parked(),
      (targets) => targets.length > 0,
    );
    const [refused = ''] = await fire('refused', webhook(url, {}, { headers: { '{{ "Host" }}': 'a' } }));
    await reaches(refused, 'ended');
    expect(await world.world.store.targets.parked()).toEqual(parked);
  });

  test('does not call a stored definition that requires approval', async () => {
    const name = 'approved_once';
    const method = webhook(sink.at('/approval'));
    const [first = ''] = await fire(name, webhook(sink.at('/unused'), {}, { method: '{{ "BREW" }}' }));
    await reaches(first, 'ended');
    const stored = await world.world.store.automations.get(name);
    if (stored === null) throw new Error('the automation is not stored');
    const asking = { ...stored.automation, invocationMethod: method, requiredApproval: { type: 'ANY' } };
    // As a version that did not check it has stored it.
    await world.world.store.automations.put({
      ...stored,
      automation: asking as unknown as Automation,
      hash: 'asking',
      by: null,
    });
    const [id = ''] = await send(name);
    await reaches(id, 'ended');
    expect(await world.app.runs.get(id)).toMatchObject({
      status: 'FAILURE',
      summary: expect.stringContaining('requires approval'),
    });
    expect(sink.requests('/approval')).toEqual([]);
  });
});
