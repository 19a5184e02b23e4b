import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/core/json.ts';
import { dispatch, startAppServer, startGitHub } from './harness/github.ts';
import type { Server } from './harness/server.ts';
import { automation, runEvent, webhook } from './harness/shapes.ts';
import { type Sink, startSink } from './harness/sink.ts';
import { until } from './harness/until.ts';

type Fired = { action: string; subject: string };

/** A trigger: what makes it fire, and what must have fired. `name` stands for the blueprint or the action. */
type Case = { type: string; cause(server: Server, name: string): Promise<unknown>; fires: Fired[] };

const entities = (name: string): string => `/v1/blueprints/${name}/entities`;
const create = (server: Server, name: string, properties: JsonObject = {}) =>
  server.call('POST', entities(name), { identifier: 'one', properties });
const change = (server: Server, name: string) =>
  server.call('PATCH', `${entities(name)}/one`, { properties: { version: 2 } });
const remove = (server: Server, name: string) => server.call('DELETE', `${entities(name)}/one?delete_dependents=false`);
const running = { id: 'r_outside', status: 'IN_PROGRESS', properties: { type: 'Testing' } };
/** Not the automation's own name: it would listen to itself. */
const actionOf = (name: string): string => `action_of_${name}`;
const runs = (server: Server, name: string) =>
  server.emit(
    runEvent(actionOf(name), { after: running }),
    runEvent(actionOf(name), { before: running, after: { ...running, status: 'SUCCESS' } }),
  );
const wholeLife = async (server: Server, name: string) => {
  await create(server, name, { expires: new Date(Date.now() + 500).toISOString() });
  await change(server, name);
};

const cases: Case[] = [
  { type: 'ENTITY_CREATED', cause: wholeLife, fires: [{ action: 'CREATE', subject: 'one' }] },
  { type: 'ENTITY_UPDATED', cause: wholeLife, fires: [{ action: 'UPDATE', subject: 'one' }] },
  {
    type: 'ENTITY_DELETED',
    cause: async (server, name) => {
      await wholeLife(server, name);
      await remove(server, name);
    },
    fires: [{ action: 'DELETE', subject: 'one' }],
  },
  {
    type: 'ANY_ENTITY_CHANGE',
    cause: async (server, name) => {
      await wholeLife(server, name);
      await remove(server, name);
    },
    fires: ['CREATE', 'UPDATE', 'DELETE'].map((action) => ({ action, subject: 'one' })),
  },
  { type: 'TIMER_PROPERTY_EXPIRED', cause: wholeLife, fires: [{ action: 'TIMER_EXPIRED', subject: 'one' }] },
  { type: 'RUN_CREATED', cause: runs, fires: [{ action: 'CREATE', subject: '' }] },
  { type: 'RUN_UPDATED', cause: runs, fires: [{ action: 'UPDATE', subject: '' }] },
  { type: 'ANY_RUN_CHANGE', cause: runs, fires: ['CREATE', 'UPDATE'].map((action) => ({ action, subject: '' })) },
];

describe('e2e/triggers', () => {
  let world: Awaited<ReturnType<typeof startGitHub>>;
  let sink: Sink;
  let server: Server;
  beforeAll(async () => {
    world = await startGitHub();
    sink = await startSink();
    server = await startAppServer(world.github, { ALLOWED_HOSTS: sink.host });
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await world.github[Symbol.asyncDispose]();
    await sink[Symbol.asyncDispose]();
  });

  /** What the automation listens to. */
  const eventOf = ({ type }: Case, name: string): JsonObject => {
    if (type.includes('RUN')) return { type, actionIdentifier: actionOf(name) };
    return {
      type,
      blueprintIdentifier: name,
      ...(type.startsWith('TIMER') && { propertyIdentifier: 'expires' }),
    };
  };

  /** Creates the automation, lets it happen, and waits for exactly the runs that must come of it. */
  const fire = async (one: Case, name: string, method: JsonObject) => {
    await server.automate(automation(name, eventOf(one, name), method));
    await one.cause(server, name);
    const found = await until(
      () => server.runs(`action=${name}`),
      (list) => list.length >= one.fires.length,
    );
    expect(found).toHaveLength(one.fires.length);
    return found.reverse();
  };
  const subjectOf = ({ subject }: Fired, name: string): string => subject || actionOf(name);

  test.each(cases)('$type calls a webhook', async (one) => {
    const name = `${one.type}_webhook`;
    const url = sink.at(`/${name}`, { body: '{"taken":true}' });
    const found = await fire(one, name, webhook(url, { event: '{{ .event }}', run: '{{ .run.id }}' }));
    for (const [index, { id }] of found.entries()) {
      expect(await server.runIn(id)).toMatchObject({ status: 'SUCCESS', response: { taken: true } });
      const sent = sink.requests(`/${name}`).filter(({ key }) => key === id);
      expect(sent).toHaveLength(1);
      const { action } = one.fires[index] ?? {};
      expect(sent[0]?.json).toMatchObject({ run: id, event: { action } });
    }
    expect(sink.requests(`/${name}`)).toHaveLength(one.fires.length);
  });

  test.each(cases)('$type starts a GitHub workflow and ends with it', async (one) => {
    const name = `${one.type}_github`;
    const found = await fire(one, name, dispatch());
    for (const [index, { id }] of found.entries()) {
      const workflowRun = await until(
        () => world.github.runs.find(({ inputs }) => inputs.run === id),
        (started) => started !== undefined,
      );
      const fired = one.fires[index] ?? { action: '', subject: '' };
      expect(workflowRun?.inputs).toEqual({ action: fired.action, entity: subjectOf(fired, name), run: id });
      expect((await server.runIn(id, 'accepted')).status).toBe('IN_PROGRESS');
      if (workflowRun !== undefined) world.github.advance(workflowRun, 'completed', 'success');
      const ended = await server.runIn(id);
      expect(ended.status).toBe('SUCCESS');
      expect(ended.link[0]).toContain(`/acme/platform/actions/runs/${workflowRun?.id}`);
    }
  });

  test.each(cases)('$type writes an entity', async (one) => {
    const name = `${one.type}_upsert`;
    const mapping = {
      identifier: '{{ .run.id }}',
      properties: { action: '{{ .event.action }}', before: '{{ .event.diff.before != null }}' },
      relations: { subject: '{{ .event.context.entityIdentifier // .event.context.action.identifier }}' },
    };
    const found = await fire(one, name, { type: 'UPSERT_ENTITY', blueprintIdentifier: 'reaction', mapping });
    for (const [index, { id }] of found.entries()) {
      expect((await server.runIn(id)).status).toBe('SUCCESS');
      const fired = one.fires[index] ?? { action: '', subject: '' };
      expect(await server.entity('reaction', id)).toMatchObject({
        properties: { action: fired.action, before: fired.action === 'UPDATE' || fired.action === 'DELETE' },
        relations: { subject: subjectOf(fired, name) },
      });
    }
  });
});
