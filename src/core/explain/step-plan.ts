import { baseOf } from '../syntax/base-of.ts';
import { keysOf, literalOf } from '../syntax/literals.ts';
import { parseJq } from '../syntax/parser.ts';
import { rootPaths } from '../syntax/root-paths.ts';
import type { Node } from '../syntax/syntax.ts';
import type { StepKind } from '../views/explanation.ts';
import { repetitionOf } from './repetition.ts';

/**
 * A sub-expression to evaluate for an explanation. `program` evaluates it in its context: after the pipe, or with the
 * variables, that it follows. `keys` is the path that it reads from its input, if that is constant; `isRoot` is
 * true if that input is the event itself.
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

/** What is done with each of several values: with the first of them, and with the one that alone decides. */
export type EachPlan = { items: readonly ItemPlan[]; decider: ItemPlan | null };

/** One of several values, as a program, and the step that is done with it. */
export type ItemPlan = { program: string; body: StepPlan };

/** Puts a sub-expression in its context; `root` is true where its input is the event, `depth` counts repetitions. */
type Context = { wrap: (text: string) => string; root: boolean; depth: number };

/** How many values are shown one by one; of nested repetitions, only the first. */
const maxItems = 4;

const comparisons: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>', '>=']);
const pathTypes: ReadonlySet<string> = new Set(['field', 'index', 'slice', 'iterate', 'optional']);

/** Functions whose argument has the same input as they have themselves. */
const transparent: ReadonlySet<string> = new Set(['first', 'last', 'isempty', 'add']);

/** The steps of an expression as a tree; null if it is not jq. */
export function planSteps(expression: string): StepPlan | null {
  const parsed = parseJq(expression);
  return parsed.ok ? planOf(expression, parsed.node, { wrap: (text) => text, root: true, depth: 0 }) : null;
}

function planOf(source: string, node: Node, context: Context): StepPlan {
  const { start, end } = node;
  const text = source.slice(start, end);
  const within = (child: Node, inner = context) => planOf(source, child, inner);
  const after = (before: number): Context => ({
    ...context,
    wrap: (part) => context.wrap(`${source.slice(start, before)}(${part}\n)`),
  });
  const step = (kind: StepKind, steps: readonly StepPlan[], keys: StepPlan['keys'] = null): StepPlan => {
    const program = context.wrap(`(${text}\n)`);
    return { node, kind, text, start, end, program, keys, isRoot: context.root, steps, each: null };
  };
  const repetition = repetitionOf(source, node);
  if (repetition) {
    const { kind, generator, values, body, deciding } = repetition;
    const item = (value: string): ItemPlan => ({
      program: context.wrap(`(${value}\n)`),
      body: within(body, {
        wrap: (part) => context.wrap(`(${value}\n) | (${part}\n)`),
        root: false,
        depth: context.depth + 1,
      }),
    });
    const count = context.depth === 0 ? maxItems : 1;
    const items = Array.from({ length: count }, (_, index) => item(`first(skip(${index}; ${values}\n))`));
    const decider = deciding === null ? null : item(`first((${values}\n) | ${deciding})`);
    return { ...step(kind, generator ? worthShowing([generator], within) : []), each: { items, decider } };
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
      const piped: Context = {
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

/** The steps of what is worth showing: literals are not, as their text is their value. */
function worthShowing(nodes: readonly Node[], plan: (node: Node) => StepPlan): StepPlan[] {
  return nodes.filter((node) => literalOf(node) === undefined).map((node) => plan(node));
}

/** The paths that a part reads which has no steps of its own, such as the arguments of a function. */
function pathsIn(text: string, offset: number, { wrap, root }: Context): StepPlan[] {
  return rootPaths(text).flatMap((path): StepPlan[] => {
    const read = text.slice(path.start, path.end);
    const parsed = parseJq(read);
    if (!parsed.ok) return [];
    const { node } = parsed;
    const place = { start: offset + path.start, end: offset + path.end };
    const program = wrap(`(${read}\n)`);
    return [
      { node, kind: 'path', text: read, ...place, program, keys: keysOf(node), isRoot: root, steps: [], each: null },
    ];
  });
}
