import { literalOf } from '../syntax/literals.ts';
import type { Node, NodeOf } from '../syntax/syntax.ts';
import { arithmetic, failsUnlessNull } from './arithmetic.ts';
import { comparisonResult, isMisordered } from './compare.ts';
import { constructed, interpolated } from './construct.ts';
import { eachOf, type FieldAccess, fieldOf, indexed, sliceOf } from './field-access.ts';
import { functionOutcome } from './function-types.ts';
import { type Context, certain, combined, either, failure, type Inferred, risky, unknownOutcome } from './outcome.ts';
import {
  anyBoolean,
  anyNumber,
  anyObject,
  anyText,
  anything,
  booleanOf,
  isFalsy,
  isNothing,
  isOnlyNull,
  isTruthy,
  listOf,
  nothing,
  numberOf,
  type Type,
  truthyPart,
  union,
  withoutNull,
} from './type.ts';

/**
 * What an expression may output, by the type of its input. It follows jq for the parts of the language that conditions
 * and templates consist of; anything else may output anything, so that nothing false is said about it.
 */
export function infer(node: Node, context: Context): Inferred {
  switch (node.type) {
    case 'identity':
      return certain(context.input);
    case 'number':
      return certain(numberTypeOf(node));
    case 'string':
      return interpolated(node, context, infer);
    case 'group':
      return infer(node.of, context);
    case 'field':
      return field(node, context);
    case 'index': {
      const key = infer(node.key, context);
      const of = infer(node.of, context);
      return stepped(node, of, indexed(of.type, key.type), [key], context);
    }
    case 'slice':
      return slice(node, context);
    case 'iterate': {
      const of = infer(node.of, context);
      return { ...stepped(node, of, eachOf(of.type), [], context), empties: true };
    }
    case 'optional':
      return optional(node.of, context);
    case 'variable':
      return certain(context.variables.get(node.name) ?? anything);
    case 'negate': {
      const of = infer(node.of, context);
      return combined(of.type.numbers.length > 0 ? negative(node, anyNumber) : nothing, [of], !isOnlyNumbers(of.type));
    }
    case 'list': {
      if (!node.of) return certain(listOf(nothing));
      const of = infer(node.of, context);
      return risky(listOf(of.type), of.fails);
    }
    case 'object':
      return constructed(node.entries, context, infer);
    case 'if':
      return choice(node, context);
    case 'try':
      return attempted(node, context);
    case 'as':
      return bound(node, context);
    case 'call':
      return called(node, context);
    case 'binary':
      return operated(node, context);
    case 'format':
      return { type: anyText, fails: true, empties: false };
    default:
      return unknownOutcome;
  }
}

function ignore(): void {}

/** `.a[]?` catches the errors of its last step only, `(…)?` those of everything in the parentheses. */
function optional(of: Node, context: Context): Inferred {
  const caught = silenced(infer(of, { ...context, watch: ignore }));
  if (of.type !== 'field' && of.type !== 'index' && of.type !== 'slice' && of.type !== 'iterate') return caught;
  return { ...caught, fails: infer(of.of, context).fails };
}

/** Without its errors: where it fails, it outputs nothing. */
function silenced({ type, fails, empties }: Inferred): Inferred {
  return { type, fails: false, empties: empties || fails };
}

function isOnlyNumbers(type: Type): boolean {
  return isNothing({ ...type, numbers: [] });
}

function numberTypeOf(node: Node): Type {
  const value = literalOf(node);
  return typeof value === 'number' ? numberOf([value]) : anyNumber;
}

function negative(node: Node, otherwise: Type): Type {
  const value = literalOf(node);
  return typeof value === 'number' ? numberOf([value]) : otherwise;
}

function field(node: NodeOf<'field'>, context: Context): Inferred {
  const of = infer(node.of, context);
  const name = typeof node.name === 'string' ? node.name : literalOf(node.name);
  if (typeof name === 'string') {
    const access = fieldOf(of.type, name);
    const { members } = of.type;
    const isMissing = members !== null && isOnlyNull(access.type) && !access.fails && !members.known.has(name);
    if (!isMissing) return stepped(node, of, access, [], context);
    context.watch(node, { kind: 'missing', node, name, known: [...members.known.keys()] });
    return combined(access.type, [of], false);
  }
  if (typeof node.name === 'string') return unknownOutcome;
  const key = infer(node.name, context);
  return stepped(node, of, indexed(of.type, key.type), [key], context);
}

