import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/core/json.ts';
import { doings, many, plain, type SyncWorld, startSyncWorld } from './harness/sync.ts';

describe('e2e/sync-accidents', () => {
  let world: SyncWorld;
  beforeAll(async () => {
    world = await startSyncWorld();
  });
  afterAll(() => world[Symbol.asyncDispose]());

  test('all files gone', async () => {
    const { plan, sync } = world.repository('gone');
    await sync([plain('gone-a'), plain('gone-b')]);
    const planned = await plan([]);
    expect(doings(planned)).toEqual(['delete gone-a', 'delete gone-b']);
    const agreed: JsonObject = { confirm: planned.plan.hash, maxDeletes: 100 };
    for (const more of [{}, agreed]) {
      expect(await sync([], more)).toMatchObject({
        status: 409,
        error: 'conflict',
        message: expect.stringContaining('`gone-a`, `gone-b`. Check that the path is still right.'),
        details: { reason: 'empty' },
      });
    }
    expect(await world.identifiers()).toEqual(expect.arrayContaining(['gone-a', 'gone-b']));
  });

  test('one file that cannot be read', async () => {
    const { plan, sync } = world.repository('unread');
    await sync([plain('unread-a'), plain('unread-b')]);
    expect(doings(await plan([plain('unread-a')], { complete: false }))).toEqual(['delete unread-b']);
    const refused = await sync([plain('unread-a')], { complete: false });
    expect(refused).toMatchObject({
      status: 409,
      details: { reason: 'incomplete', plan: { changes: expect.anything() } },
    });
    expect(await world.identifiers()).toContain('unread-b');
  });

  test('a folder that is renamed', async () => {
    const { sync, source } = world.repository('folder');
    await sync([plain('folder-a')]);
    const refused = await sync([plain('folder-a')], { path: 'rules' });
    expect(refused).toMatchObject({
      status: 409,
      details: { reason: 'conflict' },
      message: expect.stringContaining(`adopt: ${source} moves`),
    });
    expect(await sync([plain('folder-a')], { path: 'rules', adopt: [source] })).toMatchObject({
      status: 200,
      plan: { changes: [{ action: 'adopt', identifier: 'folder-a', owner: source }] },
    });
  });

  test('two repositories that claim one identifier', async () => {
    await world.repository('claims-one').sync([plain('claimed')]);
    const other = world.repository('claims-two');
    expect((await other.plan([plain('claimed')])).plan.changes).toMatchObject([
      { action: 'conflict', owner: 'acme/claims-one:automations' },
    ]);
    const refused = await other.sync([plain('claimed'), plain('not-claimed')]);
    expect(refused).toMatchObject({
      status: 409,
      details: { reason: 'conflict' },
      message: expect.stringContaining('`claimed` is owned by acme/claims-one:automations'),
    });
    expect(await world.identifiers()).not.toContain('not-claimed');
  });

  test('an identifier that is renamed', async () => {
    const { plan, sync } = world.repository('renamed');
    await sync([plain('renamed-old')]);
    const planned = await plan([plain('renamed-new')]);
    expect(doings(planned)).toEqual(['create renamed-new', 'delete renamed-old']);
    expect(planned.plan.warnings).toMatchObject([
      {
        identifier: 'renamed-new',
        message: expect.stringContaining('`renamed-old` seems to have been renamed to `renamed-new`'),
      },
    ]);
    expect((await sync([plain('renamed-new')])).status).toBe(200);
  });

  test('more deletions than the budget, until exactly these are confirmed', async () => {
    const { sync } = world.repository('budget');
    await sync(many(8, 'budget'));
    const left = [plain('budget-0')];
    const refused = await sync(left);
    expect(refused).toMatchObject({
      status: 409,
      message: expect.stringContaining('7 automations, but only 5 are allowed without confirmation'),
      details: {
        reason: 'budget',
        confirm: refused.plan.hash,
        plan: { deletes: { count: 7, allowed: 5, confirmed: false } },
      },
    });
    const stale = await sync([...left, plain('budget-new')], { confirm: refused.plan.hash });
    expect(stale).toMatchObject({ status: 409, details: { reason: 'stale-confirm', confirm: stale.plan.hash } });
    expect((await world.identifiers()).filter((name) => name.startsWith('budget'))).toHaveLength(8);
    const done = await sync(left, { confirm: refused.plan.hash });
    expect(done).toMatchObject({ status: 200, plan: { deletes: { count: 7, confirmed: true } } });
    expect((await world.identifiers()).filter((name) => name.startsWith('budget'))).toEqual(['budget-0']);
  });

  test('an edit by hand is shown as drift and overwritten', async () => {
    const { plan, sync } = world.repository('drift');
    await sync([plain('drift')]);
    await world.server.call('PUT', '/v1/actions/drift', plain('drift', { title: 'By hand' }));
    const { plan: planned } = await plan([plain('drift')]);
    expect(planned.changes).toMatchObject([
      { action: 'update', drift: true, fields: [{ path: '/title', before: 'By hand' }] },
    ]);
    await sync([plain('drift')]);
    const { action } = await world.server.call<{ action: JsonObject }>('GET', '/v1/actions/drift');
    expect(action).not.toHaveProperty('title');
  });

  test('what a sync did is undone', async () => {
    const { sync, restore } = world.repository('undo');
    await sync([plain('undo-a'), plain('undo-b')]);
    await sync([plain('undo-c')]);
    expect(await restore()).toMatchObject({ status: 200, revision: 3 });
    expect((await world.identifiers()).filter((name) => name.startsWith('undo'))).toEqual(['undo-a', 'undo-b']);
    expect(await world.repository('never-synced').restore()).toMatchObject({ status: 404 });
  });
});
