import { describe, expect, test } from 'vitest';
import type { MapEdge, MapNode } from '../../../src/core/views/map-view.ts';
import { connectionsOf, isFound, pathOf, shortened } from '../../../src/ui/core/map-words.ts';

const node = (identifier: string, blueprint = 'service', type = 'WEBHOOK'): MapNode => ({
  ...{ id: `automation:${identifier}`, identifier, title: null, active: true, conditions: 0, cycle: false },
  trigger: { kind: 'entity', event: 'ENTITY_UPDATED', blueprint },
  backend: { type, label: 'POST example.com' },
  ...{ x: 0, y: 0, width: 1, height: 1 },
});

const edge = (from: string, to: string): MapEdge => ({ from, to, cycle: false, points: [] });

describe('ui/core/map-words', () => {
  test('says what an automation can trigger, through a hub too, and each only once', () => {
    const edges = [
      edge('automation:a', 'automation:b'),
      edge('automation:a', 'trigger:0'),
      edge('trigger:0', 'automation:b'),
      edge('trigger:0', 'automation:c'),
    ];
    const found = connectionsOf({ nodes: ['a', 'b', 'c'].map((name) => node(name)), edges });
    expect(
      found.map(({ node: { identifier }, reaches }) => [identifier, reaches.map((one) => one.identifier)]),
    ).toEqual([['a', ['b', 'c']]]);
  });

  test('finds by text, blueprint and backend together', () => {
    expect(isFound(node('page_owner'), { search: 'OWNER', blueprint: 'service' })).toBe(true);
    expect(isFound(node('page_owner'), { search: 'owner', blueprint: 'team' })).toBe(false);
    expect(isFound(node('page_owner'), { backend: 'GITHUB' })).toBe(false);
  });

  test('draws a line through its points, and shortens by characters', () => {
    const points = [
      [0, 0],
      [10, 20],
    ] as const;
    expect(pathOf(points)).toBe('M0 0C5 0 5 20 10 20');
    expect(shortened('👍👍👍', 2)).toBe('👍…');
    expect(shortened('👍👍', 2)).toBe('👍👍');
  });
});
