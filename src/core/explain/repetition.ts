import type { Node, Place } from '../syntax/syntax.ts';

/** A part of an expression that does something with each of several values. */
export type Repetition = {
  kind: 'any' | 'all' | 'each';
  /** The part that yields the values; null for the elements of the input. */
  generator: Node | null;
  /** The part that yields the values, as text. */
  values: string;
  body: Node;
  /** The variables that hold the value in `as` and `reduce`; null where the value is the input of the body. */
  binding: Binding | null;
};

/** A pattern of variables. With `reduce`, the input of the body is what `update` has made of `init` so far. */
export type Binding = { pattern: string; fold: { init: string; update: string } | null };

/** Reads `any(…)`, `all(…)`, `map(…)`, `reduce`, and pipes and `as` after several values; null for everything else. */
export function repetitionOf(source: string, node: Node): Repetition | null {
  const textOf = ({ start, end }: Place) => source.slice(start, end);
  if (node.type === 'binary') {
    const { operator, left, right } = node;
    if (operator !== '|' || !isGenerator(left) || isTerminal(right)) return null;
    return { kind: 'each', generator: left, values: textOf(left), body: right, binding: null };
  }
  if (node.type === 'as' || node.type === 'reduce' || node.type === 'foreach') return boundRepetition(node, textOf);
  if (node.type !== 'call') return null;
  const { name, values } = node;
  const [first, second] = values;
  if (!first || values.length > 2) return null;
  if (name === 'map' && !second) return { kind: 'each', generator: null, values: '.[]', body: first, binding: null };
  if (name !== 'any' && name !== 'all') return null;
  const [generator, body] = second ? [first, second] : [null, first];
  return { kind: name, generator, values: generator ? textOf(generator) : '.[]', body, binding: null };
}

function boundRepetition(node: Extract<Node, { source: Node }>, textOf: (of: Place) => string): Repetition | null {
  const { source, patterns } = node;
  const [first, last] = [patterns[0], patterns.at(-1)];
  if (!first || !last || !isGenerator(source)) return null;
  const pattern = textOf({ start: first.start, end: last.end });
  const common = { kind: 'each' as const, generator: source, values: textOf(source) };
  if (node.type === 'as') return { ...common, body: node.body, binding: { pattern, fold: null } };
  const [init, update] = node.steps;
  if (node.type !== 'reduce' || !init || !update) return null;
  return { ...common, body: update, binding: { pattern, fold: { init: textOf(init), update: textOf(update) } } };
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
