import { afterEach, describe, expect, test, vi } from 'vitest';
import { createLiveAutomations, recentMs } from '../../../src/app/match/live-automations.ts';
import type { Automation } from '../../../src/core/automation.ts';
import type { Store } from '../../../src/store/store.ts';

const automation = (identifier: string): Automation => ({
  identifier,
  trigger: { type: 'automation', event: { type: 'ENTITY_CREATED', blueprintIdentifier: 'service' } },
  invocationMethod: { type: 'WEBHOOK', url: 'https://example.com' },
});

/** A store of automations whose lists come when the test lets them. */
function slowStore() {
  const names: string[] = [];
  const lists: (() => void)[] = [];
  const automations = {
    version: async () => names.length,
    list: () => {
      const seen = names.map((name) => ({ automation: automation(name), hash: name, settings: null }));
      return new Promise((resolve) => lists.push(() => resolve(seen)));
    },
  };
  return { names, lists, store: { automations, pauses: { list: async () => [] } } as unknown as Store };
}

describe('app/match/live-automations', () => {
  afterEach(() => void vi.useRealTimers());

  test('includes an automation created while an older state was loading in the next event', async () => {
    const { names, lists, store } = slowStore();
    const live = createLiveAutomations({ store });
    names.push('old');
    const before = live.current();
    await expect.poll(() => lists.length).toBe(1);
    names.push('new');
    // Every caller from now on has seen the creation succeed.
    const after = live.current();
    await expect.poll(() => lists.length).toBe(2);
    for (const answer of lists) answer();
    expect([...(await before).byIdentifier.keys()]).toEqual(['old']);
    expect([...(await after).byIdentifier.keys()]).toEqual(['old', 'new']);
    expect((await live.current()).version).toBe(2);
    expect(lists).toHaveLength(2);
  });

  test('asks for the version of automations only when what is known is older than the caller accepts', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const { names, lists, store } = slowStore();
    const asked = vi.spyOn(store.automations, 'version');
    const live = createLiveAutomations({ store });
    names.push('one');
    const first = live.recent();
    await expect.poll(() => lists.length).toBe(1);
    lists[0]?.();
    await first;
    expect(asked).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(recentMs + 1);
    await live.recent(2_000);
    expect(asked).toHaveBeenCalledTimes(1);
    await live.recent();
    expect(asked).toHaveBeenCalledTimes(2);
  });
});
