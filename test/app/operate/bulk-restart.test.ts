import { expect, test } from 'vitest';
import { queuedRun } from '../../../src/core/run/run.ts';
import { until } from '../../e2e/harness/until.ts';
import { startTestApp } from '../app-world.ts';

const count = 1_500;

test('app/operate/bulk-restart: bulk work that a restart interrupts continues, and changes each run once', async () => {
  await using world = await startTestApp();
  const { store, clock } = world.world;
  const nextAt = clock.now() + 3_600_000;
  const runs = Array.from({ length: count }, (_, index) => ({
    ...queuedRun({ id: `r_${index}`, eventId: `e_${index}`, automation: 'a', now: clock.now() }),
    phase: 'parked' as const,
    target: 'https://example.com',
    nextAt,
  }));
  await store.runs.insert(runs);
  const { id, total } = await world.app.operate.changeRuns({ automation: 'a' }, { kind: 'cancel' }, 'ada');
  expect(total).toBe(count);
  await until(
    () => world.app.operate.bulk.get(id),
    ({ done }) => done > 0,
    { pause: 1 },
  );
  await world.restart();
  const ended = await until(
    () => world.app.operate.bulk.get(id),
    ({ state }) => state !== 'running',
  );
  expect(ended).toMatchObject({ state: 'done', done: count, changed: count, skipped: 0 });
  const cancelled = await store.runs.list({ automation: ['a'], status: 'FAILURE', limit: 2 * count });
  expect(cancelled).toHaveLength(count);
  for (const run of cancelled) expect(run.summary).toBe('Cancelled by ada');
  // One line for each run, not two.
  const logs = await Promise.all(cancelled.slice(0, 50).map((run) => store.history.logs(run.id, 10, 0)));
  expect(new Set(logs.map((lines) => lines.length))).toEqual(new Set([1]));
});
