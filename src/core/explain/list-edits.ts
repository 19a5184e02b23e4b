import { isObject, type Json, valueAt } from '../json.ts';
import type { Node } from '../syntax/syntax.ts';
import type { ExpressionEdit } from './edits.ts';
import type { EvaluatedStep } from './evaluated.ts';
import { nearlyEqual, shownValue } from './nearly-equal.ts';
import { pathText } from './path-text.ts';

type ListComparison = { node: Node & { type: 'binary' }; wanted: Json; read: EvaluatedStep; name: string };

/** Corrections of a comparison of a list with one value: whether the list contains it, or nearly does. */
export function listEdits({ node, wanted, read, name }: ListComparison): ExpressionEdit[] {
  const { start, end, operator } = node;
  if (operator !== '==') return [];
  if (Array.isArray(wanted)) {
    const [only, ...others] = wanted;
    const isOne = only !== undefined && only !== null && typeof only !== 'object' && others.length === 0;
    return isOne ? listEdits({ node, wanted: only, read, name }) : [];
  }
  const ask = (values: string, of: string, value: Json) => `any(${values}[]; ${of} == ${shownValue(value)})`;
  const edit = (message: string, text: string): ExpressionEdit => ({ kind: 'list', message, start, end, text });
  const { plan, view, input } = read;
  const { outcome } = view;
  if (outcome.type === 'values') {
    const several = `${name} has several values, but only the result for the first one counts`;
    const near = outcome.values.flatMap((item) => {
      const found = nearlyEqual('One of them', item, wanted);
      return found ? [edit(`${several}. ${found.message}`, `any(${plan.text}; . == ${shownValue(item)})`)] : [];
    });
    return [edit(`${several}.`, `any(${plan.text}; . == ${shownValue(wanted)})`), ...near.slice(0, 1)];
  }
  if (outcome.type === 'value' && Array.isArray(outcome.value)) {
    const list = plan.text;
    const asks = `${name} is a list, so check whether it contains ${shownValue(wanted)}.`;
    const near = outcome.value.flatMap((item) => {
      const found = nearlyEqual('One of its values', item, wanted);
      return found ? [edit(`${asks.slice(0, -1)}. ${found.message}`, ask(list, '.', item))] : [];
    });
    return [edit(asks, ask(list, '.', wanted)), ...near.slice(0, 1)];
  }
  return input === undefined || plan.keys === null ? [] : insideList(input, plan.keys, wanted, ask, edit);
}

/** Corrections of a path that leads through a list, such as `.relations.services.title` and `.tags[0]`. */
function insideList(
  input: Json,
  keys: readonly (string | number)[],
  wanted: Json,
  ask: (values: string, of: string, value: Json) => string,
  edit: (message: string, text: string) => ExpressionEdit,
): ExpressionEdit[] {
  let value: Json | undefined = input;
  for (const [index, key] of keys.entries()) {
    if (Array.isArray(value)) {
      const [list, ...below] = [pathText(keys.slice(0, index)), ...keys.slice(index)];
      const rest = (typeof key === 'number' ? below.slice(1) : below) as readonly string[];
      const isInside = value.some((item) => valueAt(item, ...rest) === wanted);
      if (isInside) return [edit(`${list} is a list, so test any of its values.`, ask(list, pathText(rest), wanted))];
      return value.includes(wanted)
        ? [edit(`${list} is a list of plain values, so check whether it contains this one.`, ask(list, '.', wanted))]
        : [];
    }
    if (!isObject(value) || typeof key !== 'string') return [];
    value = Object.hasOwn(value, key) ? value[key] : undefined;
  }
  return [];
}
