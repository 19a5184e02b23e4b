import { canonicalJq } from '../syntax/canonical.ts';
import { parseJq } from '../syntax/parser.ts';
import type { Node } from '../syntax/syntax.ts';
import { visitNodes } from '../syntax/visit-nodes.ts';

/** A small change of an expression that a good test notices: what is replaced, and the whole text after it. */
export type Mutant = { start: number; end: number; before: string; after: string; text: string };

type TextChange = { start: number; end: number; after: string };

/** Operators and what takes their place. */
const operators: Readonly<Record<string, string>> = {
  '==': '!=',
  '!=': '==',
  '<': '<=',
  '<=': '<',
  '>': '>=',
  '>=': '>',
  and: 'or',
  or: 'and',
  '+': '-',
  '-': '+',
};

/** Functions and literals without arguments, and what takes their place. */
const names: Readonly<Record<string, string>> = {
  true: 'false',
  false: 'true',
  null: '"null"',
  any: 'all',
  all: 'any',
  min: 'max',
  max: 'min',
  first: 'last',
  last: 'first',
  startswith: 'endswith',
  endswith: 'startswith',
};

/**
 * Makes the mutants of an expression: changed operators, literals and paths. Those with the same canonical form as the
 * expression or as each other are left out; whether they compile is for jq to say.
 */
export function mutantsOf(expression: string): Mutant[] {
  const parsed = parseJq(expression);
  if (!parsed.ok) return [];
  const changes: TextChange[] = [];
  visitNodes(parsed.node, (node) => void changes.push(...changesOf(node, expression)));
  const seen = new Set([canonicalJq(expression)]);
  const inOrder = changes.sort((one, other) => one.start - other.start || one.end - other.end);
  return inOrder.flatMap(({ start, end, after }): Mutant[] => {
    const text = expression.slice(0, start) + after + expression.slice(end);
    const form = canonicalJq(text);
    if (seen.has(form) || !parseJq(text).ok) return [];
    seen.add(form);
    return [{ start, end, before: expression.slice(start, end), after, text }];
  });
}

function changesOf(node: Node, source: string): TextChange[] {
  switch (node.type) {
    case 'binary':
      return [...operatorChanges(node, source), ...negationChanges(node)];
    case 'number':
      return [{ start: node.start, end: node.end, after: `${Number(node.text) + 1}` }];
    case 'string': {
      const [text] = node.parts;
      const isPlain = node.format === null && node.parts.length <= 1 && typeof (text ?? '') === 'string';
      return isPlain
        ? [{ start: node.start, end: node.end, after: `${source.slice(node.start, node.end - 1)}_"` }]
        : [];
    }
    case 'call': {
      const other = Object.hasOwn(names, node.name) ? names[node.name] : undefined;
      return other === undefined ? [] : [{ start: node.start, end: node.start + node.name.length, after: other }];
    }
    case 'field':
      return fieldChanges(node.name, node, source);
    default:
      return [];
  }
}

function operatorChanges(node: Node & { type: 'binary' }, source: string): TextChange[] {
  const { operator, left, right } = node;
  const other = Object.hasOwn(operators, operator) ? operators[operator] : undefined;
  const between = source.slice(left.end, right.start);
  const at = between.indexOf(operator);
  // In a comment, the operator could be text.
  if (other === undefined || at < 0 || between.includes('#')) return [];
  const start = left.end + at;
  return [{ start, end: start + operator.length, after: other }];
}

/** A pipe to `not`, without it. */
function negationChanges({ operator, left, right }: Node & { type: 'binary' }): TextChange[] {
  const isNegation = operator === '|' && right.type === 'call' && right.name === 'not';
  return isNegation ? [{ start: left.end, end: right.end, after: '' }] : [];
}

/** The state before for the state after, the other way round, and otherwise a name that does not exist. */
function fieldChanges(name: unknown, { end }: Node, source: string): TextChange[] {
  if (typeof name !== 'string' || !source.slice(0, end).endsWith(name)) return [];
  const start = end - name.length;
  if (name === 'before' || name === 'after') return [{ start, end, after: name === 'before' ? 'after' : 'before' }];
  const isInside = /^\s*[.[]/.test(source.slice(end));
  return isInside ? [] : [{ start, end, after: `${name}_` }];
}
