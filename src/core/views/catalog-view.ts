/** One blueprint in a list, which contains declared blueprints and those that entities or automations refer to. */
export type BlueprintRow = {
  identifier: string;
  title: string | null;
  declared: boolean;
  entities: number;
  /** How many automations listen to it. */
  automations: number;
};

/** One entity in a list. `id` is its identifier. */
export type EntityRow = { id: string; title: string | null; updatedAt: string };

/** A timer that will fire. Times are RFC 3339. */
export type TimerRow = { blueprint: string; entity: string; property: string; dueAt: string };
