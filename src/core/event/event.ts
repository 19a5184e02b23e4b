import type { Json, JsonObject } from '../json.ts';

/** What happened to the resource; `TIMER_EXPIRED` is for entities only. */
export type EventAction = 'CREATE' | 'UPDATE' | 'DELETE' | 'TIMER_EXPIRED';

/** A snapshot of an entity in an event; relations are plain identifiers. */
export type Entity = {
  identifier: string;
  blueprint: string;
  title?: string | null;
  icon?: string | null;
  team?: Json;
  properties: JsonObject;
  relations: JsonObject;
  createdAt?: string;
  createdBy?: string;
  updatedAt?: string;
  updatedBy?: string;
};

/** Who caused an event, how and when (Port's documentation: trigger data). */
export type EventTrigger = { by: JsonObject; origin: string; at: string };

/** A change of an entity, or the expiry of one of its timer properties; the input of conditions. */
export type EntityEvent = {
  id: string;
  action: EventAction;
  resourceType: 'entity';
  trigger: EventTrigger;
  context: { blueprintIdentifier: string; entityIdentifier: string; propertyIdentifier: string | null };
  diff: { before: JsonObject | null; after: JsonObject | null };
};

/** A change of a run; the input of conditions of RUN_* triggers. */
export type RunEvent = {
  id: string;
  action: 'CREATE' | 'UPDATE';
  resourceType: 'run';
  trigger: EventTrigger;
  context: { action: { identifier: string } & JsonObject };
  diff: { before: JsonObject | null; after: JsonObject | null };
};

/** Something that happened in the catalog. */
export type Event = EntityEvent | RunEvent;

/**
 * The position of an event in a chain of runs: its depth (0 for an event from outside) and the runs that led to it,
 * oldest first. `trace`: the trace that it belongs to, as a `traceparent`.
 */
export type Causation = { depth: number; chain: readonly string[]; trace?: string };
