import { describe, expect, test } from 'vitest';
import { createIngest } from '../../../src/app/ingest/ingest.ts';
import { createLiveAutomations } from '../../../src/app/match/live-automations.ts';
import { createMatcher } from '../../../src/app/match/match.ts';
import type { World } from '../../../src/app/world.ts';
import type { Automation } from '../../../src/core/automation.ts';
import type { Event } from '../../../src/core/event/event.ts';
import type { Jq, JqResult } from '../../../src/core/expression/expression.ts';
import { automation, created } from '../../e2e/harness/shapes.ts';
import { openWorld } from '../app-world.ts';

const input = (id: string, n: number) => {
  const trigger = { by: {}, origin: 'API', at: '2026-01-01T00:00:00.000Z' };
  const event = { id, trigger, ...created('b', id, { n }) } as unknown as Event;
  return { event, source: 'http', depth: 0, chain: [] };
};

describe('app/match/match', () => {
  test('does not repeat decisions of the first round in the second', async () => {
    await using opened = await openWorld();
    const heard = { type: 'ENTITY_CREATED', blueprintIdentifier: 'b' };
    const method = { type: 'WEBHOOK', url: 'http://127.0.0.1:9' };
    const names = ['first', 'second'];
    for (const name of names) {
      const definition = automation(name, heard, method, [`"${name}" | test("x")`]) as unknown as Automation;
      await opened.world.store.automations.put({
        automation: definition,
        hash: name,
        source: null,
        file: null,
        by: null,
      });
    }
    // Each is slow for one event, and fails on the other at once.
    const broken: JqResult = { ok: false, error: 'it broke' };
    const late: JqResult = { ok: false, error: 'it took too long', timeout: true, quarantined: true };
    const jq: Jq = {
      ...opened.world.jq,
      direct: () => null,
      evaluate: async (programs, inputs, options) =>
        inputs.map((one) =>
          programs.map((program) => {
            const n = (one as unknown as { diff: { after: { properties: { n: number } } } }).diff.after.properties.n;
            const isSlow = program.includes(names[n] ?? '');
            if (!isSlow) return broken;
            return options?.quick === true ? late : broken;
          }),
        ),
    };
    const warnings: object[] = [];
    const log = { ...opened.world.log, warn: (fields: object) => void warnings.push(fields) };
    const world: World = { ...opened.world, jq, log };
    const live = createLiveAutomations(world);
    const rest: (() => Promise<unknown>)[] = [];
    const then = { wake() {}, cascade() {}, reserve: () => 0, start() {}, later: rest.push.bind(rest) };
    const ingest = createIngest(world, live, createMatcher(world, live, then));
    const [one, two] = await ingest([input('one', 0), input('two', 1)]);
    expect([one, two]).toMatchObject([
      { errors: [{ automation: 'second' }], undecided: ['first'] },
      { errors: [{ automation: 'first' }], undecided: ['second'] },
    ]);
    const stored = async () =>
      (await opened.world.store.events.getMany(['one', 'two'])).map((event) => event.matchedAt);
    expect(await stored()).toEqual([null, null]);
    for (const work of rest) await work();
    const failed = (await opened.world.store.events.getMany(['one', 'two'])).map(({ errors }) =>
      errors.map(({ automation }) => automation).sort(),
    );
    expect(failed).toEqual([names, names]);
    expect(await stored()).not.toContain(null);
    expect(warnings).toHaveLength(4);
  });

  test('retries a condition after others used up the time', async () => {
    await using opened = await openWorld();
    const heard = { type: 'ENTITY_CREATED', blueprintIdentifier: 'b' };
    const method = { type: 'WEBHOOK', url: 'http://127.0.0.1:9' };
    await opened.world.store.automations.put({
      automation: automation('crowded', heard, method, ['"x" | test("x")']) as unknown as Automation,
      hash: 'crowded',
      source: null,
      file: null,
      by: null,
    });
    const untried: JqResult = { ok: false, error: 'others kept jq busy', timeout: true, untried: true };
    let patientTries = 0;
    const jq: Jq = {
      ...opened.world.jq,
      direct: () => null,
      evaluate: async (programs, inputs, options) => {
        if (options?.quick !== true) patientTries++;
        const result: JqResult = patientTries < 3 ? untried : { ok: true, value: true };
        return inputs.map(() => programs.map(() => result));
      },
    };
    const world: World = { ...opened.world, jq };
    const live = createLiveAutomations(world);
    const rest: (() => Promise<unknown>)[] = [];
    const then = { wake() {}, cascade() {}, reserve: () => 0, start() {}, later: rest.push.bind(rest) };
    const [one] = await createIngest(world, live, createMatcher(world, live, then))([input('one', 0)]);
    expect(one).toMatchObject({ runs: [], errors: [], undecided: ['crowded'] });
    for (const work of rest) await work();
    expect(patientTries).toBe(3);
    const [stored] = await opened.world.store.events.getMany(['one']);
    expect(stored?.errors).toEqual([]);
    expect(stored?.matchedAt).not.toBeNull();
    expect((await opened.world.store.runs.list({ limit: 10 })).map(({ automation }) => automation)).toEqual([
      'crowded',
    ]);
  });

  test('decides conditions that timed out together with a bad one before it answers', async () => {
    await using opened = await openWorld();
    const heard = { type: 'ENTITY_CREATED', blueprintIdentifier: 'b' };
    for (const [name, condition] of [
      ['endless', 'def f: f; f'],
      ['honest', '.diff.after.properties.n | tostring | test("1")'],
    ] as const) {
      const definition = automation(name, heard, { type: 'WEBHOOK', url: 'http://127.0.0.1:9' }, [condition]);
      const row = { automation: definition as unknown as Automation, hash: name, source: null, file: null, by: null };
      await opened.world.store.automations.put(row);
    }
    const live = createLiveAutomations(opened.world);
    const rest: (() => Promise<unknown>)[] = [];
    const then = { wake() {}, cascade() {}, reserve: () => 0, start() {}, later: rest.push.bind(rest) };
    const ingest = createIngest(opened.world, live, createMatcher(opened.world, live, then));
    for (const id of ['one', 'two', 'three']) {
      const [answer] = await ingest([input(id, 1)]);
      expect(answer).toMatchObject({ runs: [{ automation: 'honest' }], errors: [], undecided: ['endless'] });
    }
    expect(rest).toHaveLength(3);
  });
});
