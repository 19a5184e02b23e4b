import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { Database } from '../../src/store/database.ts';
import { openQueue, type Queue } from '../../src/store/queue.ts';
import { createStore, type Store } from '../../src/store/store.ts';
import { type Engine, emptyDatabase } from './databases.ts';

/** A store on one engine for the tests of a suite, each of which finds it empty; a test may move the clock on. */
export type StoreWorld = { engine: string; store: Store; queue: Queue; db: Database; now: number };

/** Opens it before the suite and closes it behind it. */
export function storeWorld(start: () => Promise<Engine>): StoreWorld {
  const world = { now: 0 } as StoreWorld;
  let engine: Engine;
  let opened: Awaited<ReturnType<Engine['open']>>;

  beforeAll(async () => {
    engine = await start();
    opened = await engine.open();
    world.engine = engine.name;
    world.db = opened.db;
    world.queue = await openQueue(opened.db, { schema: opened.schema, onError: () => {} });
    world.store = createStore(opened.db, world.queue, () => world.now);
  });
  afterAll(async () => {
    await world.queue.stop();
    await opened.close();
    await engine.stop();
  });
  beforeEach(async () => {
    world.now = 1_000_000;
    await emptyDatabase(opened.db, opened.schema);
  });
  return world;
}
