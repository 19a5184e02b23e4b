import type { Box, MapGroup } from '../views/map-view.ts';
import type { Block, Size } from './layout.ts';

/** Where a block or group is moved to. */
export type Offset = { x: number; y: number };

/** The size of an automation on the map. */
export const nodeSize: Size = { width: 232, height: 56 };

/** The size of a hub. */
export const hubSize: Size = { width: 176, height: 32 };

const margin = 24;
/** Rows are broken here; a wider block gets its own row. */
const rowWidth = 1_560;
const gap = 16;
const titleHeight = 36;
const columns = 5;

/** Places blocks from left to right in rows, in their order; `height` is where the next row may begin. */
export function placeInRows(
  blocks: readonly Size[],
  from: number,
): { places: Offset[]; width: number; height: number } {
  let x = margin;
  let y = from;
  let rowHeight = 0;
  let width = 0;
  const places = blocks.map((block) => {
    if (x > margin && x + block.width > rowWidth) {
      x = margin;
      y += rowHeight + margin;
      rowHeight = 0;
    }
    const place = { x, y };
    x += block.width + margin;
    width = Math.max(width, x);
    rowHeight = Math.max(rowHeight, block.height);
    return place;
  });
  return { places, width, height: blocks.length === 0 ? from : y + rowHeight + margin };
}

/** The box of a group of nodes in a grid, with room for its title; boxes are from its own corner. */
export function gridOf(title: string, nodes: readonly number[]): { title: string } & Size & Pick<Block, 'boxes'> {
  const across = Math.min(columns, nodes.length);
  const boxes = new Map(
    nodes.map((node, index): [number, Box] => {
      const x = gap + (index % across) * (nodeSize.width + gap);
      const y = titleHeight + Math.floor(index / across) * (nodeSize.height + gap);
      return [node, { x, y, ...nodeSize }];
    }),
  );
  return {
    title,
    boxes,
    width: gap + across * (nodeSize.width + gap),
    height: titleHeight + Math.ceil(nodes.length / across) * (nodeSize.height + gap),
  };
}

/** A box moved to its place on the map, in whole pixels. */
export function moved({ x, y, width, height }: Box, place: Offset): Box {
  return { x: Math.round(x + place.x), y: Math.round(y + place.y), width, height };
}

/** A group moved to its place. */
export function groupAt({ title, width, height }: { title: string } & Size, place: Offset): MapGroup {
  return { title, ...moved({ x: 0, y: 0, width, height }, place) };
}

/** The first row of the map. */
export const top = margin;
