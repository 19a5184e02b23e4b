import { closest } from '../closest.ts';
import { isObject, type Json } from '../json.ts';
import { listed, literalOf } from '../syntax/literals.ts';
import type { Node, Place } from '../syntax/syntax.ts';
import type { ExpressionEdit } from './edits.ts';
import type { EvaluatedStep } from './evaluated.ts';
import { nearlyEqual, shownValue } from './nearly-equal.ts';
import { searchEdits } from './search-edits.ts';
import { testEdits } from './test-edits.ts';

/**
 * A call of a function with a literal argument and a known input, described by `subject`; `edit` replaces the whole
 * call.
 */
export type LiteralCall = {
  name: string;
  text: string;
  subject: string;
  argument: Node;
  value: Json;
  input: Json;
  edit: (kind: ExpressionEdit['kind'], message: string, text: string) => ExpressionEdit;
};

/** Corrections of functions that look for something in a text, a list or an object. */
export function callEdits({ plan: { node, text, start }, input }: EvaluatedStep, subject: string): ExpressionEdit[] {
  if (node.type !== 'call' || input === undefined) return [];
  const [argument, flags, ...others] = node.values;
  if (!argument) return fractionEdits(node.name, input, subject, { start, end: start + text.length });
  if (others.length > 0) return [];
  const end = start + text.length;
  const edit: LiteralCall['edit'] = (kind, message, after) => ({ kind, message, start, end, text: after });
  if (node.name === 'IN' && !flags) return valuesEdits(argument, input, subject, edit);
  const value = literalOf(argument);
  if (value === undefined) return [];
  const call: LiteralCall = { name: node.name, text, subject, argument, value, input, edit };
  if (node.name === 'test') return testEdits(call, flags ?? null);
  if (flags) return [];
  if (node.name === 'has') return keyEdits(call);
  if (node.name === 'in' || node.name === 'inside') return insideEdits(call);
  return searchEdits(call);
}

/** Corrections of reading a time: jq knows no fractions of seconds. */
function fractionEdits(name: string, input: Json, subject: string, { start, end }: Place): ExpressionEdit[] {
  if ((name !== 'fromdateiso8601' && name !== 'fromdate') || typeof input !== 'string') return [];
  if (!/\d\.\d+Z$/.test(input)) return [];
  const message = `${subject} is ${shownValue(input)}, and ${name} does not read fractions of seconds.`;
  return [{ kind: 'type', message, start, end, text: `(sub("\\\\.[0-9]+"; "") | ${name})` }];
}

/** Corrections of `IN`: one of its values is nearly the input, or it was given a list, or the input is one. */
function valuesEdits(argument: Node, input: Json, subject: string, edit: LiteralCall['edit']): ExpressionEdit[] {
  const literals = listed(argument).map((node) => ({ node, value: literalOf(node) }));
  const all = literals.map(({ value }) => shownValue(value ?? null)).join(', ');
  return literals.flatMap(({ node, value }): ExpressionEdit[] => {
    if (value === undefined) return [];
    if (Array.isArray(value)) {
      const text = `IN(${value.map(shownValue).join(', ')})`;
      return value.includes(input) ? [edit('list', 'IN takes the values themselves, not a list of them.', text)] : [];
    }
    if (Array.isArray(input) && input.includes(value) && literals.every((one) => one.value !== undefined)) {
      const message = `${subject} is a list, so check whether one of its values is among these.`;
      return [edit('list', message, `any(.[]; IN(${all}))`)];
    }
    const found = nearlyEqual(subject, input, value);
    return found
      ? [{ kind: found.kind, message: found.message, start: node.start, end: node.end, text: shownValue(input) }]
      : [];
  });
}

/** Corrections of `inside` and `in`, which are used by mistake to check for one of several values. */
function insideEdits({ name, value, edit }: LiteralCall): ExpressionEdit[] {
  if (!Array.isArray(value)) return [];
  const message = `In jq, IN checks whether a value is one of several; ${name} does something else.`;
  return [edit('list', message, `IN(${value.map(shownValue).join(', ')})`)];
}

/** Corrections of the key that `has` asks for: it is spelled differently, or a level deeper. */
function keyEdits({ argument, subject, value, input, edit }: LiteralCall): ExpressionEdit[] {
  if (typeof value !== 'string' || !isObject(input) || Object.hasOwn(input, value)) return [];
  const where = subject.startsWith('.') ? subject : 'the value';
  const deeper = ['properties', 'relations'].flatMap((name): ExpressionEdit[] => {
    const below = input[name];
    if (!isObject(below) || !Object.hasOwn(below, value)) return [];
    const message = `There is no ${value} in ${where}, but there is one in its ${name}.`;
    return [edit('root', message, `(.${name} | has(${JSON.stringify(value)}))`)];
  });
  const near = closest(value, Object.keys(input));
  if (near === undefined) return deeper;
  const message = `There is no ${value} in ${where}, but there is ${near}.`;
  return [...deeper, { kind: 'path', message, start: argument.start, end: argument.end, text: JSON.stringify(near) }];
}
