import type { Automation } from '../automation.ts';
import { canonicalJq } from '../expression/canonical-jq.ts';
import { combinatorOf } from '../expression/conditions.ts';
import { isObject, type Json } from '../json.ts';
import { splitTemplate } from '../template/split.ts';

/** What kind of place a value has in a definition, which decides how its strings are interpreted. */
export type Site = 'definition' | 'trigger' | 'condition' | 'jq' | 'template' | 'plain';

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
export function siteBelow(site: Site, key: string): Site {
  if (site === 'definition') return key === 'trigger' ? 'trigger' : key === 'invocationMethod' ? 'template' : 'plain';
  if (site === 'trigger') return key === 'condition' ? 'condition' : 'plain';
  if (site === 'condition') return key === 'expressions' ? 'jq' : 'plain';
  return site;
}

/**
 * The canonical form of a definition: equal for two definitions that do the same. It ignores the order of keys, the
 * layout of jq and explicit default values, and nothing else.
 */
export function canonicalForm(automation: Automation): string {
  return canonicalValue(withDefaults(automation), 'definition');
}

/** The canonical form of a part of a definition. */
export function canonicalValue(value: Json, site: Site): string {
  if (typeof value === 'string') return JSON.stringify(canonicalString(value, site));
  if (Array.isArray(value)) return `[${value.map((item) => canonicalValue(item, site)).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.entries(value).map(([key, member]) => {
    return [canonicalString(key, site), canonicalValue(member, siteBelow(site, key))] as const;
  });
  // Two templated keys may render to the same key, and then the later one wins.
  if (hasRenderedKey(value, site)) return `<${members.map(textOf).join(',')}>`;
  return `{${members
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(textOf)
    .join(',')}}`;
}

/** True for an object with templated keys: the order of its keys matters. */
export function hasRenderedKey(value: { [key: string]: Json }, site: Site): boolean {
  return site === 'template' && Object.keys(value).some((key) => key.includes('{{'));
}

function textOf([key, member]: readonly [string, string]): string {
  return `${JSON.stringify(key)}:${member}`;
}

function canonicalString(text: string, site: Site): string {
  if (site === 'jq') return canonicalJq(text);
  if (site !== 'template' || !text.includes('{{')) return text;
  const split = splitTemplate(text);
  if (!split.ok) return text;
  const { mode, parts } = split;
  const pieces = parts.map((part) => (part.type === 'text' ? part.text : `{{ ${canonicalJq(part.expression)} }}`));
  // White space around a single template is not rendered.
  return mode === 'exact' ? pieces.join('').trim() : pieces.join('');
}
