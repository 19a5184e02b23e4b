import { expect } from 'vitest';
import type { JsonObject } from '../../../src/core/json.ts';
import type { Server } from './server.ts';
import { automation, created, webhook } from './shapes.ts';
import type { Sink } from './sink.ts';
import { until } from './until.ts';

/** The unfinished work of a service that another one has to continue on a copy of its data. */
export type WaitingWork = {
  runs: { done: string; retrying: string; held: string };
  client: { id: string; secret: string };
  token: string;
};

const hour = 3_600_000;

/** How far the clock of the service that goes on is ahead: every wait is over then, and no token. */
export const later = hour + 5 * 60_000;

const names = ['done', 'retrying', 'held'] as const;

/** Leaves a run that ended, one that waits for its next attempt, one that a pause holds, a timer, a client and a token. */
export async function leaveWork(server: Server, sink: Sink): Promise<WaitingWork> {
  sink.at('/retrying', { status: 503 });
  for (const name of ['done', 'held', 'timer']) sink.at(`/${name}`);
  const expires = { type: 'TIMER_PROPERTY_EXPIRED', blueprintIdentifier: 'timer', propertyIdentifier: 'ttl' };
  await server.automate(
    ...names.map((name) =>
      automation(name, { type: 'ENTITY_CREATED', blueprintIdentifier: name }, webhook(`${sink.url}/${name}`)),
    ),
    automation('timer', expires, webhook(`${sink.url}/timer`)),
  );
  await server.call('POST', '/v1/actions/held/pause', { reason: 'kept over the move' });
  const ttl = new Date(Date.now() + hour).toISOString();
  await server.upsert('timer', { identifier: 'one', properties: { ttl } });
  const events = await server.emit(...names.map((name) => created(name, 'one', {}, { id: `event-${name}` })));
  const [done = '', retrying = '', held = ''] = events.map(({ runs }) => runs[0]?.id ?? '');
  await server.runIn(done);
  await server.runIn(retrying, 'retrying');
  await server.runIn(held, 'held');
  const made = await server.call('POST', '/v1/clients', { name: 'dashboard', role: 'read' });
  const client = { id: (made.client as { id: string }).id, secret: String(made.secret) };
  const asked = { clientId: client.id, clientSecret: client.secret };
  const { accessToken } = await server.call('POST', '/v1/auth/access_token', asked);
  return { runs: { done, retrying, held }, client, token: String(accessToken) };
}

/** Fails unless the service, whose clock is `later`, goes on with that work where the other one left it. */
export async function expectContinued(server: Server, sink: Sink, { runs, client, token }: WaitingWork): Promise<void> {
  const waiting = await server.run(runs.retrying);
  // On a slow machine, the other service made the second attempt, too; the third would be minutes away.
  if (waiting.execution.attempts > 1 && waiting.execution.phase === 'retrying') {
    await server.call('POST', `/v1/actions/runs/${runs.retrying}/retry`, {});
  }
  await server.runIn(runs.retrying);
  const attempts = sink.requests('/retrying').map(({ key }) => key);
  expect(attempts.length).toBeGreaterThan(1);
  expect(new Set(attempts)).toEqual(new Set([runs.retrying]));
  const { status, execution } = await server.run(runs.retrying);
  expect([status, execution.history[0]?.statusCode]).toEqual(['SUCCESS', 503]);
  await until(
    () => sink.requests('/timer'),
    (list) => list.length === 1,
  );

  expect(await server.run(runs.held)).toMatchObject({ execution: { phase: 'held' } });
  expect(sink.requests('/held')).toEqual([]);
  await server.call('POST', '/v1/actions/held/resume', {});
  await server.runIn(runs.held);
  expect(sink.requests('/held')).toMatchObject([{ key: runs.held }]);

  // What ended is not done again, and what was sent before is known.
  expect(await server.emit(created('done', 'one', {}, { id: 'event-done' }))).toMatchObject([{ duplicate: true }]);
  expect(sink.requests('/done')).toHaveLength(1);
  const basic = Buffer.from(`${client.id}:${client.secret}`).toString('base64');
  for (const authorization of [`Basic ${basic}`, `Bearer ${token}`]) {
    expect((await server.send('GET', '/v1/actions', undefined, { authorization })).status).toBe(200);
  }
  const { audits } = await server.call<{ audits: JsonObject[] }>('GET', '/v1/audit-log?resources=client');
  expect(audits).toHaveLength(1);
}
