import type { TriggerView } from './automation-view.ts';

/** A rectangle; `x` and `y` are its upper left corner. */
export type Box = { x: number; y: number; width: number; height: number };

/** An automation on the map. `id` is what edges name. */
export type MapNode = Box & {
  id: string;
  identifier: string;
  title: string | null;
  active: boolean;
  trigger: TriggerView;
  conditions: number;
  backend: { type: string; label: string };
  /** True when it can trigger itself, directly or through others. */
  cycle: boolean;
};

/** A trigger that many automations cause and many have: one node instead of a line for each pair. */
export type MapHub = Box & { id: string; trigger: TriggerView };

/** What can trigger what; `from` and `to` are ids. */
export type MapEdge = { from: string; to: string; cycle: boolean; points: readonly (readonly [number, number])[] };

/** The automations of one blueprint that neither trigger others nor are triggered. */
export type MapGroup = Box & { title: string };

/** The map of what triggers what, with coordinates for drawing. */
export type AutomationMap = {
  width: number;
  height: number;
  nodes: readonly MapNode[];
  hubs: readonly MapHub[];
  edges: readonly MapEdge[];
  groups: readonly MapGroup[];
  /** How many automations without any connection were too many to draw. */
  omitted: number;
};
