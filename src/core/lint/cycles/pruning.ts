import type { Automation } from '../../automation.ts';
import { type Blueprint, propertyNames } from '../../catalog/blueprint.ts';
import type { EntityReference } from '../../definition/reference.ts';
import { type Comparison, contradict, demands, separator } from '../../expression/comparison.ts';
import { isObject, type Json, type JsonObject } from '../../json.ts';
import type { ActingAutomation } from './actor.ts';
import { type ByIdentifier, originOf } from './origin.ts';

/** True if the entity that is written is the one that triggered the automation. */
function isOwnEntity({ automation }: ActingAutomation, reference: EntityReference): boolean {
  return (
    blueprintOf(automation) === reference.blueprint &&
    originOf(automation, reference.identifier ?? '', noOthers) === automation
  );
}

const noOthers: ByIdentifier = new Map();

function blueprintOf({ trigger: { event } }: Automation): string | null {
  return 'blueprintIdentifier' in event ? event.blueprintIdentifier : null;
}

/** True if the written entity certainly exists, so that writing it is not a creation. */
export function entityExists(
  { automation }: ActingAutomation,
  reference: EntityReference,
  others: ByIdentifier,
): boolean {
  const origin = originOf(automation, reference.identifier ?? '', others);
  if (origin === null || blueprintOf(origin) !== reference.blueprint) return false;
  const { type } = origin.trigger.event;
  return type !== 'ENTITY_DELETED' && type !== 'ANY_ENTITY_CHANGE';
}

/**
 * True if a second run would change nothing: it writes the same values, which causes no event, or deletes what is
 * already deleted. A loop of this single automation ends there.
 */
export function changesNothingTwice(actor: ActingAutomation, reference: EntityReference): boolean {
  if (!isOwnEntity(actor, reference)) return false;
  if (reference.change === 'delete') return true;
  return reference.merged !== undefined && isLiteral({ ...reference.merged.entity, identifier: '' });
}

/**
 * What is certain about the event of a write: values that the entity has afterwards, and which fields the write leaves
 * alone.
 */
export type WriteFacts = { facts: readonly Comparison[]; isKept(field: readonly string[]): boolean };

/** Describes what a reference writes; null if it does not say. */
export function writtenBy(reference: EntityReference, blueprint: Blueprint | null): WriteFacts | null {
  if (!reference.merged) return null;
  const { entity } = reference.merged;
  return { facts: factsOf(entity), isKept: keptFields(entity, blueprint) };
}

/** Lists the comparisons that a condition demands, one list per expression. */
export function askedBy({ trigger: { condition } }: Automation): readonly Comparison[][] {
  return (condition?.expressions ?? []).map(demands);
}

/**
 * True if the event of a write certainly cannot pass the condition of an automation: the condition demands another
 * value, or a change of a field that is not written.
 */
export function cannotPass(
  { facts, isKept }: WriteFacts,
  { trigger }: Automation,
  asked: readonly Comparison[][],
): boolean {
  // A created entity may have fields that were not written: the blueprint has defaults.
  const keeps = trigger.event.type === 'ENTITY_CREATED' ? () => false : isKept;
  const known = asked.map((all) => all.map((demand) => unify(demand, keeps)));
  if (trigger.condition?.combinator !== 'or') return contradict([...known.flat(), ...facts]);
  return known.length > 0 && known.every((all) => contradict([...all, ...facts]));
}

/** The literal values that the entity has after the write. */
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

/** Returns a function that tells whether a write leaves a field of the entity alone. */
function keptFields(entity: JsonObject, blueprint: Blueprint | null): (field: readonly string[]) => boolean {
  return ([group = '', name]) => {
    if (group === 'title' || group === 'team' || group === 'icon') return !Object.hasOwn(entity, group);
    // Only stored fields can be left alone: timestamps, scorecards and computed properties change by themselves.
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

/** A field that is left alone has the same value before and after. */
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
