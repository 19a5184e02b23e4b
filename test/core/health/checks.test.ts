import { describe, expect, test } from 'vitest';
import type { CallerFacts, ServiceFacts } from '../../../src/core/health/health-check.ts';
import { callerChecks, carryOut, serviceChecks } from '../../../src/core/health/index.ts';
import type { HealthReport } from '../../../src/core/views/health-view.ts';

const folder = { path: 'automations', loadedAt: null, error: null };
const report: HealthReport = {
  folder,
  targets: [],
  conditions: [],
  failing: [],
  neverFired: { total: 0, automations: [] },
  unmatched: { looked: 0, blueprints: [] },
  deliveries: [],
  connections: [],
  missingSecrets: [],
};
const issue = { code: 'a', severity: 'error', file: 'a.yml', line: 3, column: 1, message: 'Duplicate key' } as const;
const needs = { permissions: { actions: 'write', contents: 'read' }, events: ['push'] };
const fine: ServiceFacts = {
  report,
  variables: ['PORT'],
  migrations: { applied: ['1'], known: ['1'] },
  freeBytes: 5 * 1024 ** 3,
  clocks: [{ name: 'GitHub', ahead: 900 }],
  app: { needs, granted: { permissions: { actions: 'write', contents: 'write' }, events: ['push', 'issues'] } },
  failingTasks: [],
  lag: { run: 200, event: null },
  unmatchedEvents: 0,
  pauses: [],
  heldRuns: 0,
};
const here: CallerFacts = { url: 'http://127.0.0.1:1', answer: { version: '1' }, ahead: 20, local: null };

const found = (facts: Partial<ServiceFacts>) =>
  carryOut(serviceChecks, { ...fine, ...facts })
    .filter(({ state }) => state !== 'ok')
    .map(({ name, state, message }) => [name, state, message]);

