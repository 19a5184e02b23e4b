import { isEqual } from '../catalog/entity.ts';
import type { Event } from '../event/event.ts';
import { isObject, type JsonObject } from '../json.ts';
import { readWrittenEvent } from './read-written-event.ts';
import { expandEvent, testDefaults } from './short-event.ts';
import type { ShortType } from './test-file-schema.ts';

const types = {
  CREATE: { entity: 'ENTITY_CREATED', run: 'RUN_CREATED' },
  UPDATE: { entity: 'ENTITY_UPDATED', run: 'RUN_UPDATED' },
  DELETE: { entity: 'ENTITY_DELETED' },
  TIMER_EXPIRED: { entity: 'TIMER_PROPERTY_EXPIRED' },
} as const;

/** Facts that every event has and few conditions ask for: who changed something, and when. */
const incidental = ['createdAt', 'createdBy', 'updatedAt', 'updatedBy', 'scorecardsStats'];

/**
 * Writes an event in the short form of tests, without what that form fills in anyway. `mentions` says which of the
 * incidental facts an automation uses. An event that the short form cannot say stays whole.
 */
export function shortenEvent(event: Event, mentions: (name: string) => boolean): JsonObject {
  const { trigger } = event;
  const head = {
    ...(mentions('by') && !isEqual(trigger.by, testDefaults.by) && { by: trigger.by }),
    ...(mentions('at') && trigger.at !== testDefaults.at && { at: trigger.at }),
    ...(trigger.origin !== testDefaults.origin && mentions('origin') && { origin: trigger.origin }),
  };
  const short = { ...subjectOf(event), ...sidesOf(event, mentions), ...head };
  const isReadable = readWrittenEvent(short, [], () => undefined) !== null;
  return isReadable ? short : (event as unknown as JsonObject);
}

function subjectOf(event: Event): JsonObject {
  if (event.resourceType === 'run') {
    return { type: types[event.action].run, action: event.context.action.identifier };
  }
  const { blueprintIdentifier, entityIdentifier, propertyIdentifier } = event.context;
  return {
    type: types[event.action].entity,
    blueprint: blueprintIdentifier,
    entity: entityIdentifier,
    ...(event.action === 'TIMER_EXPIRED' && propertyIdentifier !== null && { property: propertyIdentifier }),
  };
}

/** The states before and after, without what an event has by default. */
function sidesOf(event: Event, mentions: (name: string) => boolean): JsonObject {
  const subject = subjectOf(event);
  const filled = expandEvent({ ...subject, type: subject.type as ShortType, before: {}, after: {} });
  const { before: defaults } = filled.diff as JsonObject;
  const reduced = (side: JsonObject): JsonObject => {
    const members = Object.entries(side).filter(([name, value]) => {
      if (incidental.includes(name) && !mentions(name)) return false;
      if (name === 'id' && !mentions('id')) return false;
      const preset = isObject(defaults) ? defaults[name] : undefined;
      return !(preset !== undefined && isEqual(preset, value));
    });
    return Object.fromEntries(members);
  };
  const { before, after } = event.diff;
  // The short form of a timer has only the state at which it expired.
  const hasBefore = before !== null && event.action !== 'TIMER_EXPIRED';
  return { ...(hasBefore && { before: reduced(before) }), ...(after !== null && { after: reduced(after) }) };
}
