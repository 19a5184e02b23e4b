import type { Json } from '../json.ts';
import { literalOf } from '../syntax/literals.ts';
import type { Node } from '../syntax/syntax.ts';
import type { NearMissKind } from '../views/explanation-view.ts';
import type { ExpressionEdit } from './edits.ts';
import type { EvaluatedStep } from './evaluated.ts';
import { listEdits } from './list-edits.ts';
import { nearlyEqual, shownValue } from './nearly-equal.ts';
import { otherPaths } from './other-paths.ts';
import { missing } from './path-edits.ts';
import { pathText } from './path-text.ts';

/** A comparison of something that was read with a literal. */
type LiteralComparison = {
  node: Node & { type: 'binary' };
  literal: Node;
  wanted: Json;
  read: EvaluatedStep;
  name: string;
};

/** Corrections of a comparison so that it fits the values that it compares. */
export function comparisonEdits(step: EvaluatedStep, subject: string): ExpressionEdit[] {
  const { node } = step.plan;
  if (node.type !== 'binary' || step.view.kind !== 'comparison') return [];
  const [first, second] = step.steps;
  const literals = [node.left, node.right].flatMap((side) => (literalOf(side) === undefined ? [] : [side]));
  const [literal] = literals;
  const wanted = literal && literalOf(literal);
  const swaps = swapEdits(step.steps);
  if (first && second && literals.length === 0) return [...bothSides(node, first, second), ...swaps];
  if (!literal || wanted === undefined || !first) return swaps;
  const compared = { node, literal, wanted, read: first, name: nameOf(first, subject) };
  if (node.operator !== '==' && node.operator !== '!=') return [...orderEdits(compared), ...swaps];
  return [
    ...literalEdits(compared),
    ...listEdits(compared),
    ...elsewhereEdits(compared),
    ...absentEdits(compared),
    ...swaps,
  ];
}

/** How a sentence refers to a side of a comparison. */
function nameOf({ view: { kind, text } }: EvaluatedStep, subject: string): string {
  if (text === '.') return subject;
  return kind === 'path' || text.startsWith('$') ? text : `The result of ${text}`;
}

/** Corrections of two mistakes at once: the path leads nowhere, and the value in its right place is only nearly the one. */
function elsewhereEdits({ node, literal, wanted, read: { plan, input } }: LiteralComparison): ExpressionEdit[] {
  const { keys } = plan;
  if (input === undefined || plan.kind !== 'path' || !keys || node.operator !== '==') return [];
  const names = keys.filter((key) => typeof key === 'string');
  if (names.length < keys.length) return [];
  return otherPaths(input, names).flatMap((other): ExpressionEdit[] => {
    const better = pathText(other.path);
    const edit = (why: string, text: string): ExpressionEdit[] => {
      return [
        { kind: other.kind, message: `${missing(plan.text, other)}. ${why}`, start: node.start, end: node.end, text },
      ];
    };
    if (Array.isArray(other.value)) {
      const asks = `any(${better}[]; . == ${shownValue(wanted)})`;
      return other.value.includes(wanted) ? edit('It is a list, so check whether it contains the value.', asks) : [];
    }
    const found = nearlyEqual('The value', other.value, wanted);
    const sides = literal === node.left ? [shownValue(other.value), better] : [better, shownValue(other.value)];
    if (!found) return [];
    return edit(`It differs from ${shownValue(wanted)} only ${found.how}.`, sides.join(' == '));
  });
}

/** Corrections of a literal that is nearly the value. */
function literalEdits({ literal: { start, end }, wanted, read: { view }, name }: LiteralComparison): ExpressionEdit[] {
  if (view.outcome.type !== 'value') return [];
  const { value } = view.outcome;
  const [only, ...others] = Array.isArray(wanted) ? wanted : [];
  if (only !== undefined && others.length === 0 && only === value) {
    const message = `${name} is ${shownValue(value)} itself, not a list that contains it.`;
    return [{ kind: 'list', message, start, end, text: shownValue(value) }];
  }
  if (value === null && (wanted === '' || wanted === 'null')) {
    const message = `${name} is null, not the text ${shownValue(wanted)}.`;
    return [{ kind: 'type', message, start, end, text: 'null' }];
  }
  const found = nearlyEqual(name, value, wanted);
  return found ? [{ kind: found.kind, message: found.message, start, end, text: shownValue(value) }] : [];
}