function slice(node: NodeOf<'slice'>, context: Context): Inferred {
  const of = infer(node.of, context);
  const bounds = [node.from, node.to].flatMap((bound) => (bound ? [infer(bound, context)] : []));
  const access = sliceOf(of.type);
  const isPlain = bounds.every(({ type }) => isNothing({ ...type, numbers: [], isNull: false }));
  return stepped(node, of, isPlain ? access : { ...access, fails: true }, bounds, context);
}

function stepped(node: Node, of: Inferred, { type, fails }: FieldAccess, keys: readonly Inferred[], context: Context) {
  const outcome = combined(type, [of, ...keys], fails);
  // Null has every field, so a step that fails for everything else is a mistake, too.
  const isMistake = fails && !isOnlyNull(of.type) && isOnlyNull(type);
  watchFailure(node, isMistake ? { ...outcome, type: nothing } : outcome, of.type, [], context);
  return outcome;
}

/** Tells the watch about a step that fails for every input it can have. */
function watchFailure(node: Node, { type, fails }: Inferred, input: Type, given: readonly Type[], context: Context) {
  // What is not understood may not even be jq.
  const isReached = !isNothing(input) && given.every((one) => !isNothing(one) && one !== anything);
  if (!isReached) return;
  const always = isNothing(type) && fails;
  context.watch(node, always ? { kind: 'failure', node, input, given } : null);
}

function choice({ cases, otherwise }: NodeOf<'if'>, context: Context): Inferred {
  const [first, ...rest] = cases;
  if (!first) return otherwise ? infer(otherwise, context) : certain(context.input);
  const test = infer(first.test, context);
  const outcomes = [
    ...(isTruthy(test.type) ? [infer(first.result, context)] : []),
    ...(isFalsy(test.type)
      ? [choice({ type: 'if', cases: rest, otherwise, start: first.test.start, end: first.test.end }, context)]
      : []),
  ];
  const taken = outcomes.reduce(either, { type: nothing, fails: false, empties: false });
  return combined(taken.type, [test, taken]);
}

function attempted({ body, handler }: NodeOf<'try'>, context: Context): Inferred {
  const tried = infer(body, { ...context, watch: ignore });
  if (!handler || !tried.fails) return silenced(tried);
  const handled = infer(handler, { ...context, input: anything, watch: ignore });
  return either({ ...tried, fails: false }, handled);
}

function bound({ source, patterns, body }: NodeOf<'as'>, context: Context): Inferred {
  const value = infer(source, context);
  const [pattern] = patterns;
  if (patterns.length !== 1 || pattern?.type !== 'variable') {
    // The names that a pattern binds may hide others, so no variable is known any more.
    const inner = infer(body, { ...context, variables: new Map() });
    return { type: inner.type, fails: true, empties: inner.empties || value.empties };
  }
  const inner = infer(body, { ...context, variables: new Map([...context.variables, [pattern.name, value.type]]) });
  return combined(isNothing(value.type) ? nothing : inner.type, [value, inner]);
}

function called(node: NodeOf<'call'>, context: Context): Inferred {
  const { outcome, given } = functionOutcome(node, context, infer);
  const [result, ...others] = outcome.type.booleans;
  const isAnswer = given.length > 0 && others.length === 0 && isNothing({ ...outcome.type, booleans: [] });
  if (isAnswer && result !== undefined) context.watch(node, { kind: 'answer', node, input: context.input, result });
  else watchFailure(node, outcome, context.input, given, context);
  return outcome;
}

const comparisons: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>', '>=']);
const calculations: ReadonlySet<string> = new Set(['+', '-', '*', '/', '%']);

