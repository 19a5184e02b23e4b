import { describe, expect, test } from 'vitest';
import type { OwnedBefore } from '../../../src/client/port/owned.ts';
import { createPortPlanClient, createPortReader } from '../../../src/client/port/port-plan.ts';
import { createPortSyncClient } from '../../../src/client/port/port-sync.ts';
import type { CheckoutSet } from '../../../src/client/server/checkout-set.ts';
import type { Automation } from '../../../src/core/automation.ts';
import type { JsonObject } from '../../../src/core/json.ts';
import { definition } from '../../action/definitions.ts';
import { startLoopback } from '../../fakes/loopback.ts';

const one = (identifier: string, more: JsonObject = {}): Automation => JSON.parse(definition(identifier, more));
const exported = { createdBy: 'me', createdAt: 'then', updatedBy: 'me', updatedAt: 'now', id: 'action_1' };

function wanted(automations: Automation[], more: Partial<CheckoutSet> = {}): CheckoutSet {
  const definitions = automations.map((automation) => ({
    file: `automations/${automation.identifier}.json`,
    automation,
  }));
  return { path: 'automations', source: 'acme/x', complete: true, definitions, ...more };
}

function ownedBefore(...values: object[]): OwnedBefore {
  const named = values as { identifier: string }[];
  return new Map(
    named.map((value) => [value.identifier, { file: 'automations/old.json', value: value as JsonObject }]),
  );
}

/** A Port that holds these; `refuse` names the call that it refuses, and how. */
async function startPort(held: object[], refuse: Record<string, { status: number; message: string }> = {}) {
  const calls: string[] = [];
  const loopback = await startLoopback(({ method, url, headers }, response) => {
    const call = `${method} ${url.pathname}`;
    const isToken = url.pathname.endsWith('access_token');
    if (!isToken && headers.authorization !== 'Bearer t') throw new Error('no token');
    if (!isToken) calls.push(call);
    const refusal = refuse[call];
    if (refusal?.status === 429) delete refuse[call];
    const body = refusal
      ? { ok: false, error: 'x', message: refusal.message }
      : isToken
        ? { ok: true, accessToken: 't' }
        : { ok: true, actions: held };
    response.writeHead(refusal?.status ?? 200, { 'retry-after': '0' }).end(JSON.stringify(body));
  });
  const port = { url: loopback.url, client: { id: 'id', secret: 'client-secret' } };
  return { port, calls, [Symbol.asyncDispose]: () => loopback[Symbol.asyncDispose]() };
}

describe('client/port/port-sync', () => {
  test('warns that Port has none of the settings, and sends none', async () => {
    await using world = await startPort([one('same')]);
    const definitions = [
      { file: 'automations/same.json', automation: one('same'), settings: { concurrency: 2, retry: 1 } },
    ];
    const set = wanted([], { definitions });
    const plan = await createPortPlanClient(createPortReader(world.port), ownedBefore(one('same'))).plan(set);
    expect(plan.changes).toMatchObject([{ action: 'unchanged' }]);
    expect(plan.warnings).toEqual([
      {
        identifier: 'same',
        message: 'Port has none of the settings of `same`, so they have no effect there: concurrency, retry.',
      },
    ]);
  });

  test('tells owned, drifted, deleted and foreign automations apart by the history', async () => {
    const selfService = { ...one('action'), trigger: { type: 'self-service' } };
    await using world = await startPort([
      { ...one('same'), ...exported },
      one('drifted', { title: 'By hand' }),
      one('removed'),
      one('foreign', { title: 'Theirs' }),
      one('alike'),
      one('bystander'),
      selfService,
    ]);
    const owned = ownedBefore(one('same'), one('drifted'), one('removed'), one('lost'), {
      identifier: 'broken',
      trigger: 1,
    });
    const client = createPortPlanClient(createPortReader(world.port), owned);
    const plan = await client.plan(
      wanted(['same', 'drifted', 'lost', 'foreign', 'action', 'alike'].map((name) => one(name))),
    );
    expect(plan.changes).toMatchObject([
      { action: 'create', identifier: 'action' },
      { action: 'unchanged', identifier: 'alike' },
      { action: 'update', identifier: 'drifted', drift: true },
      { action: 'conflict', identifier: 'foreign', owner: null, adoptable: true },
      { action: 'create', identifier: 'lost' },
      { action: 'delete', identifier: 'removed' },
      { action: 'unchanged', identifier: 'same', previousFile: 'automations/old.json' },
    ]);
    // Port keeps no record of syncs, so it is unknown whether it was deleted there or never synced.
    expect(plan.changes.find(({ identifier }) => identifier === 'lost')).not.toHaveProperty('drift');
    expect(world.calls).toEqual(['GET /v1/actions']);
    // A planner has nothing that could write.
    expect([Object.keys(client), Object.keys(createPortReader(world.port))]).toEqual([['plan'], ['automations']]);
  });

  test('rejects an incomplete or empty set, as the service does', async () => {
    await using world = await startPort([one('a')]);
    const client = createPortSyncClient(world.port, ownedBefore(one('a')));
    expect(await client.sync(wanted([], { complete: false }))).toMatchObject({ applied: false });
    expect(await client.sync(wanted([]))).toMatchObject({
      applied: false,
      message: expect.stringContaining('No definitions are left'),
    });
    expect(world.calls).toEqual(['GET /v1/actions', 'GET /v1/actions']);
  });

  test('reports which change was refused and how many were made before, and deletes last', async () => {
    const refuse = { 'PUT /v1/actions/b': { status: 422, message: 'Not like this' } };
    await using world = await startPort([one('a'), one('b'), one('c')], refuse);
    const client = createPortSyncClient(world.port, ownedBefore(one('a'), one('b'), one('c')));
    const set = wanted([one('b', { title: 'x' }), one('c', { title: 'x' }), one('aa')]);
    await expect(client.sync(set)).rejects.toMatchObject({
      code: 'invalid_content',
      message:
        'Port answered 422 to PUT /v1/actions/b: Not like this (`b`: update; 1 of 4 changes were made before it. Fix this and sync again.)',
    });
    expect(world.calls).toEqual(['GET /v1/actions', 'POST /v1/actions', 'PUT /v1/actions/b']);
  });

  test('waits when rate-limited, and reports rejected credentials without the secret', async () => {
    await using busy = await startPort([], { 'GET /v1/actions': { status: 429, message: 'slow down' } });
    const plan = await createPortPlanClient(createPortReader(busy.port), ownedBefore()).plan(wanted([one('a')]));
    expect([plan.changes.length, busy.calls]).toEqual([1, ['GET /v1/actions', 'GET /v1/actions']]);
    const refuse = { 'POST /v1/auth/access_token': { status: 401, message: 'Unknown client' } };
    await using closed = await startPort([], refuse);
    const refused = createPortReader(closed.port).automations();
    await expect(refused).rejects.toMatchObject({
      code: 'unauthorized',
      message: 'Port answered 401 to POST /v1/auth/access_token: Unknown client',
    });
  });

  test('does not take an answer without a list of automations for an empty Port', async () => {
    await using odd = await startLoopback(({ url }, response) => {
      const isToken = url.pathname.endsWith('access_token');
      response.end(JSON.stringify(isToken ? { ok: true, accessToken: 't' } : { ok: true, automations: [] }));
    });
    const port = { url: odd.url, client: { id: 'id', secret: 'client-secret' } };
    await expect(createPortReader(port).automations()).rejects.toMatchObject({
      code: 'unavailable',
      message: `${odd.url} did not answer with a list of automations.`,
    });
  });
});
