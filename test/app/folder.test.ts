import { mkdirSync, mkdtempSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { loadFolder } from '../../src/app/folder.ts';
import { openQueue } from '../../src/store/queue.ts';
import { createStore } from '../../src/store/store.ts';
import { definition } from '../core/definitions.ts';
import { jqForTests } from '../jq/jq.ts';
import { pgliteEngine } from '../store/databases.ts';
import { syncWorld } from './sync-world.ts';

const jq = jqForTests();

test('app/folder: links are followed as in a mounted volume, and one that leads nowhere removes nothing', async () => {
  const engine = await pgliteEngine();
  onTestFinished(() => engine.stop());
  const { db, schema, close } = await engine.open();
  const queue = await openQueue(db, { schema, onError: () => {} });
  onTestFinished(async () => {
    await queue.stop();
    await close();
  });
  const { world } = syncWorld(
    createStore(db, queue, () => 1_000_000),
    queue,
    jq,
  );
  const root = mkdtempSync(join(tmpdir(), 'catalog-folder-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const folder = join(root, 'automations');
  // As Kubernetes mounts a ConfigMap.
  mkdirSync(join(folder, '..2026'), { recursive: true });
  writeFileSync(join(folder, '..2026', 'a.json'), JSON.stringify(definition('a')));
  symlinkSync('..2026', join(folder, '..data'));
  symlinkSync('..data/a.json', join(folder, 'a.json'));
  writeFileSync(join(root, 'b.json'), JSON.stringify(definition('b')));
  symlinkSync('../b.json', join(folder, 'b.json'));
  expect(await loadFolder(world, folder)).toEqual({ loaded: 2, removed: 0, issues: [] });

  unlinkSync(join(root, 'b.json'));
  expect(await loadFolder(world, folder)).toMatchObject({
    loaded: 1,
    removed: 0,
    issues: [{ code: 'syntax/link', severity: 'error' }],
  });
});
