import { baseOf } from '../syntax/base-of.ts';
import { keysOf, literalOf } from '../syntax/literals.ts';
import { parseJq } from '../syntax/parser.ts';
import { rootPaths } from '../syntax/root-paths.ts';
import type { Node } from '../syntax/syntax.ts';
import type { StepKind } from '../views/explanation.ts';

/**
 * A sub-expression to evaluate for an explanation. `program` evaluates it in its context: after the pipe, or with the
 * variables, that it follows. `keys` is the path that it reads from the event itself, if that is constant.
 */
export type StepPlan = {
  node: Node;
  kind: StepKind;
  text: string;
  start: number;
  end: number;
  program: string;
  keys: readonly (string | number)[] | null;
  steps: readonly StepPlan[];
};

/** Puts a sub-expression in its context; `root` is true where its input is the event. */
type Context = { wrap: (text: string) => string; root: boolean };

const comparisons: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>', '>=']);
const pathTypes: ReadonlySet<string> = new Set(['field', 'index', 'slice', 'iterate', 'optional']);

/** The steps of an expression as a tree; null if it is not jq. */
export function planSteps(expression: string): StepPlan | null {
  const parsed = parseJq(expression);
  if (!parsed.ok) return null;
  return planOf(expression, parsed.node, { wrap: (text) => text, root: true });
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
    return { node, kind, text, start, end, program: context.wrap(`(${text}\n)`), keys, steps };
  };
  switch (node.type) {
    case 'group':
      return within(node.of);
    case 'identity':
      return step('path', [], context.root ? [] : null);
    case 'as':
    case 'define':
    case 'label':
      return step('other', [
        ...(node.type === 'as' ? worthShowing([node.source], within) : []),
        within(node.body, after(node.body.start)),
      ]);
    case 'if':
      return step(
        'other',
        worthShowing(
          [...node.cases.flatMap(({ test, result }) => [test, result]), ...(node.otherwise ? [node.otherwise] : [])],
          within,
        ),
      );
    case 'binary': {
      const { operator, left, right } = node;
      if (operator === 'and' || operator === 'or') return step(operator, [within(left), within(right)]);
      if (comparisons.has(operator)) return step('comparison', worthShowing([left, right], within));
      if (operator !== '|') return step('other', worthShowing([left, right], within));
      if (right.type === 'call' && right.name === 'not') return step('not', [within(left)]);
      const piped: Context = {
        wrap: (part) => context.wrap(`(${source.slice(start, left.end)}\n) | (${part}\n)`),
        root: context.root && left.type === 'identity',
      };
      return step('pipe', [...worthShowing([left], within), within(right, piped)]);
    }
    case 'call':
      if (node.name === 'select' || node.values.length === 2) {
        const [first] = node.values;
        return step('other', first ? worthShowing([first], within) : []);
      }
      return step('other', pathsIn(text, start, context));
    default:
      if (!pathTypes.has(node.type)) return step('other', pathsIn(text, start, context));
      return baseOf(node).type === 'identity'
        ? step('path', [], context.root ? keysOf(node) : null)
        : step('other', worthShowing([baseOf(node)], within));
  }
}

/** The steps of what is worth showing: literals are not, as their text is their value. */
function worthShowing(nodes: readonly Node[], plan: (node: Node) => StepPlan): StepPlan[] {
  return nodes.filter((node) => literalOf(node) === undefined).map((node) => plan(node));
}

/** The paths that a part reads which has no steps of its own, such as the arguments of a function. */
function pathsIn(text: string, offset: number, { wrap, root }: Context): StepPlan[] {
  return rootPaths(text).flatMap((path) => {
    const read = text.slice(path.start, path.end);
    const parsed = parseJq(read);
    if (!parsed.ok) return [];
    const { node } = parsed;
    const place = { start: offset + path.start, end: offset + path.end };
    return [
      {
        node,
        kind: 'path' as const,
        text: read,
        ...place,
        program: wrap(`(${read}\n)`),
        keys: root ? keysOf(node) : null,
        steps: [],
      },
    ];
  });
}
