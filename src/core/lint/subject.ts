import type { InvocationMethod } from '../automation.ts';
import { type BackendSpec, findBackend } from '../definition/backend-spec.ts';
import type { Reference } from '../definition/reference.ts';
import type { demands } from '../expression/comparison.ts';
import type { rootPaths } from '../expression/paths.ts';
import type { Definition } from '../validate/validate.ts';
import type { ReadSite, Subject } from './rule.ts';

/** Memoized versions of `rootPaths` and `demands`. */
export type JqReaders = { pathsOf: typeof rootPaths; demandsOf: typeof demands };

/** Collects what the rules need to know about an automation, once for all rules. */
export function subjectOf(
  definition: Definition,
  references: readonly Reference[],
  { pathsOf, demandsOf }: JqReaders,
): Subject {
  const { automation, sites } = definition;
  const conditions: ReadSite[] = [];
  const templates: ReadSite[] = [];
  for (const { kind, expression, path, part, start } of sites) {
    const paths = pathsOf(expression);
    // Field by field: there are tens of thousands of sites, and a spread is several times as expensive.
    if (kind === 'template') templates.push({ kind, expression, path, part, start, paths, demands: [] });
    else conditions.push({ kind, expression, path, part, start, paths, demands: demandsOf(expression) });
  }
  return {
    definition,
    automation,
    conditions,
    templates,
    sites: [...conditions, ...templates],
    references: references.map((reference) => ({ reference, base: ['invocationMethod'] })),
  };
}

/** Lists what an invocation method refers to, such as workflows and entities. */
export function referencesOf(method: InvocationMethod, backends: readonly BackendSpec[]): readonly Reference[] {
  return findBackend(backends, method.type)?.references?.(method) ?? [];
}
