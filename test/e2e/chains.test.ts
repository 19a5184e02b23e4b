import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Server, startServer } from './harness/server.ts';
import { automation, webhook } from './harness/shapes.ts';
import { type Sink, startSink } from './harness/sink.ts';
import { until } from './harness/until.ts';

/** How deep chains may get here. */
const limit = 4;

/** An automation that counts up the other blueprint's entity whenever one of this blueprint changes. */
const countUp = (identifier: string, from: string, to: string) =>
  automation(
    identifier,
    { type: 'ANY_ENTITY_CHANGE', blueprintIdentifier: from },
    {
      type: 'UPSERT_ENTITY',
      blueprintIdentifier: to,
      mapping: { identifier: 'counter', properties: { count: '{{ .event.diff.after.properties.count + 1 }}' } },
    },
  );

describe('e2e/chains', () => {
  let sink: Sink;
  let server: Server;
  beforeAll(async () => {
    sink = await startSink();
    server = await startServer({ ALLOWED_HOSTS: sink.host, MAX_CHAIN_DEPTH: String(limit) });
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await sink[Symbol.asyncDispose]();
  });

  test('two automations that trigger each other are stopped, with the chain in the run', async () => {
    await server.automate(countUp('ping', 'left', 'right'), countUp('pong', 'right', 'left'));
    await server.upsert('left', { identifier: 'counter', properties: { count: 0 } });
    const runs = await until(
      () => server.runs('action=ping&action=pong'),
      (list) =>
        list.some(({ execution }) => execution.phase === 'blocked') &&
        list.every(({ status }) => status !== 'IN_PROGRESS'),
    );
    // Depths 0 to the limit are invoked, the next one is not, and nothing follows it.
    expect(runs.map(({ status, execution }) => [execution.depth, status])).toEqual([
      [limit + 1, 'FAILURE'],
      ...[4, 3, 2, 1, 0].map((depth) => [depth, 'SUCCESS']),
    ]);
    const [blocked, ...earlier] = runs;
    expect(blocked?.execution.chain).toEqual(earlier.map(({ id }) => id).reverse());
    expect(blocked?.statusLabel).toBe('BLOCKED');
    expect(blocked?.summary).toContain('MAX_CHAIN_DEPTH is 4');
    for (const { id } of earlier) expect(blocked?.summary).toContain(id);
    expect(await server.entity('left', 'counter')).toMatchObject({ properties: { count: 4 } });
    expect(await server.entity('right', 'counter')).toMatchObject({ properties: { count: 5 } });
  });

  test('an automation that listens to its own creation ends as well', async () => {
    const url = sink.at('/echo');
    await server.automate(automation('echo', { type: 'RUN_CREATED', actionIdentifier: 'echo' }, webhook(url)));
    const [event] = await server.emit({
      action: 'CREATE',
      resourceType: 'run',
      context: { action: { identifier: 'echo' } },
      diff: { before: null, after: { id: 'r_outside', status: 'IN_PROGRESS' } },
    });
    expect(event?.runs).toHaveLength(1);
    const runs = await until(
      () => server.runs('action=echo'),
      (list) => list.length === limit + 2 && list.every(({ endedAt }) => endedAt !== undefined),
    );
    expect(runs.map(({ execution }) => execution.phase)).toEqual(['blocked', ...Array(limit + 1).fill('ended')]);
    expect(sink.requests('/echo')).toHaveLength(limit + 1);
  });

  test('a write that changes nothing causes no event', async () => {
    await server.automate(
      automation(
        'label',
        { type: 'ENTITY_CREATED', blueprintIdentifier: 'quiet' },
        {
          type: 'UPSERT_ENTITY',
          blueprintIdentifier: 'quiet',
          mapping: { identifier: '{{ .event.context.entityIdentifier }}', properties: { tier: 1 } },
        },
      ),
    );
    await server.upsert('quiet', { identifier: 'same', properties: { tier: 1 } });
    const [run] = await until(
      () => server.runs('action=label'),
      ([one]) => one?.status === 'SUCCESS',
    );
    expect(await server.logs(run?.id ?? '')).toEqual(['Nothing to change in quiet same']);
    const events = (await server.events()).filter(({ context }) => context.blueprintIdentifier === 'quiet');
    expect(events.map(({ action }) => action)).toEqual(['CREATE']);
    expect(await server.entity('quiet', 'same')).toMatchObject({ updatedBy: expect.stringContaining('client:') });
  });
});
