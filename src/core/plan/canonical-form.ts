import type { Automation } from '../automation.ts';
import { jqMeaning } from '../expression/canonical-jq.ts';
import { combinatorOf } from '../expression/conditions.ts';
import { isObject, type Json } from '../json.ts';
import { splitTemplate } from '../template/split.ts';

/** Where in a definition a value stands, as far as this decides what its strings are. */
export type Site = 'definition' | 'trigger' | 'condition' | 'jq' | 'template' | 'plain';

/** A definition with the defaults that apply to it, as a value to compare. */
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

/** The site of a member of an object. */
export function siteBelow(site: Site, key: string): Site {
  if (site === 'definition') return key === 'trigger' ? 'trigger' : key === 'invocationMethod' ? 'template' : 'plain';
  if (site === 'trigger') return key === 'condition' ? 'condition' : 'plain';
  if (site === 'condition') return key === 'expressions' ? 'jq' : 'plain';
  return site;
}

/**
 * What a definition means, as text: equal for two definitions that do the same. The order of keys, the layout of jq and
 * what a default says anyway do not count; everything else does.
 */
export function meaningOf(automation: Automation): string {
  return meaningOfValue(withDefaults(automation), 'definition');
}

/** The same for a part of a definition. */
export function meaningOfValue(value: Json, site: Site): string {
  if (typeof value === 'string') return JSON.stringify(stringMeaning(value, site));
  if (Array.isArray(value)) return `[${value.map((item) => meaningOfValue(item, site)).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.entries(value).map(([key, member]) => {
    return [stringMeaning(key, site), meaningOfValue(member, siteBelow(site, key))] as const;
  });
  // Two keys that are rendered may become the same one, and then the later wins.
  if (hasRenderedKey(value, site)) return `<${members.map(textOf).join(',')}>`;
  return `{${members
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(textOf)
    .join(',')}}`;
}

/** True for an object whose keys are templates: the order of its keys counts. */
export function hasRenderedKey(value: { [key: string]: Json }, site: Site): boolean {
  return site === 'template' && Object.keys(value).some((key) => key.includes('{{'));
}

function textOf([key, member]: readonly [string, string]): string {
  return `${JSON.stringify(key)}:${member}`;
}

function stringMeaning(text: string, site: Site): string {
  if (site === 'jq') return jqMeaning(text);
  if (site !== 'template' || !text.includes('{{')) return text;
  const split = splitTemplate(text);
  if (!split.ok) return text;
  const { mode, parts } = split;
  const pieces = parts.map((part) => (part.type === 'text' ? part.text : `{{ ${jqMeaning(part.expression)} }}`));
  // Around a template that stands alone white space is not rendered.
  return mode === 'exact' ? pieces.join('').trim() : pieces.join('');
}
