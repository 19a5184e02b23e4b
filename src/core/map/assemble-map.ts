import type { TriggerView } from '../views/automation-view.ts';
import type { AutomationMap, Box, MapEdge, MapNode } from '../views/map-view.ts';
import { gridOf, groupAt, moved, type Offset, placeInRows, top } from './arrange.ts';
import type { Block } from './layout.ts';

/** What the map shows of an automation, before it is placed. */
export type MapFacts = Omit<MapNode, keyof Box | 'id'>;

/** The most automations without any connection that are drawn. */
const maxAlone = 1_000;

/** Puts clusters above and the automations without connections below them, by blueprint and backend. */
export function assembleMap(
  automations: readonly MapFacts[],
  hubs: readonly TriggerView[],
  blocks: readonly Block[],
): AutomationMap {
  const ids = [
    ...automations.map(({ identifier }) => `automation:${identifier}`),
    ...hubs.map((_, n) => `trigger:${n}`),
  ];
  const idOf = (node: number): string => ids[node] ?? '';
  const connected = new Set(blocks.flatMap(({ boxes }) => [...boxes.keys()]));
  const alone = automations.flatMap((_, node) => (connected.has(node) ? [] : [node]));
  const grids = [...byBlueprint(automations, alone.slice(0, maxAlone))].map(([title, nodes]) => gridOf(title, nodes));
  const upper = placeInRows(blocks, top);
  const lower = placeInRows(grids, upper.height);
  const placed = new Map<number, Box>();
  const put = (boxes: Block['boxes'], place: Offset | undefined) => {
    for (const [node, box] of boxes) placed.set(node, moved(box, place ?? origin));
  };
  for (const [index, { boxes }] of blocks.entries()) put(boxes, upper.places[index]);
  for (const [index, { boxes }] of grids.entries()) put(boxes, lower.places[index]);
  const edges = blocks.flatMap(({ lines }, index) => {
    const { x, y } = upper.places[index] ?? origin;
    return lines.map(
      ({ from, to, cycle, points }): MapEdge => ({
        ...{ from: idOf(from), to: idOf(to), cycle },
        points: points.map(([a, b]) => [a + x, b + y] as const),
      }),
    );
  });
  const boxed = <T>(facts: T | undefined, node: number) => {
    const box = placed.get(node);
    return facts === undefined || box === undefined ? [] : [{ id: idOf(node), ...facts, ...box }];
  };
  return {
    width: Math.max(upper.width, lower.width),
    height: lower.height,
    nodes: automations.flatMap((facts, node) => boxed(facts, node)),
    hubs: hubs.flatMap((trigger, index) => boxed({ trigger }, automations.length + index)),
    edges,
    groups: grids.map((grid, index) => groupAt(grid, lower.places[index] ?? origin)),
    omitted: Math.max(0, alone.length - maxAlone),
  };
}

const origin: Offset = { x: 0, y: 0 };

function byBlueprint(automations: readonly MapFacts[], nodes: readonly number[]): Map<string, number[]> {
  const groups = new Map<string, number[]>();
  const order = (node: number) => `${automations[node]?.backend.type} ${automations[node]?.identifier}`;
  for (const node of nodes.toSorted((a, b) => order(a).localeCompare(order(b)))) {
    const { blueprint, action } = automations[node]?.trigger ?? {};
    const title = blueprint ?? `Runs of ${action}`;
    const known = groups.get(title);
    if (known) known.push(node);
    else groups.set(title, [node]);
  }
  return new Map([...groups].sort(([a, x], [b, y]) => y.length - x.length || a.localeCompare(b)));
}
