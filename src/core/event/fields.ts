import type { JsonSchema } from '../json.ts';

const text = { type: ['string', 'null'] };

/** What an entity may hold inside an event (Port's documentation: trigger data), as its schema. */
export const entityFields: Readonly<Record<string, JsonSchema>> = {
  identifier: { type: 'string', minLength: 1 },
  title: text,
  icon: text,
  blueprint: { type: 'string', minLength: 1 },
  team: { type: ['array', 'string', 'null'] },
  properties: { type: 'object', description: 'Property → value.' },
  relations: { type: 'object', description: 'Relation → identifier of the other entity, or identifiers.' },
  scorecards: { type: 'object', description: 'Scorecard → its level and rules.' },
  scorecardsStats: {},
  createdAt: { type: 'string' },
  createdBy: { type: 'string' },
  updatedAt: { type: 'string' },
  updatedBy: { type: 'string' },
};

/** What a run may hold inside an event (Port's API and documentation); its form is open in tests. */
export const runFields: readonly string[] = (
  'id status blueprint entity action source link requiredApproval approval properties rawProperties payload response ' +
  'summary message statusLabel externalRunId createdAt createdBy updatedAt updatedBy endedAt pendingExecution ' +
  'claimedUntil installationId impersonatedBy'
).split(' ');

/** The fields of an event, and below them those that are known; null where anything may stand. */
export type KnownFields = { readonly [field: string]: KnownFields | null };

/** The events of entities, and those of runs. */
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

/** Fields below which anything may stand. */
export function openFields(names: readonly string[]): KnownFields {
  return Object.fromEntries(names.map((name) => [name, null]));
}
