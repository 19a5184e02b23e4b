import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clustersOf } from '../../../src/core/map/clusters.ts';
import { layoutBlock } from '../../../src/core/map/layout.ts';

const size = { width: 200, height: 50 };

const edgesOf = (...pairs: [number, number][]) => pairs.map(([from, to]) => ({ from, to, cycle: false }));

/** The boxes of nodes, from the left. */
function boxesOf(nodes: number[], ...pairs: [number, number][]) {
  const { boxes } = layoutBlock(nodes, edgesOf(...pairs), () => size);
  return nodes.map((node) => boxes.get(node) ?? { x: -1, y: -1, width: 0, height: 0 });
}

describe('core/map/layout', () => {
  test('a trigger is left of what it triggers, however long the path', () => {
    const xs = boxesOf([0, 1, 2, 3], [0, 1], [1, 2], [0, 2], [3, 2]).map(({ x }) => x);
    expect(xs[0]).toBeLessThan(xs[1] ?? 0);
    expect(xs[1]).toBeLessThan(xs[2] ?? 0);
    expect(xs[3]).toBe(xs[1]);
  });

  test('a cycle is drawn with a line back, and an automation that triggers itself without one', () => {
    const { lines } = layoutBlock([0, 1], edgesOf([0, 1], [1, 0], [1, 1]), () => size);
    const [there, back, own] = lines.map(({ points }) => points);
    expect(there?.[0]?.[0]).toBeLessThan(there?.at(-1)?.[0] ?? 0);
    expect(back?.[0]?.[0]).toBeGreaterThan(back?.at(-1)?.[0] ?? 0);
    expect(own).toEqual([]);
  });

  test('every node of any graph has a place of its own, and every line ends at its boxes', () => {
    const pair = fc.tuple(fc.nat(14), fc.nat(14));
    fc.assert(
      fc.property(fc.uniqueArray(pair, { minLength: 1, maxLength: 40, selector: String }), (pairs) => {
        for (const { nodes, edges } of clustersOf(15, edgesOf(...pairs))) {
          const { boxes, lines, width, height } = layoutBlock(nodes, edges, () => size);
          const all = [...boxes.values()];
          expect(boxes.size).toBe(nodes.length);
          for (const [index, a] of all.entries()) {
            expect(a.x >= 0 && a.y > -0.001 && a.x + a.width <= width && a.y + a.height < height + 0.001).toBe(true);
            for (const b of all.slice(index + 1)) expect(a.x !== b.x || Math.abs(a.y - b.y) >= size.height).toBe(true);
          }
          for (const { from, to, points } of lines) {
            if (from === to) continue;
            const [start, end] = [boxes.get(from), boxes.get(to)];
            expect([start?.x, (start?.x ?? 0) + size.width]).toContain(points[0]?.[0]);
            expect([end?.x, (end?.x ?? 0) + size.width]).toContain(points.at(-1)?.[0]);
          }
        }
      }),
    );
  });

  test('what is not connected is in different clusters, the largest first', () => {
    const clusters = clustersOf(7, edgesOf([5, 6], [0, 1], [2, 1], [4, 4]));
    expect(clusters.map(({ nodes }) => nodes)).toEqual([[0, 1, 2], [5, 6], [4]]);
  });
});
