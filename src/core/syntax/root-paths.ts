import { literalOf } from './literals.ts';
import { parseJq } from './parser.ts';
import type { Node } from './syntax.ts';

/** A path in an expression that starts at the expression's own input, such as `.diff.after`, and where it is. */
export type RootPath = {
  /** The steps as far as they are constant; `[]` is an iteration, digits are an index. */
  steps: readonly string[];
  /** The end of each step, in UTF-16 offsets in the expression. */
  ends: readonly number[];
  /** UTF-16 offsets in the expression, end exclusive. */
  start: number;
  end: number;
};

/** Functions whose arguments are applied to something other than their own input, such as each element. */
const elementwise: ReadonlySet<string> = new Set(
  'map map_values sort_by group_by min_by max_by unique_by with_entries walk recurse paths while until repeat INDEX JOIN'.split(
    ' ',
  ),
);

/** Functions whose first of several arguments is applied to their input, and the others to what it outputs. */
const ofFirst: ReadonlySet<string> = new Set(['sub', 'gsub', 'any', 'all']);

/**
 * Finds the paths of a jq expression that read its input: `.diff` in `.diff.after | .title`, but not `.title`, which
 * reads the output of the pipe. What is not understood (`def`) yields nothing rather than something wrong.
 */
export function rootPaths(expression: string): RootPath[] {
  const parsed = parseJq(expression);
  return parsed.ok ? rootPathsOf(parsed.node) : [];
}

/** Finds the paths of a parsed jq expression that read its input; see `rootPaths`. */
export function rootPathsOf(node: Node): RootPath[] {
  const paths: RootPath[] = [];
  return visit(node, paths) ? paths.sort((a, b) => a.start - b.start) : [];
}

/** Collects the paths of what is evaluated with the input; false if a definition may hide any name. */
function visit(node: Node, paths: RootPath[]): boolean {
  const all = (nodes: readonly (Node | null | string)[]) =>
    nodes.every((one) => one === null || typeof one === 'string' || visit(one, paths));
  switch (node.type) {
    case 'field':
    case 'index':
    case 'slice':
    case 'iterate':
    case 'optional':
      return visitPath(node, paths);
    case 'group':
    case 'negate':
      return visit(node.of, paths);
    case 'list':
      return all([node.of]);
    case 'string':
      return all(node.parts);
    case 'object':
      return all(node.entries.flatMap(({ key, value }) => [key, value]));
    case 'call':
      if (elementwise.has(node.name)) return true;
      if (ofFirst.has(node.name)) {
        const isElementwise = node.values.length === 1 && (node.name === 'any' || node.name === 'all');
        return isElementwise || all(node.values.slice(0, 1));
      }
      return all(node.values);
    case 'binary': {
      const isPipe = node.operator === '|' && node.left.type !== 'identity';
      return all(isPipe ? [node.left] : [node.left, node.right]);
    }
    case 'if':
      return all([...node.cases.flatMap(({ test, result }) => [test, result]), node.otherwise]);
    case 'try':
      // The handler's input is the error.
      return visit(node.body, paths);
    case 'reduce':
    case 'foreach':
      // A fold starts from the input and continues with its own state.
      return all([node.source, ...node.steps.slice(0, 1)]);
    case 'as':
      return all([node.source, node.body]);
    case 'label':
      return visit(node.body, paths);
    case 'define':
      return false;
    default:
      return true;
  }
}

function visitPath(node: Node, paths: RootPath[]): boolean {
  const chain: Node[] = [];
  let at: Node = node;
  const computed: Node[] = [];
  while (
    at.type === 'field' ||
    at.type === 'index' ||
    at.type === 'slice' ||
    at.type === 'iterate' ||
    at.type === 'optional'
  ) {
    if (at.type === 'index') computed.push(at.key);
    if (at.type === 'slice') computed.push(...[at.from, at.to].filter((bound) => bound !== null));
    chain.unshift(at);
    at = at.of;
  }
  if (at.type === 'identity') {
    const path = pathOf(at.start, chain);
    if (path) paths.push(path);
  } else if (!visit(at, paths)) return false;
  return computed.every((key) => visit(key, paths));
}

function pathOf(start: number, chain: readonly Node[]): RootPath | null {
  const steps: string[] = [];
  const ends: number[] = [];
  for (const node of chain) {
    if (node.type === 'optional') ends.splice(-1, 1, node.end);
    else {
      const step = stepOf(node);
      if (step === null) break;
      steps.push(step);
      ends.push(node.end);
    }
  }
  const end = ends.at(-1);
  return end === undefined || steps.length === 0 ? null : { steps, ends, start, end };
}

function stepOf(node: Node): string | null {
  if (node.type === 'iterate') return '[]';
  if (node.type === 'field' && typeof node.name === 'string') return node.name;
  const key =
    node.type === 'field' && typeof node.name !== 'string' ? node.name : node.type === 'index' ? node.key : null;
  const value = key && literalOf(key);
  if (typeof value === 'string') return value;
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? String(value) : null;
}
