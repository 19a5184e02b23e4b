import { expect, test } from 'vitest';
import { probeIntervalMs } from '../../src/app/invoke/circuit-breaker.ts';
import { freePort } from '../fakes/ports.ts';
import { createClock } from './harness/clock.ts';
import { startServer } from './harness/server.ts';
import { automation, created, webhook } from './harness/shapes.ts';
import { startSink } from './harness/sink.ts';
import { until } from './harness/until.ts';

/** More than the failures in a row after which a target is parked. */
const tooMany = 14;

test('e2e/circuit-breaker: runs of a target that is down are parked, and sent when it works again', async () => {
  const clock = createClock();
  const port = await freePort();
  const target = `http://127.0.0.1:${port}`;
  await using server = await startServer({ ALLOWED_HOSTS: new URL(target).host }, clock.now);
  const trigger = { type: 'ENTITY_CREATED', blueprintIdentifier: 'dead' };
  const body = { entity: '{{ .event.context.entityIdentifier }}' };
  await server.automate(automation('dead', trigger, webhook(`${target}/hook`, body)));
  const taken = await server.emit(...Array.from({ length: tooMany }, (_, index) => created('dead', `one-${index}`)));
  const waiting = taken.map(({ runs }) => runs[0]?.id ?? '');

  const runs = () => server.runs('action=dead');
  await until(runs, (all) => all.every(({ execution }) => ['retrying', 'parked'].includes(execution.phase)));
  // Before the target is probed: the run that does it would wait for its next attempt.
  clock.stopIn(probeIntervalMs / 3);
  const [parked] = await until(
    runs,
    (all) => all.length === tooMany && all.every(({ execution }) => execution.phase === 'parked'),
  );
  expect(server.log().filter(({ msg }) => msg.startsWith('the circuit breaker of a target'))).toMatchObject([
    { level: 40, target, reason: expect.stringContaining('ECONNREFUSED') },
  ]);
  expect(parked?.execution).toMatchObject({
    target,
    parked: { because: expect.stringContaining('nothing listens there (ECONNREFUSED)') },
  });
  const { since, until: probed = '' } = parked?.execution.parked ?? {};
  expect(Date.parse(probed) - Date.parse(since ?? '')).toBeGreaterThanOrEqual(probeIntervalMs);
  const logs = await server.logs(parked?.id ?? '');
  // Once, however often it was looked whether the target works again.
  expect(logs.filter((message) => message.startsWith(`Parked: ${target} has been failing since `))).toHaveLength(1);
  expect(server.log().find(({ msg }) => msg === 'an attempt failed')).toMatchObject({
    target,
    outcome: 'retry',
    nextAttemptAt: expect.stringMatching(/^\d{4}-.*Z$/),
  });

  await using revived = await startSink(port);
  revived.at('/hook');
  clock.resume();
  const ended = await until(runs, (all) => all.every(({ status }) => status === 'SUCCESS'));
  const keys = revived.requests('/hook').map(({ key }) => key);
  expect(keys.sort()).toEqual([...waiting].sort());
  // Waiting for a target uses up no attempts: one before it was parked, one that got through.
  for (const { execution } of ended) expect(execution.attempts).toBe(2);
});
