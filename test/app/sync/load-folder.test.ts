import { mkdirSync, mkdtempSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { loadFolder } from '../../../src/app/sync/load-folder.ts';
import { openQueue } from '../../../src/store/queue.ts';
import { createStore } from '../../../src/store/store.ts';
import { definition } from '../../core/definitions.ts';
import { jqForTests } from '../../jq/jq.ts';
import { pgliteEngine } from '../../store/databases.ts';
import { syncWorld } from '../sync-world.ts';

const jq = jqForTests();

async function folderWorld() {
  const engine = await pgliteEngine();
  onTestFinished(() => engine.stop());
  const { db, schema, close } = await engine.open();
  const queue = await openQueue(db, { schema, onError: () => {} });
  onTestFinished(async () => {
    await queue.stop();
    await close();
  });
  const store = createStore(db, queue, () => 1_000_000);
  const root = mkdtempSync(join(tmpdir(), 'catalog-folder-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  return { world: syncWorld(store, queue, jq).world, store, root };
}

test('app/folder: recognizes a folder however it is spelled, and takes over the automations of another', async () => {
  const { world, store, root } = await folderWorld();
  const [before, after] = [join(root, 'before'), join(root, 'after')];
  for (const folder of [before, after]) {
    mkdirSync(folder);
    writeFileSync(join(folder, 'a.json'), JSON.stringify(definition('a')));
  }
  writeFileSync(join(before, 'b.json'), JSON.stringify(definition('b')));
  const sources = async () =>
    Object.fromEntries((await store.automations.list()).map((one) => [one.automation.identifier, one.source]));
  await loadFolder(world, before);
  unlinkSync(join(before, 'b.json'));
  expect(await loadFolder(world, relative('.', before))).toMatchObject({ loaded: 1, removed: 1 });
  expect(await sources()).toEqual({ a: `folder:${before}` });
  expect(await loadFolder(world, after)).toMatchObject({ loaded: 1, removed: 0 });
  expect(await sources()).toEqual({ a: `folder:${after}` });
});

test('app/folder: follows links as in a mounted volume, and removes nothing for a broken one', async () => {
  const { world, root } = await folderWorld();
  const folder = join(root, 'automations');
  // As Kubernetes mounts a ConfigMap.
  mkdirSync(join(folder, '..2026'), { recursive: true });
  writeFileSync(join(folder, '..2026', 'a.json'), JSON.stringify(definition('a')));
  symlinkSync('..2026', join(folder, '..data'));
  symlinkSync('..data/a.json', join(folder, 'a.json'));
  writeFileSync(join(root, 'b.json'), JSON.stringify(definition('b')));
  symlinkSync('../b.json', join(folder, 'b.json'));
  expect(await loadFolder(world, folder)).toEqual({ loaded: 2, rejected: 0, removed: 0, issues: [] });

  unlinkSync(join(root, 'b.json'));
  expect(await loadFolder(world, folder)).toMatchObject({
    loaded: 1,
    removed: 0,
    issues: [{ code: 'syntax/link', severity: 'error' }],
  });
});

test('app/folder: removes nothing for an emptied file', async () => {
  const { world, root } = await folderWorld();
  writeFileSync(join(root, 'a.yml'), JSON.stringify(definition('a')));
  writeFileSync(join(root, 'b.yml'), JSON.stringify(definition('b')));
  expect(await loadFolder(world, root)).toEqual({ loaded: 2, rejected: 0, removed: 0, issues: [] });
  writeFileSync(join(root, 'b.yml'), '\n');
  expect(await loadFolder(world, root)).toMatchObject({
    loaded: 1,
    removed: 0,
    issues: [{ code: 'syntax/blank-file', severity: 'error' }],
  });
});

test('app/folder: skips a definition with errors and keeps its loaded version', async () => {
  const { world, store, root } = await folderWorld();
  const file = join(root, 'all.json');
  const [a, b] = [definition('a'), definition('b')];
  writeFileSync(file, JSON.stringify([a, b], null, 2));
  expect(await loadFolder(world, root)).toMatchObject({ loaded: 2, rejected: 0, issues: [] });

  // What HTTP clients set themselves is an error that only lint knows.
  const unsendable = {
    ...b,
    invocationMethod: { type: 'WEBHOOK', url: 'https://example.com', headers: { Host: 'x' } },
  };
  writeFileSync(file, JSON.stringify([a, unsendable], null, 2));
  expect(await loadFolder(world, root)).toMatchObject({ loaded: 1, rejected: 1, removed: 0 });
  const stored = await store.automations.get('b');
  expect(stored?.automation).toEqual(b);
});

test('app/folder: does not load a definition with a secret, even where its issue is ignored', async () => {
  const { world, store, root } = await folderWorld();
  const folder = join(root, 'automations');
  mkdirSync(folder);
  const headers = { Authorization: `Bearer gh${'p_'}0123456789abcdefghijklmnopqrstuvwxyz` };
  const leaky = definition('a', { invocationMethod: { type: 'WEBHOOK', url: 'https://example.com', headers } });
  writeFileSync(join(folder, 'a.json'), JSON.stringify(leaky));
  const ignored = 'ignore: [{ code: lint/hard-coded-secret, reason: made up }]\n';
  writeFileSync(join(root, '.catalog-automations.yml'), ignored);
  const { loaded, rejected, issues } = await loadFolder(world, folder);
  expect([loaded, rejected]).toEqual([0, 1]);
  expect(issues.map(({ code }) => code)).toContain('lint/hard-coded-secret');
  expect(await store.automations.list()).toEqual([]);
});
