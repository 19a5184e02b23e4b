import { listed, literalOf } from '../syntax/literals.ts';
import type { Node, NodeOf } from '../syntax/syntax.ts';
import { overlap } from './compare.ts';
import { eachOf } from './field-access.ts';
import { allOf, anyOf } from './filter-types.ts';
import { type Context, combined, type Inferred, risky } from './outcome.ts';
import {
  anyBoolean,
  anyObject,
  booleanOf,
  isFalsy,
  isNothing,
  isTruthy,
  listOf,
  nothing,
  orNull,
  type Type,
} from './type.ts';

/** Infers a sub-expression. */
export type Infer = (node: Node, context: Context) => Inferred;

/** The functions of jq that evaluate their arguments themselves, such as for each item; null for any other. */
export function higherOrder(node: NodeOf<'call'>, context: Context, infer: Infer): Inferred | null {
  const [first, second] = node.values;
  if (!first || node.values.length > 2) return null;
  const { input } = context;
  const each = eachOf(input);
  const ofEach = () => infer(first, { ...context, input: each.type });
  const hasItems = input.items !== null || input.members !== null;
  if (second) {
    if (node.name !== 'any' && node.name !== 'all') return null;
    const source = infer(first, context);
    const test = isNothing(source.type) ? source : infer(second, { ...context, input: source.type });
    const type = node.name === 'any' ? anyOf(test.type) : allOf(test.type);
    return risky(type, source.fails || test.fails);
  }
  switch (node.name) {
    case 'map': {
      const result = ofEach();
      return risky(hasItems ? listOf(result.type) : nothing, each.fails || result.fails);
    }
    case 'map_values': {
      const result = ofEach();
      const mapped: Type = {
        ...nothing,
        items: input.items ? result.type : null,
        members: input.members ? { known: new Map(), rest: orNull(result.type) } : null,
      };
      return risky(mapped, each.fails || result.fails);
    }
    case 'any':
    case 'all': {
      const { type, fails } = ofEach();
      const isAny = node.name === 'any';
      return risky(hasItems ? (isAny ? anyOf(type) : allOf(type)) : nothing, each.fails || fails);
    }
    case 'select':
      return selected(infer(first, context), input);
    case 'first':
      return infer(first, context);
    case 'last': {
      const { type, fails } = infer(first, context);
      return { type, fails, empties: true };
    }
    case 'IN':
      return among(first, context, infer);
    case 'isempty': {
      const { fails } = infer(first, context);
      return risky(anyBoolean, fails);
    }
    case 'sort_by':
    case 'unique_by': {
      const { fails } = ofEach();
      const isList = isNothing({ ...input, items: null });
      return risky(input.items ? listOf(input.items) : nothing, !isList || fails);
    }
    case 'min_by':
    case 'max_by':
      ofEach();
      return risky(input.items ? orNull(input.items) : nothing);
    case 'group_by':
      ofEach();
      return risky(input.items ? listOf(listOf(input.items)) : nothing);
    case 'with_entries':
      infer(first, { ...context, input: anyObject });
      return risky(hasItems ? anyObject : nothing);
    case 'error':
      return combined(nothing, [infer(first, context)], true);
    default:
      return null;
  }
}

function selected(test: Inferred, input: Type): Inferred {
  const passes = isTruthy(test.type);
  return {
    type: passes ? input : nothing,
    fails: test.fails,
    empties: test.empties || isFalsy(test.type),
  };
}

/** `IN(a, b)`: whether the input is one of the outputs. */
function among(list: Node, context: Context, infer: Infer): Inferred {
  const { input, watch } = context;
  const values = infer(list, context);
  const nodes = listed(list.type === 'group' ? list.of : list);
  const literals = nodes.map((node) => literalOf(node));
  nodes.forEach((node, index) => {
    if (literals[index] === undefined || isNothing(input)) return;
    const { type } = infer(node, context);
    const remark = { kind: 'comparison' as const, node, left: input, right: type, result: false, unlessNull: false };
    watch(node, overlap(input, type) ? null : remark);
  });
  if (!overlap(input, values.type)) return risky(booleanOf([false]), values.fails);
  return risky(coversAll(input, literals) ? booleanOf([true]) : anyBoolean, values.fails);
}

/** True if every possible value is one of the literals. */
function coversAll({ isNull, booleans, numbers, texts, items, members }: Type, literals: readonly unknown[]): boolean {
  if (items || members || numbers === 'any' || texts === 'any') return false;
  const possible = [...(isNull ? [null] : []), ...booleans, ...numbers, ...texts];
  return possible.length > 0 && possible.every((value) => literals.includes(value));
}
