import { describe, expect, test } from 'vitest';
import { backends } from '../../../src/backends/index.ts';
import type { Automation } from '../../../src/core/automation.ts';
import type { JsonObject } from '../../../src/core/json.ts';
import { referencesOf } from '../../../src/core/lint/subject.ts';
import { linkAutomations } from '../../../src/core/map/map.ts';
import { automation } from '../lint/lint-file.ts';

const updated = (blueprint: string) => ({ type: 'ENTITY_UPDATED', blueprintIdentifier: blueprint });

const upsert = (blueprint: string, properties: JsonObject = { at: '{{ now }}' }): JsonObject => ({
  type: 'UPSERT_ENTITY',
  blueprintIdentifier: blueprint,
  mapping: { identifier: '{{ .event.context.entityIdentifier }}', properties },
});

/** The edges among automations, by name; `!` marks those of a cycle. */
function linked(...values: JsonObject[]) {
  const automations = values as unknown as Automation[];
  const actors = automations.map((one) => ({
    automation: one,
    references: referencesOf(one.invocationMethod, backends),
  }));
  const { hubs, edges, cyclic } = linkAutomations(actors, null);
  const nameOf = (node: number) =>
    automations[node]?.identifier ?? `(${hubs[node - automations.length]?.blueprint ?? 'none'})`;
  const names = edges.map(({ from, to, cycle }) => `${nameOf(from)} ${cycle ? '!' : ''}> ${nameOf(to)}`);
  return { edges: names.sort(), cyclic: [...cyclic].map(nameOf) };
}

describe('core/map/map', () => {
  test('links what writes entities, and what has runs, to those that listen', () => {
    const all = linked(
      automation({ identifier: 'write', event: updated('service'), method: upsert('team') }),
      automation({ identifier: 'hear', event: updated('team') }),
      automation({ identifier: 'follow', event: { type: 'RUN_UPDATED', actionIdentifier: 'hear' } }),
      automation({ identifier: 'alone', event: updated('other') }),
    );
    expect(all).toEqual({ edges: ['hear > follow', 'write > hear'], cyclic: [] });
  });

  test('marks every edge of a cycle, and none of an automation that is off', () => {
    const pair = (publish: boolean) =>
      linked(
        automation({ identifier: 'a', event: updated('service'), method: upsert('team') }),
        automation({ identifier: 'b', event: updated('team'), method: upsert('service'), publish }),
        automation({ identifier: 'c', event: updated('team') }),
      );
    expect(pair(true)).toEqual({ edges: ['a !> b', 'a > c', 'b !> a'], cyclic: ['a', 'b'] });
    expect(pair(false)).toEqual({ edges: ['a > b', 'a > c', 'b > a'], cyclic: [] });
  });

  test('leaves out a change that cannot pass the condition', () => {
    const { edges } = linked(
      automation({ identifier: 'write', event: updated('service'), method: upsert('team', { size: 'small' }) }),
      automation({ identifier: 'hear', event: updated('team'), expressions: ['.diff.after.properties.size == "big"'] }),
    );
    expect(edges).toEqual([]);
  });

  test('draws many writers and many listeners through one hub', () => {
    const six = [1, 2, 3, 4, 5, 6];
    const { edges, cyclic } = linked(
      ...six.map((n) => automation({ identifier: `w${n}`, event: updated('service'), method: upsert('team') })),
      ...six.map((n) => automation({ identifier: `l${n}`, event: updated('team') })),
      automation({ identifier: 'back', event: updated('team'), method: upsert('service') }),
    );
    expect(edges).toHaveLength(6 + 7 + 6);
    expect(edges).toContain('w1 !> (team)');
    expect(edges).toContain('(team) !> back');
    expect(edges).toContain('(team) > l1');
    expect(cyclic).toEqual(['w1', 'w2', 'w3', 'w4', 'w5', 'w6', 'back']);
  });
});
