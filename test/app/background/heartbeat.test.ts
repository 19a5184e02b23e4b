import { describe, expect, test } from 'vitest';
import { createHeartbeat, deadAfterMs } from '../../../src/app/background/heartbeat.ts';
import type { World } from '../../../src/app/world.ts';

/** A heartbeat whose clock and database the test decides. */
function world() {
  const state = { now: 1_000_000, away: false };
  const store = {
    replicas: { beat: async () => (state.away ? Promise.reject(new Error('Connection terminated')) : undefined) },
  };
  const parts = { store, clock: { now: () => state.now, chance: () => 0 }, settings: { replica: 'one' } };
  const heartbeat = createHeartbeat(parts as unknown as World);
  /** Beats every two seconds for so long. */
  async function beatFor(milliseconds: number): Promise<void> {
    for (let passed = 0; passed < milliseconds; passed += 2_000) {
      state.now += 2_000;
      await heartbeat.beat().catch(() => {});
    }
  }
  return { state, heartbeat, beatFor };
}

describe('app/background/heartbeat', () => {
  test('is steady only after beating for as long as others may stay silent', async () => {
    const { heartbeat, beatFor } = world();
    await heartbeat.beat();
    expect(heartbeat.isSteady()).toBe(false);
    await beatFor(deadAfterMs - 2_000);
    expect(heartbeat.isSteady()).toBe(false);
    await beatFor(2_000);
    expect(heartbeat.isSteady()).toBe(true);
  });

  test('is not steady after a database outage until every replica could have beaten again', async () => {
    const { state, heartbeat, beatFor } = world();
    await beatFor(2 * deadAfterMs);
    state.away = true;
    await beatFor(deadAfterMs);
    expect(heartbeat.isSteady()).toBe(false);
    state.away = false;
    await beatFor(2_000);
    expect(heartbeat.isSteady()).toBe(false);
    await beatFor(deadAfterMs);
    expect(heartbeat.isSteady()).toBe(true);
  });

  test('is not steady right after its own process was suspended', async () => {
    const { state, heartbeat, beatFor } = world();
    await beatFor(2 * deadAfterMs);
    state.now += 60_000;
    expect(heartbeat.isSteady()).toBe(false);
    await beatFor(2_000);
    expect(heartbeat.isSteady()).toBe(false);
  });
});
