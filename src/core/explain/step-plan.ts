import { baseOf } from '../syntax/base-of.ts';
import { keysOf, literalOf } from '../syntax/literals.ts';
import { parseJq } from '../syntax/parser.ts';
import { rootPaths } from '../syntax/root-paths.ts';
import type { Node } from '../syntax/syntax.ts';
import type { StepKind } from '../views/explanation-view.ts';
import { outputs, rowsOf } from './output-rows.ts';
import { repetitionOf } from './repetition.ts';

/**
 * A sub-expression to evaluate for an explanation. `program` lists its outputs in its context: after the pipe, or with
 * the variables, that it follows; where something is done with each of several values, it has a row per value. `keys`
 * is the path that it reads from its input, if that is constant; `isRoot` is true if that input is the event itself.
 */
export type StepPlan = {
  node: Node;
  kind: StepKind;
  text: string;
  start: number;
  end: number;
  program: string;
  keys: readonly (string | number)[] | null;
  isRoot: boolean;
  steps: readonly StepPlan[];
  each: EachPlan | null;
};

/**
 * What is done with each of several values: `program` lists the values, one more than `limit` if there are more, and
 * the programs of `body` have a row for each of the first `limit`. `reads` is the input of `body`: the value, what the
 * whole reads, or something that was computed meanwhile.
 */
export type EachPlan = { program: string; limit: number; body: StepPlan; reads: 'value' | 'input' | 'unknown' };

/**
 * Puts a sub-expression in its context: `wrap` behind the pipes and variables before it, `frame` into the rows of the
 * values that it is about. `root` is true where its input is the event, `depth` counts repetitions.
 */
type StepContext = {
  wrap: (text: string) => string;
  frame: (list: string) => string;
  root: boolean;
  depth: number;
};

const comparisons: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>', '>=']);
const pathTypes: ReadonlySet<string> = new Set(['field', 'index', 'slice', 'iterate', 'optional']);

/** Functions whose argument has the same input as they have themselves. */
const transparent: ReadonlySet<string> = new Set(['first', 'last', 'isempty', 'add']);

const top: StepContext = { wrap: (text) => text, frame: (list) => list, root: true, depth: 0 };

/** The steps of an expression as a tree; null if it is not jq. */
export function planSteps(expression: string): StepPlan | null {
  const parsed = parseJq(expression);
  return parsed.ok ? planOf(expression, parsed.node, top) : null;
}

/** Lists the outputs of a part in its context; those for one of many values are shortened, as there may be so many. */
function outputsIn({ wrap, frame, depth }: StepContext, text: string): string {
  return frame(outputs(wrap(`(${text}\n)`), depth));
}

function planOf(source: string, node: Node, context: StepContext): StepPlan {
  const { start, end } = node;
  const text = source.slice(start, end);
  const within = (child: Node, inner = context) => planOf(source, child, inner);
  const after = (before: number): StepContext => ({
    ...context,
    wrap: (part) => context.wrap(`${source.slice(start, before)}(${part}\n)`),
  });
  const step = (kind: StepKind, steps: readonly StepPlan[], keys: StepPlan['keys'] = null): StepPlan => {
    const program = outputsIn(context, text);
    return { node, kind, text, start, end, program, keys, isRoot: context.root, steps, each: null };
  };
  const repetition = repetitionOf(source, node);
  if (repetition) {
    const { kind, generator, body, binding } = repetition;
    const { depth } = context;
    const { program, limit, frame } = rowsOf(repetition, depth, context.wrap);
    const reads = binding === null ? 'value' : binding.fold === null ? 'input' : 'unknown';
    const root = reads === 'input' && context.root;
    const inner: StepContext = { ...top, frame: (list) => context.frame(frame(list)), root, depth: depth + 1 };
    const each = { program: context.frame(program), limit, body: within(body, inner), reads } as const;
    return { ...step(kind, generator ? worthShowing([generator], within) : []), each };
  }
  switch (node.type) {
    case 'group':
      return within(node.of);
    case 'identity':
      return step('path', [], []);
    case 'list':
      return step('other', node.of ? worthShowing([node.of], within) : []);
    case 'as':
    case 'define':
    case 'label':
      return step('other', [
        ...(node.type === 'as' ? worthShowing([node.source], within) : []),
        within(node.body, after(node.body.start)),
      ]);
    case 'if': {
      const parts = [...node.cases.flatMap(({ test, result }) => [test, result]), node.otherwise];
      return step(
        'if',
        parts.flatMap((part) => (part ? [within(part)] : [])),
      );
    }
    case 'binary': {
      const { operator, left, right } = node;
      if (operator === 'and' || operator === 'or') return step(operator, [within(left), within(right)]);
      if (comparisons.has(operator)) return step('comparison', worthShowing([left, right], within));
      if (operator !== '|') return step('other', worthShowing([left, right], within));
      if (right.type === 'call' && right.name === 'not') return step('not', [within(left)]);
      const piped: StepContext = {
        ...context,
        wrap: (part) => context.wrap(`(${source.slice(start, left.end)}\n) | (${part}\n)`),
        root: context.root && left.type === 'identity',
      };
      return step('pipe', [within(left), within(right, piped)]);
    }
    case 'call': {
      const [first] = node.values;
      if (node.name === 'select' && first) return step('select', [within(first)]);
      if (first && (node.values.length === 2 || transparent.has(node.name))) {
        return step('other', worthShowing([first], within));
      }
      return step('other', pathsIn(text, start, context));
    }
    default:
      if (!pathTypes.has(node.type)) return step('other', pathsIn(text, start, context));
      return baseOf(node).type === 'identity'
        ? step('path', [], keysOf(node))
        : step('other', worthShowing([baseOf(node)], within));
  }
}

/** The steps of what is worth showing: literals are not, as their text is their value, and a variable is shown where it is set. */
function worthShowing(nodes: readonly Node[], plan: (node: Node) => StepPlan): StepPlan[] {
  const isTold = (node: Node) => literalOf(node) === undefined && node.type !== 'variable';
  return nodes.filter(isTold).map((node) => plan(node));
}

/** The paths that a part reads which has no steps of its own, such as the arguments of a function. */
function pathsIn(text: string, offset: number, context: StepContext): StepPlan[] {
  return rootPaths(text).flatMap((path): StepPlan[] => {
    const read = text.slice(path.start, path.end);
    const parsed = parseJq(read);
    if (!parsed.ok) return [];
    const { node } = parsed;
    const place = { start: offset + path.start, end: offset + path.end };
    const { root: isRoot } = context;
    const program = outputsIn(context, read);
    return [{ node, kind: 'path', text: read, ...place, program, keys: keysOf(node), isRoot, steps: [], each: null }];
  });
}
