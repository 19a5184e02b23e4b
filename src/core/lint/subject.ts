import type { InvocationMethod } from '../automation.ts';
import { type BackendSpec, findBackend } from '../backend-spec.ts';
import type { demands } from '../comparison.ts';
import type { rootPaths } from '../expression/paths.ts';
import type { Reference } from '../reference.ts';
import type { Definition } from '../validate.ts';
import type { Subject } from './rule.ts';

/** How the jq of an automation is read: `rootPaths` and `demands`, which remember what they have read. */
export type JqReaders = { pathsOf: typeof rootPaths; demandsOf: typeof demands };

/** Gathers what the rules ask of an automation, once for all of them. */
export function subjectOf(
  definition: Definition,
  references: readonly Reference[],
  { pathsOf, demandsOf }: JqReaders,
): Subject {
  const { automation, sites } = definition;
  return {
    definition,
    automation,
    // Field by field: there are tens of thousands of them, and a spread costs several times as much.
    sites: sites.map(({ kind, expression, path, part, start }) => ({
      kind,
      expression,
      path,
      part,
      start,
      paths: pathsOf(expression),
      demands: kind === 'condition' ? demandsOf(expression) : [],
    })),
    references: references.map((reference) => ({ reference, base: ['invocationMethod'] })),
  };
}

/** What an automation's invocation method refers to. */
export function referencesOf(method: InvocationMethod, backends: readonly BackendSpec[]): readonly Reference[] {
  return findBackend(backends, method.type)?.references?.(method) ?? [];
}