/** A property that was never set is null, which is not false. */
function absentEdits({ node: { operator, start, end }, wanted, read, name }: LiteralComparison): ExpressionEdit[] {
  const { outcome } = read.view;
  if (operator !== '==' || wanted !== false || outcome.type !== 'value' || outcome.value !== null) return [];
  const message = `${name} is null, which is not false; \`not\` is true for both.`;
  return [{ kind: 'type', message, start, end, text: `(${read.plan.text} | not)` }];
}

/** Corrections of two sides that are both read: they differ from each other in case or space only, or one is a time. */
function bothSides(node: LiteralComparison['node'], one: EvaluatedStep, other: EvaluatedStep): ExpressionEdit[] {
  const [a, b] = [one.view.outcome, other.view.outcome];
  if (a.type !== 'value' || b.type !== 'value') return [];
  const { operator, start, end } = node;
  if (operator !== '==' && operator !== '!=') return [...timeEdits(one, b.value), ...timeEdits(other, a.value)];
  const found = nearlyEqual(nameOf(one, one.view.text), a.value, b.value);
  const used = (found?.kinds ?? []).map((kind) => filters.get(kind));
  if (!found || used.includes(undefined) || operator === '!=') return [];
  const [left, right] = [one, other].map(({ plan }) => `(${[plan.text, ...used].join(' | ')})`);
  const [first, second] = [one, other].map(
    (side, at) => `${nameOf(side, side.view.text)} is ${shownValue(at === 0 ? a.value : b.value)}`,
  );
  const message = `${first} and ${second}; they differ only ${found.how}.`;
  return [{ kind: found.kind, message, start, end, text: `${left} == ${right}` }];
}

/** The edit that makes two values equal that differ only in this way. */
const filters: ReadonlyMap<NearMissKind, string> = new Map([
  ['case', 'ascii_downcase'],
  ['space', 'trim'],
  ['type', 'tostring'],
]);

const numeric = /^-?\d+(?:\.\d+)?$/;

/** Corrections of an order between different types: jq puts every number before every text. */
function orderEdits({ literal: { start, end }, wanted, read, name }: LiteralComparison): ExpressionEdit[] {
  const { outcome } = read.view;
  if (outcome.type !== 'value') return [];
  const { value } = outcome;
  if (typeof value === 'number' && typeof wanted === 'string' && numeric.test(wanted)) {
    const message = `${name} is the number ${value}, and ${JSON.stringify(wanted)} is text; jq puts every number before every text.`;
    return [{ kind: 'type', message, start, end, text: wanted }];
  }
  if (typeof value === 'string' && typeof wanted === 'number' && numeric.test(value)) {
    const message = `${name} is the text ${shownValue(value)}; jq puts every text after every number.`;
    return [{ kind: 'type', message, ...placeOf(read), text: `(${read.plan.text} | tonumber)` }];
  }
  return timeEdits(read, wanted);
}

const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/;

/** Corrections of a time, which is text, where it is compared with a number such as `now`. */
function timeEdits(read: EvaluatedStep, other: Json): ExpressionEdit[] {
  const { outcome } = read.view;
  if (outcome.type !== 'value' || typeof outcome.value !== 'string' || typeof other !== 'number') return [];
  if (!time.test(outcome.value)) return [];
  const message = `${read.view.text} is the text ${shownValue(outcome.value)}; to compare it with a number of seconds, convert it.`;
  const text = `(${read.plan.text} | sub("\\\\.[0-9]+"; "") | fromdateiso8601)`;
  return [{ kind: 'type', message, ...placeOf(read), text }];
}

function placeOf({ plan: { start, end } }: EvaluatedStep): { start: number; end: number } {
  return { start, end };
}

/** Reads the state after the change instead of the state before it, or the other way round. */
function swapEdits(steps: readonly EvaluatedStep[]): ExpressionEdit[] {
  return steps.flatMap(({ plan: { keys, isRoot, start, end, text } }): ExpressionEdit[] => {
    if (keys === null || !isRoot || keys[0] !== 'diff' || (keys[1] !== 'before' && keys[1] !== 'after')) return [];
    const other = keys[1] === 'before' ? 'after' : 'before';
    const swapped = text.replace(`diff.${keys[1]}`, `diff.${other}`);
    const message = `It would be true for the state ${other} the change; the condition reads the state ${keys[1]} it.`;
    return swapped === text ? [] : [{ kind: 'swapped', message, start, end, text: swapped }];
  });
}
