import type { JsonSchema } from '../json.ts';

const text = { type: ['string', 'null'] };

/** The schemas of the fields of an entity in an event (Port's documentation: trigger data). */
export const entityFields: Readonly<Record<string, JsonSchema>> = {
  identifier: { type: 'string', minLength: 1 },
  title: text,
  icon: text,
  blueprint: { type: 'string', minLength: 1 },
  team: { type: ['array', 'string', 'null'] },
  properties: { type: 'object', description: 'The values of the properties, by name.' },
  relations: { type: 'object', description: 'The identifier or identifiers of related entities, by relation.' },
  scorecards: { type: 'object', description: 'The level and rules of scorecards, by name.' },
  scorecardsStats: {},
  createdAt: { type: 'string' },
  createdBy: { type: 'string' },
  updatedAt: { type: 'string' },
  updatedBy: { type: 'string' },
};

/** The fields of a run in an event (Port's API and documentation); tests may use others. */
export const runFields: readonly string[] = (
  'id status blueprint entity action source link requiredApproval approval properties rawProperties payload response ' +
  'summary message statusLabel externalRunId createdAt createdBy updatedAt updatedBy endedAt pendingExecution ' +
  'claimedUntil installationId impersonatedBy'
).split(' ');

/** The known fields of an event, nested; null where anything is allowed. */
export type KnownFields = { readonly [field: string]: KnownFields | null };

/** The known fields of entity events and of run events. */
export const eventFields: Readonly<Record<'entity' | 'run', KnownFields>> = {
  entity: eventOf(Object.keys(entityFields), ['entityIdentifier', 'blueprintIdentifier', 'propertyIdentifier']),
  run: eventOf(runFields, ['action']),
};

function eventOf(snapshot: readonly string[], context: readonly string[]): KnownFields {
  const side = openFields(snapshot);
  return {
    ...openFields(['id', 'action', 'resourceType']),
    trigger: openFields(['by', 'origin', 'at']),
    context: openFields(context),
    diff: { before: side, after: side },
  };
}

/** Fields with arbitrary content. */
export function openFields(names: readonly string[]): KnownFields {
  return Object.fromEntries(names.map((name) => [name, null]));
}
