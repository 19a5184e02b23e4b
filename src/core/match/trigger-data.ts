import type { Event } from '../event/event.ts';
import type { Json, JsonObject } from '../json.ts';

/** What is known about a run when its request is rendered; `at` is ISO 8601 in UTC, `by` is who caused the event. */
export type RunFacts = { event: Event; automation: string; runId: string; by: JsonObject; at: string };

/**
 * The root of templates (Port's documentation: trigger data of an automation): the event under `event`, and the id of
 * the run. Automations have no inputs or entity, so both are null.
 */
export function triggerData({ event, automation, runId, by, at }: RunFacts): JsonObject {
  return {
    inputs: null,
    trigger: { by, origin: 'AUTOMATION', at },
    event: event as unknown as Json,
    entity: null,
    action: { identifier: automation },
    run: { id: runId },
  };
}

/** A run as templates know it: its id, and when it was created, as ISO 8601 in UTC. */
export type KnownRun = { id: string; at: string };

/** The placeholder for the id of a run that does not exist. */
export const noRunId = '<run id>';

/**
 * The root of templates for an event that led to a run, or would lead to one: then its time is that of the event, and a
 * placeholder says that there is no id yet.
 */
export function triggerDataOf(event: Event, automation: string, run: KnownRun | null): JsonObject {
  const { by, at } = event.trigger;
  return triggerData({ event, automation, runId: run?.id ?? noRunId, by, at: run?.at ?? at });
}
