import { type BackendSpec, findBackend } from '../backend-spec.ts';
import { rootPaths } from '../jq-paths.ts';
import { jqSites } from '../jq-sites.ts';
import { isObject, type Json } from '../json.ts';
import type { Path } from '../source/places.ts';
import type { Definition } from '../validate.ts';
import type { Subject, Text } from './rule.ts';

/** Gathers what the rules ask of an automation, once for all of them. */
export function subjectOf(definition: Definition, backends: readonly BackendSpec[]): Subject {
  const { automation } = definition;
  const value = automation as unknown as Json;
  const method = automation.invocationMethod;
  const texts: Text[] = [];
  collect(automation.trigger as unknown as Json, ['trigger'], texts);
  collect(method, ['invocationMethod'], texts);
  return {
    definition,
    automation,
    sites: jqSites(value).sites.map((site) => ({ ...site, paths: rootPaths(site.expression) })),
    texts,
    references: (findBackend(backends, method.type)?.references?.(method) ?? []).map((reference) => {
      return { reference, base: ['invocationMethod'] };
    }),
  };
}

function collect(value: Json, path: Path, texts: Text[]): void {
  if (typeof value === 'string') {
    texts.push({ text: value, path, part: 'value' });
  } else if (Array.isArray(value)) {
    value.forEach((item, index) => {
      collect(item, [...path, index], texts);
    });
  } else if (isObject(value)) {
    for (const [key, member] of Object.entries(value)) {
      const below = [...path, key];
      texts.push({ text: key, path: below, part: 'key' });
      collect(member, below, texts);
    }
  }
}
