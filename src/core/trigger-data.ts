import type { Event } from './event.ts';
import type { Json, JsonObject } from './json.ts';

/**
 * What templates see, as Port documents it for automations: the event nested under `event`, where conditions have it as
 * their root; `inputs` and `entity` are null; of the run only its id exists. Secrets are added by `render`. `at` in ms.
 */
export function triggerData(event: Event, run: { id: string; automation: string; at: number }): JsonObject {
  return {
    inputs: null,
    trigger: { by: event.trigger.by, origin: 'AUTOMATION', at: new Date(run.at).toISOString() },
    event: event as unknown as Json,
    entity: null,
    action: { identifier: run.automation },
    run: { id: run.id },
  };
}
