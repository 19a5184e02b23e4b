import { expect, test } from 'vitest';
import { startServer } from './harness/server.ts';
import { automation, created, webhook } from './harness/shapes.ts';
import { startSink } from './harness/sink.ts';
import { until } from './harness/until.ts';

test('e2e/log-lines: one line per event, run and API write, with who did it and no secret', async () => {
  const secret = 'do-not-show-this-token';
  await using sink = await startSink();
  await using server = await startServer({ ALLOWED_HOSTS: sink.host, SECRET_A: secret });
  const method = { ...webhook(sink.at('/hook', { status: 404 })), headers: { x: '{{ .secrets.A }}' } };
  await server.automate(automation('a', { type: 'ENTITY_CREATED', blueprintIdentifier: 'b' }, method));
  const trigger = { by: { userId: 'mona' }, origin: 'UI', at: new Date().toISOString() };
  const [event] = await server.emit(created('b', 'one', {}, { trigger }));
  await server.runIn(event?.runs[0]?.id ?? '');
  const lines = (message: string) => server.log().filter(({ msg }) => msg === message);
  await until(
    () => lines('a run ended'),
    (found) => found.length > 0,
  );
  expect(lines('an event was matched')).toMatchObject([
    { event: event?.id, action: 'CREATE', blueprint: 'b', entity: 'one', by: 'mona', runs: 1, errors: 0 },
  ]);
  expect(lines('a run ended')).toMatchObject([
    { run: event?.runs[0]?.id, automation: 'a', event: event?.id, status: 'FAILURE', attempts: 1, target: sink.url },
  ]);
  expect(lines('an API write')).toMatchObject([
    { method: 'POST', path: '/v1/actions', status: 201, by: expect.stringMatching(/^client:/) },
  ]);
  expect(server.output()).not.toContain(secret);
});
