import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/core/json.ts';
import { runCli } from '../cli/cli.ts';
import { type Server, startServer } from './harness/server.ts';
import { automation, created, webhook } from './harness/shapes.ts';
import { type Sink, startSink } from './harness/sink.ts';

const trigger = { type: 'ENTITY_CREATED', blueprintIdentifier: 'service' };
const call = webhook('https://example.com/hook');

/** A proposal in which `kept` asks for more, `fresh` is new, `broken` fails on every second event and `quiet` is off. */
const proposal: JsonObject[] = [
  automation('kept', trigger, call, ['.diff.after.properties.n > 3']),
  automation('fresh', trigger, call, ['.diff.after.properties.n < 2']),
  automation('broken', trigger, call, [
    '.diff.after.properties.n % 2 == 0 or (.diff.after.properties.n | error("odd"))',
  ]),
  { ...automation('quiet', trigger, call), publish: false },
];

describe('e2e/backtest', () => {
  let sink: Sink;
  let server: Server;
  let checkout: string;
  beforeAll(async () => {
    checkout = await mkdtemp(join(tmpdir(), 'catalog-backtest-'));
    await mkdir(join(checkout, 'automations'));
    for (const one of proposal) {
      await writeFile(join(checkout, 'automations', `${one.identifier}.json`), JSON.stringify(one));
    }
    sink = await startSink();
    server = await startServer({ ALLOWED_HOSTS: sink.host });
    const files = ['kept', 'gone'].map((name) => ({
      file: `automations/${name}.yml`,
      automation: automation(name, trigger, webhook(sink.at(`/${name}`)), ['.diff.after.properties.n > 2']),
    }));
    await server.call('POST', '/v1/automations/sync', {
      path: 'automations',
      source: 'acme/catalog',
      definitions: files,
    });
    for (let n = 1; n <= 6; n++) {
      await server.call('POST', '/v1/events', created('service', `s${n}`, { n }, { id: `event-${n}` }));
    }
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await sink[Symbol.asyncDispose]();
    await rm(checkout, { recursive: true, force: true });
  });

  const definitions = proposal.map((one) => ({ file: `automations/${one.identifier}.json`, automation: one }));
  const ask = async (body: JsonObject) =>
    (await server.call<{ backtest: JsonObject }>('POST', '/v1/automations/backtest', body)).backtest;
  const none = { count: 0, events: [] };

  test('compares what would have fired with what did, and includes what the source leaves out', async () => {
    expect(await ask({ definitions, path: 'automations', source: 'acme/catalog' })).toEqual({
      from: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      to: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      events: 6,
      next: null,
      automations: [
        {
          automation: 'kept',
          wouldFire: 3,
          fired: 4,
          errors: 0,
          onlyNow: none,
          noLonger: { count: 1, events: ['event-3'] },
        },
        {
          automation: 'fresh',
          wouldFire: 1,
          fired: 0,
          errors: 0,
          onlyNow: { count: 1, events: ['event-1'] },
          noLonger: none,
        },
        {
          automation: 'broken',
          wouldFire: 3,
          fired: 0,
          errors: 3,
          onlyNow: { count: 3, events: ['event-6', 'event-4', 'event-2'] },
          noLonger: none,
        },
        { automation: 'quiet', wouldFire: 0, fired: 0, errors: 0, onlyNow: none, noLonger: none },
        {
          automation: 'gone',
          wouldFire: 0,
          fired: 4,
          errors: 0,
          onlyNow: none,
          noLonger: { count: 4, events: ['event-6', 'event-5', 'event-4', 'event-3'] },
        },
      ],
    });
  });

  test('tries as many of the newest events as requested, and calls nothing', async () => {
    const before = sink.requests('/kept').length;
    const { events, automations } = await ask({ definitions, events: 2 });
    expect([events, (automations as JsonObject[])[0]]).toEqual([
      2,
      { automation: 'kept', wouldFire: 2, fired: 2, errors: 0, onlyNow: none, noLonger: none },
    ]);
    expect((automations as JsonObject[]).map((one) => one.automation)).not.toContain('gone');
    expect(sink.requests('/kept')).toHaveLength(before);
  });

  test('refuses definitions that are not valid, naming each', async () => {
    const wrong = [{ file: 'automations/x.json', automation: { identifier: 'x' } }];
    const answer = await server.send('POST', '/v1/automations/backtest', JSON.stringify({ definitions: wrong }));
    expect([answer.status, answer.body.message]).toEqual([422, expect.stringContaining('automations/x.json')]);
  });

  const cli = (...args: string[]) => {
    const { id, secret } = server.credentials();
    const environment = {
      CLIENT_ID: id,
      CLIENT_SECRET: secret,
      SERVER_URL: server.url,
      GITHUB_REPOSITORY: 'acme/catalog',
    };
    return runCli(checkout, ['backtest', ...args], { environment });
  };

  test('the command line prints a table, and the events that differ', async () => {
    const { code, stdout, stderr } = await cli();
    expect([code, stderr]).toEqual([0, '']);
    expect(
      stdout.replace(/ from .* to .*;/, ' from … to …;'),
    ).toBe(`automation  would fire  fired  only now  no longer  fails
broken               3      0         3          0      3
fresh                1      0         1          0      0
kept                 3      4         0          1      0
quiet                0      0         0          0      0
gone                 0      4         0          4      0
+ broken only now: event-6, event-4, event-2
+ fresh only now: event-1
- kept no longer: event-3
- gone no longer: event-6, event-5, event-4, event-3
6 events from … to …; nothing was changed and nothing was called.
`);
  });

  test('and JSON for programs; with an error in the files it tries nothing', async () => {
    const { stdout } = await cli('--format', 'json', '--events', '1');
    expect(JSON.parse(stdout)).toMatchObject({ events: 1, automations: expect.any(Array) });
    await writeFile(join(checkout, 'automations/kept.json'), '{ "identifier": "kept" }');
    const { code, stderr } = await cli();
    expect([code, stderr]).toEqual([1, expect.stringContaining('Nothing was tried')]);
  });
});
