import { describe, expect, test } from 'vitest';
import { queuedRun } from '../../src/core/run/run.ts';
import { pgliteEngine, postgresEngine } from './databases.ts';
import { storeWorld } from './world.ts';

describe.each([pgliteEngine, postgresEngine])('store/run-chain %o', (start) => {
  const world = storeWorld(start);

  test('finds the runs before and directly after a run', async () => {
    const { runs, runChain } = world.store;
    const run = (id: string, chain: string[]) => ({
      ...queuedRun({ id, eventId: `e_${id}`, automation: `auto_${id}`, now: 0 }),
      depth: chain.length,
      chain,
    });
    await runs.insert([run('a', []), run('b', ['a']), run('c', ['a', 'b']), run('d', ['a'])]);
    const names = (found: { id: string; automation: string }[]) =>
      found.map(({ id, automation }) => `${id} ${automation}`);
    expect(names(await runChain.causedBy('a'))).toEqual(['b auto_b', 'd auto_d']);
    expect(names(await runChain.causedBy('c'))).toEqual([]);
    expect(names(await runChain.named(['a', 'b', 'gone']))).toEqual(['a auto_a', 'b auto_b']);
  });
});