function operated(node: NodeOf<'binary'>, context: Context): Inferred {
  const { operator } = node;
  if (operator === '|') {
    const left = infer(node.left, context);
    if (isNothing(left.type)) return { ...left, type: nothing };
    const right = infer(node.right, { ...context, input: left.type });
    return combined(right.type, [left, right]);
  }
  if (operator === ',') {
    const [left, right] = [infer(node.left, context), infer(node.right, context)];
    return { ...either(left, right), empties: left.empties && right.empties };
  }
  if (operator === 'and' || operator === 'or') return logic(node, context);
  if (operator === '//') return alternative(node, context);
  if (comparisons.has(operator)) return compared(node, context);
  if (!calculations.has(operator)) return assigned(node, context);
  const [left, right] = [infer(node.left, context), infer(node.right, context)];
  const { type, fails } = arithmetic(operator, left.type, right.type);
  const isMistake = failsUnlessNull(operator, left.type, right.type);
  const outcome = combined(isMistake ? union(type, anyText) : type, [left, right], fails);
  watchFailure(node, isMistake ? { ...outcome, type: nothing } : outcome, left.type, [right.type], context);
  return outcome;
}

function logic(node: NodeOf<'binary'>, context: Context): Inferred {
  const isAnd = node.operator === 'and';
  const left = infer(node.left, context);
  const decides = isAnd ? isFalsy(left.type) : isTruthy(left.type);
  const goesOn = isAnd ? isTruthy(left.type) : isFalsy(left.type);
  const decided = decides ? [!isAnd] : [];
  if (!goesOn) return combined(booleanOf(decided), [left]);
  const right = infer(node.right, context);
  const results = new Set([
    ...decided,
    ...(isTruthy(right.type) ? [true] : []),
    ...(isFalsy(right.type) ? [false] : []),
  ]);
  return combined(booleanOf([...results]), [left, right]);
}

/** `a // b`: the true outputs of `a`, or those of `b` if there is none. Errors of `a` are errors (jq 1.8). */
function alternative({ left, right }: NodeOf<'binary'>, context: Context): Inferred {
  const first = infer(left, context);
  const kept = truthyPart(first.type);
  if (!isFalsy(first.type) && !first.empties) return { type: kept, fails: first.fails, empties: false };
  const isOver = isNothing(first.type) && !first.empties;
  const second = isOver ? failure : infer(right, context);
  return { type: union(kept, second.type), fails: first.fails || second.fails, empties: second.empties };
}

function compared(node: NodeOf<'binary'>, context: Context): Inferred {
  const [left, right] = [infer(node.left, context), infer(node.right, context)];
  const parts = [left, right];
  if (parts.some(({ type }) => isNothing(type))) return combined(nothing, parts);
  const result = comparisonResult(node.operator, left.type, right.type);
  const isOrder = node.operator !== '==' && node.operator !== '!=';
  const other = result === null && isOrder ? orderUnlessNull(node.operator, left.type, right.type) : null;
  const known = result ?? other;
  const remark = { kind: 'comparison' as const, node, left: left.type, right: right.type, unlessNull: result === null };
  if (known !== null) context.watch(node, { ...remark, result: known });
  else if (!isOrder || !isMisordered(left.type, right.type)) context.watch(node, null);
  else context.watch(node, { kind: 'misordered', node, left: left.type, right: right.type });
  return combined(result === null ? anyBoolean : booleanOf([result]), parts);
}

/** jq also orders null, which hardly anybody has in mind: the result for everything else, if that is the same. */
function orderUnlessNull(operator: string, left: Type, right: Type): boolean | null {
  const [first, second] = [withoutNull(left), withoutNull(right)];
  if (isNothing(first) || isNothing(second)) return null;
  return comparisonResult(operator, first, second);
}

/** An assignment to a path below an object returns the object, changed. */
function assigned({ operator, left, right }: NodeOf<'binary'>, context: Context): Inferred {
  if (operator !== '=' || !context.input.members) return unknownOutcome;
  const isPlain = isNothing({ ...context.input, members: null });
  const value = infer(right, context);
  if (!isPlain || !isSettable(left, context)) return unknownOutcome;
  return combined(isNothing(value.type) ? nothing : anyObject, [value]);
}

/** True if a path of fields can be set, whatever the input: each step is into an object or null. */
function isSettable(path: Node, { input, brokenPatterns }: Context): boolean {
  let node = path;
  while (node.type === 'field' && typeof node.name === 'string') {
    const of = infer(node.of, { input, variables: new Map(), watch: ignore, brokenPatterns });
    if (of.fails || of.empties || fieldOf(of.type, node.name).fails) return false;
    node = node.of;
  }
  return node.type === 'identity' && path.type === 'field';
}
