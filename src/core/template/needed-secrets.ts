import { rewriteQuotes } from '../expression/quotes.ts';
import type { Json } from '../json.ts';
import { parseJq } from '../syntax/parser.ts';
import type { Node, Place } from '../syntax/syntax.ts';
import { visitNodes } from '../syntax/visit-nodes.ts';
import { secretReferences } from './secret-references.ts';
import { planTemplates } from './template-plan.ts';

/**
 * Lists the secrets that a definition needs: those that its templates read and have nothing in place of. A secret with a
 * fallback (`.secrets.NAME // "…"`), or that an `if` asks for, may be absent.
 */
export function neededSecrets(definition: Json): string[] {
  return [...new Set(planTemplates(definition).expressions.flatMap(neededIn))];
}

/** A part of an expression where the absence of secrets is handled; without names, of all. */
type HandledPart = Place & { names?: ReadonlySet<string> };

function neededIn(expression: string): string[] {
  const references = secretReferences(expression);
  if (references.length === 0) return [];
  const handled: HandledPart[] = [];
  const parsed = [expression, rewriteQuotes(expression)].map(parseJq).find(({ ok }) => ok);
  const note = (node: Node) => {
    if (node.type === 'binary' && node.operator === '//' && !isNull(expression, node.right)) {
      handled.push(...pathsIn(node.left));
    }
    if (node.type !== 'if') return;
    const tests = node.cases.map(({ test }) => expression.slice(test.start, test.end));
    const names = new Set(tests.flatMap(secretReferences).map(({ name }) => name));
    handled.push({ start: node.start, end: node.end, names });
  };
  if (parsed?.ok) visitNodes(parsed.node, note);
  const isHandled = ({ name, at }: { name: string; at: number }) =>
    handled.some(({ start, end, names }) => at >= start && at < end && names?.has(name) !== false);
  return references.filter((reference) => !isHandled(reference)).map(({ name }) => name);
}

function isNull(expression: string, { start, end }: Place): boolean {
  return expression.slice(start, end).trim() === 'null';
}

/** The paths that an operand of `//` is, and for which another operand takes over; text around a secret is never absent. */
function pathsIn(node: Node): Place[] {
  if (node.type === 'field' || node.type === 'index') return [node];
  if (node.type === 'group' || node.type === 'optional') return pathsIn(node.of);
  return node.type === 'binary' && node.operator === '//' ? [...pathsIn(node.left), ...pathsIn(node.right)] : [];
}
