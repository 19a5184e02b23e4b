import { expect, test } from 'vitest';
import { createLiveAutomations } from '../../../src/app/match/live-automations.ts';
import { createReportDeadline } from '../../../src/app/operate/report-deadline.ts';
import { queuedRun, type Run } from '../../../src/core/run/run.ts';
import { openWorld } from '../app-world.ts';

test('app/operate/report-deadline ends accepted runs without a report, and no others', async () => {
  await using opened = await openWorld();
  const { world, time } = opened;
  const { store, clock } = world;
  const run = (id: string, more: Partial<Run> = {}): Run => ({
    ...queuedRun({ id, eventId: id, automation: 'a', now: clock.now() }),
    phase: 'accepted',
    ...more,
  });
  await store.runs.insert([
    run('r_silent'),
    run('r_reported'),
    // The service asks for its end itself.
    run('r_followed', { nextAt: clock.now() + 1_000 }),
    run('r_waiting', { phase: 'waiting' }),
  ]);
  const sweep = (invocationTimeout?: { ms: number; text: string }) =>
    createReportDeadline(
      { ...world, settings: { ...world.settings, ...(invocationTimeout && { invocationTimeout }) } },
      createLiveAutomations(world),
      { match: async () => {} },
    )();
  const phases = async () => (await store.runs.list({ limit: 10 })).map(({ id, phase }) => `${id} ${phase}`).sort();
  const limit = { ms: 3_600_000, text: '1h' };
  time.lag = -3_000_000;
  const [reported] = await store.runs.lock(['r_reported']);
  if (reported === undefined) throw new Error('no run');
  await store.runs.save([{ ...reported, updatedAt: clock.now() }]);
  time.lag = -3_601_000;
  const before = await phases();
  await sweep();
  expect(await phases()).toEqual(before);
  await sweep(limit);
  expect(await phases()).toEqual(['r_followed accepted', 'r_reported accepted', 'r_silent ended', 'r_waiting waiting']);
  expect(await store.runs.get('r_silent')).toMatchObject({
    status: 'FAILURE',
    statusLabel: 'TIMED_OUT',
    summary: 'No report arrived within 1h (INVOCATION_TIMEOUT)',
  });
});
