import type { Node } from '../syntax/syntax.ts';

/** A part of an expression that does something with each of several values. */
export type Repetition = {
  kind: 'any' | 'all' | 'each';
  /** The part that yields the values; null for the elements of the input. */
  generator: Node | null;
  /** The same as text. */
  values: string;
  body: Node;
};

/** Reads `any(…)`, `all(…)`, `map(…)` and pipes after several values; null for everything else. */
export function repetitionOf(source: string, node: Node): Repetition | null {
  const textOf = ({ start, end }: Node) => source.slice(start, end);
  if (node.type === 'binary') {
    const { operator, left, right } = node;
    if (operator !== '|' || !isGenerator(left) || isTerminal(right)) return null;
    return { kind: 'each', generator: left, values: textOf(left), body: right };
  }
  if (node.type !== 'call') return null;
  const { name, values } = node;
  const [first, second] = values;
  if (!first || values.length > 2) return null;
  if (name === 'map' && !second) return { kind: 'each', generator: null, values: '.[]', body: first };
  if (name !== 'any' && name !== 'all') return null;
  const [generator, body] = second ? [first, second] : [null, first];
  return { kind: name, generator, values: generator ? textOf(generator) : '.[]', body };
}

/** True if a path may have several values, such as `.tags[]`. */
export function isGenerator(node: Node): boolean {
  switch (node.type) {
    case 'iterate':
      return true;
    case 'field':
    case 'index':
    case 'slice':
    case 'optional':
    case 'group':
      return isGenerator(node.of);
    case 'binary':
      return node.operator === ',' || (node.operator === '|' && (isGenerator(node.left) || isGenerator(node.right)));
    default:
      return false;
  }
}

/** `not` needs no steps of its own. */
function isTerminal(node: Node): boolean {
  return node.type === 'call' && node.name === 'not';
}
