import type { Box } from '../views/map-view.ts';
import { type Layers, layersOf, type Spot } from './layers.ts';
import type { Edge } from './map.ts';

/** The size of a node. */
export type Size = { width: number; height: number };

/** A line from one side of a node to another's; none for an edge from a node to itself. */
export type Line = Edge & { points: readonly (readonly [number, number])[] };

/** Connected nodes with places, from their own upper left corner. */
export type Block = Size & { boxes: ReadonlyMap<number, Box>; lines: readonly Line[] };

/** The space between layers, for the lines, and between nodes in a layer. */
const layerGap = 88;
const spotGap = 20;
/** How often layers are sorted by their neighbors, and then moved towards them; more changes hardly anything. */
const mostSweeps = 8;
/** From this many edges on, a few sweeps have to do. */
const many = 1_000;

/**
 * Places connected nodes so that triggers point from left to right, except in cycles, and few lines cross. Its time
 * grows with the number of edges and layers, so that it never holds up the service.
 */
export function layoutBlock(nodes: readonly number[], edges: readonly Edge[], sizeOf: (node: number) => Size): Block {
  const { layers, ways } = layersOf(nodes, edges);
  const sweeps = edges.length > many ? 2 : mostSweeps;
  sortLayers(layers, sweeps);
  const heightOf = ({ node }: Spot) => (node === null ? 0 : sizeOf(node).height);
  const middles = middlesOf(layers, heightOf, sweeps);
  const boxes = new Map<number, Box>();
  const sides = new Map<Spot, { left: number; right: number; y: number }>();
  let x = 0;
  for (const layer of layers) {
    const width = Math.max(...layer.map(({ node }) => (node === null ? 0 : sizeOf(node).width)));
    for (const spot of layer) {
      const y = middles.get(spot) ?? 0;
      const own = spot.node === null ? { width, height: 0 } : sizeOf(spot.node);
      if (spot.node !== null) boxes.set(spot.node, { x, y: y - own.height / 2, ...own });
      sides.set(spot, { left: x, right: x + own.width, y });
    }
    x += width + layerGap;
  }
  const all = [...boxes.values()];
  return {
    boxes,
    lines: edges.map((edge) => ({ ...edge, points: pointsOf(ways.get(edge), sides) })),
    width: x - layerGap,
    height: Math.max(...[...sides.values()].map(({ y }) => y), ...all.map(({ y, height }) => y + height)),
  };
}

type Sides = ReadonlyMap<Spot, { left: number; right: number; y: number }>;

function pointsOf(way: { spots: readonly Spot[]; isReversed: boolean } | undefined, sides: Sides): Line['points'] {
  if (way === undefined) return [];
  const last = way.spots.length - 1;
  const points = way.spots.flatMap((spot, index): [number, number][] => {
    const { left = 0, right = 0, y = 0 } = sides.get(spot) ?? {};
    return [...(index === 0 ? [] : [left]), ...(index === last ? [] : [right])].map((x) => [
      Math.round(x),
      Math.round(y),
    ]);
  });
  return way.isReversed ? points.reverse() : points;
}

/** Sorts each layer by the middle of what its spots are connected to, forth and back, so that fewer lines cross. */
function sortLayers(layers: Layers['layers'], sweeps: number): void {
  for (let sweep = 0; sweep < sweeps; sweep += 1) {
    const isForth = sweep % 2 === 0;
    for (const layer of isForth ? layers.slice(1) : layers.toReversed().slice(1)) {
      const places = placesOf(isForth ? layers[layers.indexOf(layer) - 1] : layers[layers.indexOf(layer) + 1]);
      const wanted = new Map(
        layer.map((spot, index) => {
          const near = (isForth ? spot.before : spot.after).map((other) => places.get(other) ?? 0);
          return [spot, near.length === 0 ? index : meanOf(near)];
        }),
      );
      layer.sort((a, b) => (wanted.get(a) ?? 0) - (wanted.get(b) ?? 0));
    }
  }
}

function placesOf(layer: readonly Spot[] = []): Map<Spot, number> {
  return new Map(layer.map((spot, index) => [spot, index]));
}

/** The middle of each spot, near the middle of its neighbors as far as there is room; the topmost box begins at 0. */
function middlesOf(layers: readonly Spot[][], heightOf: (spot: Spot) => number, sweeps: number): Map<Spot, number> {
  const middles = new Map<Spot, number>();
  for (const layer of layers)
    stack(
      layer,
      layer.map(() => 0),
      heightOf,
      middles,
    );
  for (let sweep = 0; sweep < sweeps; sweep += 1) {
    for (const layer of sweep % 2 === 0 ? layers : layers.toReversed()) {
      const wanted = layer.map((spot) => {
        const near = [...spot.before, ...spot.after].map((other) => middles.get(other) ?? 0);
        return near.length === 0 ? (middles.get(spot) ?? 0) : meanOf(near);
      });
      stack(layer, wanted, heightOf, middles);
    }
  }
  const top = Math.min(...[...middles].map(([spot, y]) => y - heightOf(spot) / 2));
  return new Map([...middles].map(([spot, y]) => [spot, y - top]));
}

/**
 * Gives each spot of a layer the middle between the place it gets when those above it come first, and the one it gets
 * when those below do: neither pushes all others away, and none overlap.
 */
function stack(
  layer: readonly Spot[],
  wanted: readonly number[],
  heightOf: (spot: Spot) => number,
  out: Map<Spot, number>,
): void {
  const room = (a: Spot, b: Spot) => (heightOf(a) + heightOf(b)) / 2 + spotGap;
  const down = [...wanted];
  const up = [...wanted];
  for (let index = 1; index < layer.length; index += 1) {
    const [above, spot] = [layer[index - 1], layer[index]];
    if (above && spot) down[index] = Math.max(wanted[index] ?? 0, (down[index - 1] ?? 0) + room(above, spot));
  }
  for (let index = layer.length - 2; index >= 0; index -= 1) {
    const [spot, below] = [layer[index], layer[index + 1]];
    if (below && spot) up[index] = Math.min(wanted[index] ?? 0, (up[index + 1] ?? 0) - room(spot, below));
  }
  layer.forEach((spot, index) => {
    out.set(spot, ((down[index] ?? 0) + (up[index] ?? 0)) / 2);
  });
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