describe('core/health/checks', () => {
  test('if nothing is wrong, there is one line for each check', () => {
    const all = [...carryOut(callerChecks, here), ...carryOut(serviceChecks, fine)];
    expect(all.map(({ state }) => state)).toEqual(all.map(() => 'ok'));
    expect(all.map(({ fix }) => fix)).toEqual(all.map(() => null));
    // The environment and the disk are looked at only where no service answers.
    expect(all).toHaveLength(callerChecks.length - 2 + serviceChecks.length);
  });

  test.each<[string, Partial<ServiceFacts>, unknown[]]>([
    [
      'a paused automation',
      {
        pauses: [{ kind: 'automation', name: 'a', reason: 'Wrong.', by: 'ada', since: 0, until: null }],
        heldRuns: 2,
      },
      ['pauses', 'warning', 'the automation a is paused by ada since 1970-01-01T00:00:00.000Z: Wrong; 2 runs are held'],
    ],
    [
      'an App without a public address',
      { variables: ['APP_ID'] },
      ['configuration', 'warning', 'SERVER_URL is not set'],
    ],
    ['an old secret', { variables: ['CLIENT_SECRET_OLD'] }, ['configuration', 'warning', 'CLIENT_SECRET_OLD is still']],
    ['a missing migration', { migrations: { applied: [], known: ['1'] } }, ['database', 'error', 'missing in the']],
    [
      'a newer database',
      { migrations: { applied: ['1', '2'], known: ['1'] } },
      ['database', 'error', 'a newer version'],
    ],
    ['little space', { freeBytes: 500 * 1024 ** 2 }, ['disk', 'warning', '500 MB free']],
    ['no space', { freeBytes: 1024 ** 2 }, ['disk', 'error', '1 MB free']],
    ['a clock behind', { clocks: [{ name: 'GitHub', ahead: -60_000 }] }, ['clock', 'warning', '60 s behind GitHub']],
    ['a clock far ahead', { clocks: [{ name: 'GitHub', ahead: 7.2e6 }] }, ['clock', 'error', '2 h ahead of GitHub']],
    ['a refused App', { app: { needs, problem: 'GitHub answered 401' } }, ['github-app', 'error', 'answered 401']],
    [
      'an App that may too little',
      { app: { needs, granted: { permissions: { actions: 'read', contents: 'read' }, events: [] } } },
      ['github-app', 'warning', 'the App lacks the permission actions: write, the webhook push'],
    ],
    [
      'a failing task',
      { failingTasks: [{ task: 'beat', failures: 4 }] },
      ['tasks', 'error', 'beat (4 times in a row)'],
    ],
    ['a late run', { lag: { run: 61_000, event: 0 } }, ['queue', 'warning', 'been due for 61 s']],
    ['stuck events', { lag: { run: 0, event: 6e5 }, unmatchedEvents: 3 }, ['queue', 'error', '3 events not matched']],
    [
      'a broken folder',
      {
        report: {
          ...report,
          folder: { ...folder, error: { since: '', message: 'The folder has errors', issues: [issue, issue] } },
        },
      },
      ['definitions', 'error', 'until they are fixed: a.yml:3 Duplicate key and 1 other problem'],
    ],
    [
      'a failing target',
      {
        report: {
          ...report,
          targets: [{ key: 'https://a', failures: 9, since: null, probeAt: null, reason: 'HTTP 503' }],
        },
      },
      ['targets', 'error', '1 target keeps failing: https://a (HTTP 503)'],
    ],
    [
      'a failing condition',
      {
        report: {
          ...report,
          conditions: [{ automation: 'a', events: 1, message: 'no\nmore', lastEvent: 'e', lastAt: '' }],
        },
      },
      ['conditions', 'error', '1 condition failed: a (no)'],
    ],
    [
      'a failed run',
      { report: { ...report, failing: [{ automation: 'a', run: 'r_1', at: '' }] } },
      ['automations', 'warning', "1 automation's latest run failed: a"],
    ],
    [
      'a missing secret',
      { report: { ...report, missingSecrets: [{ name: 'A', automations: ['x', 'y', 'z'] }] } },
      ['secrets', 'error', 'A (x, y and 1 more)'],
    ],
    [
      'a webhook with problems',
      {
        report: { ...report, deliveries: [{ id: '1', webhook: 'push', receivedAt: '', waitsFor: 'a', problems: [] }] },
      },
      ['webhooks', 'warning', 'waits for a'],
    ],
  ])('%s', (_, facts, [name, state, message]) => {
    expect(found(facts)).toEqual([[name, state, expect.stringContaining(String(message))]]);
    expect(carryOut(serviceChecks, { ...fine, ...facts }).find((check) => check.name === name)?.fix).toBeTruthy();
  });

  test('the caller: no answer, refused credentials, another time', () => {
    const look = (facts: Partial<CallerFacts>) =>
      carryOut(callerChecks, { ...here, ...facts }).map(({ name, state, fix }) => [name, state, fix?.slice(0, 9)]);
    const none = { answer: { problem: 'nothing listens there', refused: false }, ahead: null };
    expect(look(none)).toEqual([['service', 'error', 'start it,']]);
    expect(look({ ...none, answer: { ...none.answer, refused: true } })).toEqual([['service', 'error', 'set CLIEN']]);
    const local = { problems: ['PORT must be a whole number'], freeBytes: 1 };
    expect(look({ ...none, local }).slice(1)).toEqual([
      ['environment', 'error', 'correct t'],
      ['disk', 'error', 'free some'],
    ]);
    expect(look({ ...none, local: { problems: [], freeBytes: null } })[1]).toEqual(['environment', 'ok', undefined]);
    expect(look({ ahead: 40_000 })[1]).toEqual(['local-clock', 'warning', 'synchroni']);
    expect(look({ ahead: -400_000 })[1]).toEqual(['local-clock', 'error', 'synchroni']);
  });
});
