import { describe, expect, test } from 'vitest';
import { firstView, fitted, panned, readably, revealed, zoomed } from '../../../src/ui/core/view-box.ts';

const window = { width: 800, height: 600 };

describe('ui/core/view-box', () => {
  test('a small drawing is shown whole in the middle, and a large one where it begins', () => {
    expect(firstView({ width: 400, height: 300 }, window)).toEqual({ x: 200, y: 150, scale: 1 });
    expect(firstView({ width: 8000, height: 300 }, window)).toEqual({ x: 0, y: 0, scale: 0.75 });
    expect(fitted({ width: 8000, height: 300 }, window)).toEqual({ x: 0, y: 285, scale: 0.1 });
  });

  test('what is under the pointer stays there while zooming, within limits', () => {
    const view = zoomed({ x: 10, y: 20, scale: 1 }, 1.5, { x: 110, y: 220 });
    expect(view).toEqual({ x: -40, y: -80, scale: 1.5 });
    expect(zoomed(view, 100, { x: 0, y: 0 }).scale).toBe(2);
    expect(zoomed(view, 0.0001, { x: 0, y: 0 }).scale).toBe(0.05);
  });

  test('a box outside comes into the middle, and one inside moves nothing', () => {
    const view = { x: 0, y: 0, scale: 1 };
    expect(revealed(view, { x: 10, y: 10, width: 100, height: 50 }, window)).toBe(view);
    const moved = revealed(view, { x: 1000, y: 10, width: 100, height: 50 }, window);
    expect(moved).toEqual(panned(view, -650, 265));
    const far = { x: 40, y: 40, scale: 0.1 };
    const read = readably(far, { x: 4_000, y: 400, width: 200, height: 50 }, window);
    expect(read.scale).toBeCloseTo(0.75);
    expect(read.x + 4_100 * read.scale).toBeCloseTo(400);
  });
});
