import type { Automation } from '../automation.ts';
import { combinatorOf } from '../expression/conditions.ts';
import { isObject, type Json } from '../json.ts';
import { canonicalJq } from '../syntax/canonical.ts';
import { splitTemplate } from '../template/split.ts';

/** What kind of place a value has in a definition, which decides how its strings are interpreted. */
export type PlaceKind = 'definition' | 'trigger' | 'condition' | 'jq' | 'template' | 'plain';

/** A definition with its defaults filled in, as a value to compare. */
export function withDefaults(automation: Automation): Json {
  const { publish = true, trigger } = automation;
  const { condition } = trigger;
  const full = {
    ...automation,
    publish,
    ...(condition && {
      trigger: { ...trigger, condition: { ...condition, combinator: combinatorOf(condition) } },
    }),
  };
  return full as unknown as Json;
}

/** The kind of place of an object member. */
export function placeKindBelow(kind: PlaceKind, key: string): PlaceKind {
  if (kind === 'definition') return key === 'trigger' ? 'trigger' : key === 'invocationMethod' ? 'template' : 'plain';
  if (kind === 'trigger') return key === 'condition' ? 'condition' : 'plain';
  if (kind === 'condition') return key === 'expressions' ? 'jq' : 'plain';
  return kind;
}

/**
 * The canonical form of a definition: equal for two definitions that do the same. It ignores the order of keys, the
 * layout of jq and explicit default values, and nothing else.
 */
export function canonicalForm(automation: Automation): string {
  return canonicalValue(withDefaults(automation), 'definition');
}

/** The canonical form of a part of a definition. */
export function canonicalValue(value: Json, kind: PlaceKind): string {
  if (typeof value === 'string') return JSON.stringify(canonicalString(value, kind));
  if (Array.isArray(value)) return `[${value.map((item) => canonicalValue(item, kind)).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.entries(value).map(([key, member]) => {
    return [canonicalString(key, kind), canonicalValue(member, placeKindBelow(kind, key))] as const;
  });
  // Two templated keys may render to the same key, and then the later one wins.
  if (hasRenderedKey(value, kind)) return `<${members.map(textOf).join(',')}>`;
  return `{${members
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(textOf)
    .join(',')}}`;
}

/** True for an object with templated keys: the order of its keys matters. */
export function hasRenderedKey(value: { [key: string]: Json }, kind: PlaceKind): boolean {
  return kind === 'template' && Object.keys(value).some((key) => key.includes('{{'));
}

function textOf([key, member]: readonly [string, string]): string {
  return `${JSON.stringify(key)}:${member}`;
}

function canonicalString(text: string, kind: PlaceKind): string {
  if (kind === 'jq') return canonicalJq(text);
  if (kind !== 'template' || !text.includes('{{')) return text;
  const split = splitTemplate(text);
  if (!split.ok) return text;
  const { mode, parts } = split;
  const pieces = parts.map((part) => (part.type === 'text' ? part.text : `{{ ${canonicalJq(part.expression)} }}`));
  // White space around a single template is not rendered.
  return mode === 'exact' ? pieces.join('').trim() : pieces.join('');
}
