import type { AutomationMap, Box, MapEdge, MapNode } from '../../core/views/map-view.ts';
import type { Filters } from './url-filters.ts';

/** An automation and those that it can trigger. */
export type MapConnection = { node: MapNode; reaches: readonly MapNode[] };

/** The map as text: each automation that can trigger others, with those. */
export function connectionsOf({ nodes, edges }: Pick<AutomationMap, 'nodes' | 'edges'>): MapConnection[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const next = new Map<string, string[]>();
  for (const { from, to } of edges) next.set(from, [...(next.get(from) ?? []), to]);
  return nodes.flatMap((node) => {
    const direct = next.get(node.id) ?? [];
    // A node that is not an automation is a hub, which represents all automations with its trigger.
    const ids = new Set(direct.flatMap((id) => (byId.has(id) ? [id] : (next.get(id) ?? []))));
    const reaches = [...ids].flatMap((id) => byId.get(id) ?? []);
    return reaches.length === 0 ? [] : [{ node, reaches }];
  });
}

/** True for an automation that the filters name. */
export function isFound({ identifier, title, trigger, backend }: MapNode, filters: Filters): boolean {
  const text = `${identifier}\n${title ?? ''}\n${backend.label}`.toLowerCase();
  return (
    (filters.blueprint === undefined || trigger.blueprint === filters.blueprint) &&
    (filters.backend === undefined || backend.type === filters.backend) &&
    (filters.search === undefined || text.includes(filters.search.toLowerCase()))
  );
}

/** The path of a line as SVG draws it: it leaves and enters boxes at their sides, and bends between. */
export function pathOf(points: MapEdge['points']): string {
  return points
    .map(([x, y], index) => {
      const [lastX, lastY] = points[index - 1] ?? [x, y];
      const middle = (lastX + x) / 2;
      return index === 0 ? `M${x} ${y}` : `C${middle} ${lastY} ${middle} ${y} ${x} ${y}`;
    })
    .join('');
}

/** The path of a line from a box to itself, over its upper right corner. */
export function loopOf({ x, y, width }: Box): string {
  const right = x + width;
  return `M${right} ${y + 16}h8a8 8 0 0 0 8 -8v-8a8 8 0 0 0 -8 -8h-24a8 8 0 0 0 -8 8v8`;
}

/** A text that fits into a number of characters. */
export function shortened(text: string, length: number): string {
  const letters = [...text];
  return letters.length <= length ? text : `${letters.slice(0, length - 1).join('')}…`;
}
