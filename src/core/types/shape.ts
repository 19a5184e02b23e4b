import type { TriggerEvent } from '../automation.ts';
import type { Blueprint } from '../catalog/blueprint.ts';
import { type BlueprintsById, propertiesType, relationsType } from './blueprint-type.ts';
import {
  anyBoolean,
  anyObject,
  anyText,
  anything,
  listOf,
  nullType,
  objectOf,
  orNull,
  type Type,
  textOf,
  union,
} from './type.ts';

/** The statuses of a run, of Port's self-service actions too. */
export const runStatuses: readonly string[] = [
  'IN_PROGRESS',
  'SUCCESS',
  'FAILURE',
  'WAITING_FOR_APPROVAL',
  'DECLINED',
  'CANCELLED',
];

/**
 * The event that a trigger waits for: the input of its conditions. Blueprints are taken at their word. An `unnamed` event
 * has unknown text where the trigger names a blueprint, property or action.
 */
export function eventType(
  event: TriggerEvent,
  blueprints: BlueprintsById | null,
  names: 'named' | 'unnamed' = 'named',
): Type {
  const nameOf = (name: string) => (names === 'named' ? textOf([name]) : anyText);
  const isRun = 'actionIdentifier' in event;
  const snapshot = isRun ? runType : entityType(event.blueprintIdentifier, blueprints, nameOf);
  const [before, after] = sidesOf(event, snapshot);
  return fields({
    id: anyText,
    resourceType: textOf([isRun ? 'run' : 'entity']),
    action: textOf(actionsOf(event)),
    trigger: fields({ by: anyObject, origin: anyText, at: anyText }),
    context: contextOf(event, nameOf),
    diff: fields({ before, after }),
  });
}

/** The root of the templates of an automation, by the type of its event. */
export function templateType(event: Type): Type {
  return fields({
    inputs: nullType,
    entity: nullType,
    event,
    trigger: anyObject,
    action: fields({ identifier: anyText }),
    run: fields({ id: anyText }),
    secrets: objectOf(new Map(), orNull(anyText)),
  });
}

function fields(members: Readonly<Record<string, Type>>): Type {
  return objectOf(new Map(Object.entries(members)));
}

function actionsOf({ type }: TriggerEvent): string[] {
  if (type === 'TIMER_PROPERTY_EXPIRED') return ['TIMER_EXPIRED'];
  if (type === 'ANY_ENTITY_CHANGE') return ['CREATE', 'UPDATE', 'DELETE'];
  if (type === 'ANY_RUN_CHANGE') return ['CREATE', 'UPDATE'];
  if (type.endsWith('CREATED')) return ['CREATE'];
  return [type.endsWith('DELETED') ? 'DELETE' : 'UPDATE'];
}

/** What the diff holds before and after (Port's documentation: trigger data); of a timer, only `after` is documented. */
function sidesOf({ type }: TriggerEvent, snapshot: Type): [before: Type, after: Type] {
  switch (type) {
    case 'ENTITY_CREATED':
    case 'RUN_CREATED':
      return [nullType, snapshot];
    case 'ENTITY_DELETED':
      return [snapshot, nullType];
    case 'ENTITY_UPDATED':
    case 'RUN_UPDATED':
      return [snapshot, snapshot];
    case 'ANY_ENTITY_CHANGE':
      return [orNull(snapshot), orNull(snapshot)];
    default:
      return [orNull(snapshot), snapshot];
  }
}

type NameOf = (name: string) => Type;

function contextOf(event: TriggerEvent, nameOf: NameOf): Type {
  if ('actionIdentifier' in event) {
    const action = new Map([['identifier', nameOf(event.actionIdentifier)]]);
    return fields({ action: objectOf(action, anything) });
  }
  return fields({
    blueprintIdentifier: nameOf(event.blueprintIdentifier),
    entityIdentifier: anyText,
    propertyIdentifier: event.type === 'TIMER_PROPERTY_EXPIRED' ? nameOf(event.propertyIdentifier) : orNull(anyText),
  });
}

/** Without a blueprint, an entity may have any property and relation; its own fields are always these. */
function entityType(identifier: string, blueprints: BlueprintsById | null, nameOf: NameOf): Type {
  const blueprint: Blueprint | undefined = blueprints?.get(identifier);
  const members = new Map<string, Type>([
    ['identifier', anyText],
    ['blueprint', nameOf(identifier)],
    ['title', orNull(anyText)],
    ['icon', orNull(anyText)],
    ['team', orNull(union(anyText, listOf(anyText)))],
    ['properties', blueprint && blueprints ? propertiesType(blueprint, blueprints) : anyObject],
    ['relations', blueprint ? relationsType(blueprint) : anyObject],
    ['scorecards', orNull(anyObject)],
    ['scorecardsStats', anything],
    ...['createdBy', 'updatedBy'].map((name): [string, Type] => [name, orNull(anyText)]),
    ...['createdAt', 'updatedAt'].map((name): [string, Type] => [name, orNull({ ...anyText, format: 'date-time' })]),
  ]);
  return objectOf(members);
}

/** Senders may add fields to a run, and its inputs are those of its action. */
const runType = objectOf(
  new Map<string, Type>([
    ['id', anyText],
    ['status', textOf(runStatuses)],
    ['properties', orNull(anyObject)],
    ['source', orNull(anyText)],
    ['requiredApproval', union(anyBoolean, anything)],
  ]),
  anything,
);
