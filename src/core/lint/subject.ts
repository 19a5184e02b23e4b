import type { InvocationMethod } from '../automation.ts';
import { type BackendSpec, findBackend } from '../definition/backend-spec.ts';
import type { Reference } from '../definition/reference.ts';
import { type Comparison, demandsOf } from '../expression/comparison.ts';
import { combinatorOf } from '../expression/conditions.ts';
import { parseExpression } from '../expression/parse-expression.ts';
import { type RootPath, rootPathsOf } from '../syntax/root-paths.ts';
import type { Node } from '../syntax/syntax.ts';
import type { Definition } from '../validate/validate.ts';
import { judge } from './judgement.ts';
import { memoize } from './memoize.ts';
import type { ReadSite, Subject } from './rule.ts';
import type { Typing } from './typing.ts';

/** Reads expressions, each once however many automations share it. */
export type ReadJq = (expression: string) => {
  node: Node | null;
  paths: readonly RootPath[];
  demands: readonly Comparison[];
};

/** Creates a reader that remembers what it has read. */
export function createReadJq(): ReadJq {
  return memoize((expression) => {
    const node = parseExpression(expression);
    return { node, paths: node ? rootPathsOf(node) : [], demands: node ? demandsOf(node) : [] };
  });
}

/** The result for an expression that does not compile. */
const unread: ReturnType<ReadJq> = { node: null, paths: [], demands: [] };

/** Collects what the rules need to know about an automation, once for all rules. */
export function subjectOf(
  definition: Definition,
  references: readonly Reference[],
  readJq: ReadJq,
  typing: Typing,
): Subject {
  const { automation, sites } = definition;
  const conditions: ReadSite[] = [];
  const templates: ReadSite[] = [];
  for (const { kind, expression, path, part, start, isBroken } of sites) {
    const { node, paths, demands } = isBroken ? unread : readJq(expression);
    const typed = node && typing[kind](expression, node);
    const misread = typed !== null && typed.remarks.length > 0 && typing.isMisread(kind, paths);
    // Field by field: there are tens of thousands of sites, and a spread is several times as expensive.
    const of = kind === 'template' ? templates : conditions;
    of.push({
      kind,
      expression,
      path,
      part,
      start,
      ...(isBroken && { isBroken }),
      paths,
      demands,
      node,
      typed,
      misread,
    });
  }
  const all = [...conditions, ...templates];
  return {
    definition,
    automation,
    conditions,
    templates,
    judgement: judge(conditions, combinatorOf(automation.trigger.condition)),
    sites: all,
    remarked: all.filter(({ typed }) => typed !== null && typed.remarks.length > 0),
    references: references.map((reference) => ({ reference, base: ['invocationMethod'] })),
  };
}

/** Lists what an invocation method refers to, such as workflows and entities. */
export function referencesOf(method: InvocationMethod, backends: readonly BackendSpec[]): readonly Reference[] {
  return findBackend(backends, method.type)?.references?.(method) ?? [];
}
