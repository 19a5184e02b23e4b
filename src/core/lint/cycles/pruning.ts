import type { Automation } from '../../automation.ts';
import { type Blueprint, propertyNames } from '../../catalog/blueprint.ts';
import type { EntityReference } from '../../definition/reference.ts';
import { type Comparison, contradict, demands, separator } from '../../expression/comparison.ts';
import { isObject, type Json, type JsonObject } from '../../json.ts';
import type { Actor } from './actor.ts';
import { type ByIdentifier, originOf } from './origin.ts';

/** True when the entity that is written is the one the automation was triggered by. */
function isOwnEntity({ automation }: Actor, reference: EntityReference): boolean {
  return (
    blueprintOf(automation) === reference.blueprint &&
    originOf(automation, reference.identifier ?? '', noOthers) === automation
  );
}

const noOthers: ByIdentifier = new Map();

function blueprintOf({ trigger: { event } }: Automation): string | null {
  return 'blueprintIdentifier' in event ? event.blueprintIdentifier : null;
}

/** True when it is certain that the entity that is written is there already, so that writing it creates nothing. */
export function entityExists({ automation }: Actor, reference: EntityReference, others: ByIdentifier): boolean {
  const origin = originOf(automation, reference.identifier ?? '', others);
  if (origin === null || blueprintOf(origin) !== reference.blueprint) return false;
  const { type } = origin.trigger.event;
  return type !== 'ENTITY_DELETED' && type !== 'ANY_ENTITY_CHANGE';
}

/**
 * True when a second run does what the first one did already: it writes the same values, and a write without a change is no
 * event, or it deletes what is gone. A loop of this one automation ends there.
 */
export function changesNothingTwice(actor: Actor, reference: EntityReference): boolean {
  if (!isOwnEntity(actor, reference)) return false;
  if (reference.change === 'delete') return true;
  return reference.merged !== undefined && isLiteral({ ...reference.merged.entity, identifier: '' });
}

/** What is certain of the event of a write: values that the entity then has, and which of its fields stay as they were. */
export type Written = { facts: readonly Comparison[]; isKept(field: readonly string[]): boolean };

/** What a reference writes, when it says so. */
export function writtenBy(reference: EntityReference, blueprint: Blueprint | null): Written | null {
  if (!reference.merged) return null;
  const { entity } = reference.merged;
  return { facts: factsOf(entity), isKept: keptFields(entity, blueprint) };
}

/** What an automation's condition asks for: one list of comparisons for each expression. */
export function askedBy({ trigger: { condition } }: Automation): readonly Comparison[][] {
  return (condition?.expressions ?? []).map(demands);
}

/**
 * True when it is certain that the event of a write cannot pass the automation's conditions: they ask for another value than
 * the one written, or for the change of something that is not written.
 */
export function cannotPass(
  { facts, isKept }: Written,
  { trigger }: Automation,
  asked: readonly Comparison[][],
): boolean {
  // What a creation did not write may still be there afterwards: the blueprint has defaults.
  const keeps = trigger.event.type === 'ENTITY_CREATED' ? () => false : isKept;
  const known = asked.map((all) => all.map((demand) => unify(demand, keeps)));
  if (trigger.condition?.combinator !== 'or') return contradict([...known.flat(), ...facts]);
  return known.length > 0 && known.every((all) => contradict([...all, ...facts]));
}

/** What the entity holds after the write: its literal values. */
function factsOf(entity: JsonObject): Comparison[] {
  return Object.entries(entity).flatMap(([field, value]): Comparison[] => {
    const members: [string, Json][] =
      isObject(value) && (field === 'properties' || field === 'relations')
        ? Object.entries(value).map(([name, member]) => [`${field}${separator}${name}`, member])
        : [[field, value]];
    return members.flatMap(([name, member]) =>
      isLiteral(member) && (member === null || typeof member !== 'object') && !name.includes('{{')
        ? [{ left: after(name), equal: true, right: { value: member } }]
        : [],
    );
  });
}

/** Tells of a field of an entity whether a write leaves it as it was. */
function keptFields(entity: JsonObject, blueprint: Blueprint | null): (field: readonly string[]) => boolean {
  return ([group = '', name]) => {
    if (group === 'title' || group === 'team' || group === 'icon') return !Object.hasOwn(entity, group);
    // Only what an entity stores is kept: times, scorecards and computed properties change by themselves.
    if ((group !== 'properties' && group !== 'relations') || name === undefined) return false;
    const written = entity[group];
    if (written === undefined) return !isComputed(blueprint, group, name);
    if (!isObject(written) || Object.keys(written).some((key) => key.includes('{{'))) return false;
    return !Object.hasOwn(written, name) && !isComputed(blueprint, group, name);
  };
}

function isComputed(blueprint: Blueprint | null, group: string, name: string): boolean {
  return (
    group === 'properties' &&
    blueprint !== null &&
    propertyNames(blueprint).includes(name) &&
    !blueprint.properties.has(name)
  );
}

/** A field that is kept has one value before and after. */
function unify(demand: Comparison, isKept: (field: readonly string[]) => boolean): Comparison {
  const one = (path: string): string => {
    const [diff, side, ...field] = path.split(separator);
    return diff === 'diff' && side === 'before' && isKept(field) ? after(field.join(separator)) : path;
  };
  const { left, equal, right } = demand;
  return { left: one(left), equal, right: 'path' in right ? { path: one(right.path) } : right };
}

function after(field: string): string {
  return ['diff', 'after', field].join(separator);
}

function isLiteral(value: Json): boolean {
  if (typeof value === 'string') return !value.includes('{{');
  if (Array.isArray(value)) return value.every(isLiteral);
  if (!isObject(value)) return true;
  return Object.entries(value).every(([key, member]) => !key.includes('{{') && isLiteral(member));
}
