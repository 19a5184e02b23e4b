import { groupBy } from '../group-by.ts';
import type { Edge } from './map.ts';

/** Nodes that are connected, as indexes, and the edges between them. */
export type Cluster = { nodes: readonly number[]; edges: readonly Edge[] };

/** Puts connected nodes into clusters, the largest first; a node without an edge is in none. */
export function clustersOf(count: number, edges: readonly Edge[]): Cluster[] {
  const parent = Array.from({ length: count }, (_, node) => node);
  const rootOf = (node: number): number => {
    let root = node;
    while (parent[root] !== root) {
      const above = parent[root] ?? root;
      // Halved on the way, so that the next search is shorter.
      parent[root] = parent[above] ?? above;
      root = above;
    }
    return root;
  };
  for (const { from, to } of edges) parent[rootOf(from)] = rootOf(to);
  return [...groupBy(edges, ({ from }) => rootOf(from)).values()]
    .map((own) => ({
      nodes: [...new Set(own.flatMap(({ from, to }) => [from, to]))].sort((a, b) => a - b),
      edges: own,
    }))
    .sort((a, b) => b.nodes.length - a.nodes.length || (a.nodes[0] ?? 0) - (b.nodes[0] ?? 0));
}
