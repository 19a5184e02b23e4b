import type { Json, JsonObject } from '../../../src/core/json.ts';
import type { Plan } from '../../../src/core/plan/planned-change.ts';
import type { Client } from './client.ts';
import { automation, webhook } from './shapes.ts';

/** An automation on new entities of the blueprint of its name. */
export function onCreated(name: string, url: string, more: JsonObject = {}): JsonObject {
  const event = { type: 'ENTITY_CREATED', blueprintIdentifier: name };
  return automation(name, event, webhook(url, { event: '{{ .event.diff.after.identifier }}' }, more));
}

/** Syncs one automation with its settings, as the Action does; a source for each name. */
export async function syncWith(client: Client, definition: JsonObject, settings: Json | null): Promise<Plan> {
  const name = String(definition.identifier);
  const file = `automations/${name}.yml`;
  const definitions = [{ file, automation: definition, ...(settings !== null && { settings }) }];
  const body = { path: name, source: 'acme/catalog', definitions };
  return (await client.call<{ plan: Plan }>('POST', '/v1/automations/sync', body)).plan;
}
