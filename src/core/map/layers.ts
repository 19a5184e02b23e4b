import { groupBy } from '../group-by.ts';
import type { Edge } from './map.ts';

/** A place in a layer: a node, or where a line passes by on its way to a later layer. */
export type Spot = { node: number | null; before: Spot[]; after: Spot[] };

/** Layers from left to right, each from top to bottom, and the spots that each edge runs through, from left to right. */
export type Layers = { layers: Spot[][]; ways: ReadonlyMap<Edge, { spots: readonly Spot[]; isReversed: boolean }> };

/**
 * Puts connected nodes into layers, so that an edge leads to a later one; those that close a cycle lead back. An edge
 * from a node to itself has no way.
 */
export function layersOf(nodes: readonly number[], edges: readonly Edge[]): Layers {
  const others = edges.filter(({ from, to }) => from !== to);
  const backward = closingEdges(nodes, others);
  const forward = others.map((edge) => {
    const isReversed = backward.has(edge);
    return { edge, isReversed, from: isReversed ? edge.to : edge.from, to: isReversed ? edge.from : edge.to };
  });
  const ranks = ranksOf(nodes, forward);
  const spotOf = new Map(nodes.map((node): [number, Spot] => [node, { node, before: [], after: [] }]));
  const layers: Spot[][] = [];
  const put = (spot: Spot, rank: number) => {
    layers[rank] ??= [];
    layers[rank].push(spot);
  };
  for (const [node, spot] of spotOf) put(spot, ranks.get(node) ?? 0);
  const ways: [Edge, { spots: readonly Spot[]; isReversed: boolean }][] = [];
  for (const { edge, isReversed, from, to } of forward) {
    const [start, end] = [spotOf.get(from), spotOf.get(to)];
    if (start === undefined || end === undefined) continue;
    const spots = [start];
    for (let rank = (ranks.get(from) ?? 0) + 1; rank < (ranks.get(to) ?? 0); rank += 1) {
      const passing: Spot = { node: null, before: [], after: [] };
      put(passing, rank);
      spots.push(passing);
    }
    spots.push(end);
    for (const [index, spot] of spots.entries()) {
      const next = spots[index + 1];
      if (next === undefined) continue;
      spot.after.push(next);
      next.before.push(spot);
    }
    ways.push([edge, { spots, isReversed }]);
  }
  return { layers, ways: new Map(ways) };
}

type DirectedEdge = Pick<Edge, 'from' | 'to'>;

/** The edges that lead back to where a walk along the edges came from; without them there is no cycle. */
function closingEdges<E extends DirectedEdge>(nodes: readonly number[], edges: readonly E[]): Set<E> {
  const leaving = groupBy(edges, ({ from }) => from);
  const entered = new Set(edges.map(({ to }) => to));
  const state = new Map<number, 'open' | 'done'>();
  const found = new Set<E>();
  // Those that nothing triggers come first: their edges are then none of those that lead back.
  for (const start of nodes.toSorted((a, b) => Number(entered.has(a)) - Number(entered.has(b)))) {
    if (state.has(start)) continue;
    const path = [{ node: start, rest: [...(leaving.get(start) ?? [])] }];
    state.set(start, 'open');
    for (let step = path.at(-1); step !== undefined; step = path.at(-1)) {
      const edge = step.rest.pop();
      if (edge === undefined) {
        state.set(step.node, 'done');
        path.pop();
      } else if (state.get(edge.to) === 'open') {
        found.add(edge);
      } else if (!state.has(edge.to)) {
        state.set(edge.to, 'open');
        path.push({ node: edge.to, rest: [...(leaving.get(edge.to) ?? [])] });
      }
    }
  }
  return found;
}

/** Each node after all that lead to it; one that nothing leads to is placed just before what it leads to. */
function ranksOf(nodes: readonly number[], edges: readonly DirectedEdge[]): Map<number, number> {
  const leaving = groupBy(edges, ({ from }) => from);
  const waits = new Map(nodes.map((node) => [node, 0]));
  for (const { to } of edges) waits.set(to, (waits.get(to) ?? 0) + 1);
  const sources = nodes.filter((node) => waits.get(node) === 0);
  const ranks = new Map(sources.map((node) => [node, 0]));
  const ready = [...sources];
  for (const node of ready) {
    for (const { to } of leaving.get(node) ?? []) {
      ranks.set(to, Math.max(ranks.get(to) ?? 0, (ranks.get(node) ?? 0) + 1));
      const left = (waits.get(to) ?? 0) - 1;
      waits.set(to, left);
      if (left === 0) ready.push(to);
    }
  }
  for (const node of sources) {
    const next = (leaving.get(node) ?? []).map(({ to }) => ranks.get(to) ?? 0);
    if (next.length > 0) ranks.set(node, Math.min(...next) - 1);
  }
  return ranks;
}
