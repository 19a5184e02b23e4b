import type { Event } from '../event/event.ts';
import type { Json, JsonObject } from '../json.ts';

/** What a run knows when its request is rendered; `at` is ISO 8601 in UTC, `by` who caused the event. */
export type RunFacts = { event: Event; automation: string; runId: string; by: JsonObject; at: string };

/**
 * The root of templates (Port's documentation: trigger data of an automation): the event under `event`, and of the run
 * nothing but its id. Automations have neither inputs nor an entity of their own: both are null.
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
