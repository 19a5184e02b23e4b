import type { InvocationMethod } from '../automation.ts';
import { type BackendSpec, findBackend } from '../backend-spec.ts';
import { type RootPath, rootPaths } from '../jq-paths.ts';
import { isObject, type Json } from '../json.ts';
import type { Reference } from '../reference.ts';
import type { Path } from '../source/places.ts';
import type { Definition } from '../validate.ts';
import type { Subject, Text } from './rule.ts';

/** `rootPaths` that reads an expression once, however many automations hold it. */
export function rememberPaths(): typeof rootPaths {
  const known = new Map<string, RootPath[]>();
  return (expression) => {
    const paths = known.get(expression) ?? rootPaths(expression);
    known.set(expression, paths);
    return paths;
  };
}

/** Gathers what the rules ask of an automation, once for all of them. */
export function subjectOf(
  definition: Definition,
  references: readonly Reference[],
  pathsOf: typeof rootPaths,
): Subject {
  const { automation, sites } = definition;
  const texts: Text[] = [];
  collect(automation.trigger as unknown as Json, ['trigger'], texts);
  collect(automation.invocationMethod, ['invocationMethod'], texts);
  return {
    definition,
    automation,
    sites: sites.map((site) => ({ ...site, paths: pathsOf(site.expression) })),
    texts,
    references: references.map((reference) => ({ reference, base: ['invocationMethod'] })),
  };
}

/** What an automation's invocation method refers to. */
export function referencesOf(method: InvocationMethod, backends: readonly BackendSpec[]): readonly Reference[] {
  return findBackend(backends, method.type)?.references?.(method) ?? [];
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
