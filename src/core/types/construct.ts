import { literalOf } from '../syntax/literals.ts';
import type { Node, ObjectEntry } from '../syntax/syntax.ts';
import { fieldOf } from './field-access.ts';
import type { Infer } from './higher-order.ts';
import { type Context, certain, combined, type Inferred, risky, unknownOutcome } from './outcome.ts';
import { anyObject, anyText, anything, isNothing, nothing, objectOf, type Type, textOf } from './type.ts';

/** A text with what its interpolations output. */
export function interpolated(node: Node, context: Context, infer: Infer): Inferred {
  const value = literalOf(node);
  if (typeof value === 'string') return certain(textOf([value]));
  const parts = node.type === 'string' ? node.parts : [];
  const outcomes = parts.flatMap((part) => (typeof part === 'string' ? [] : [infer(part, context)]));
  const formatted = node.type === 'string' && node.format !== null && node.format !== '@text';
  return combined(outcomes.some(({ type }) => isNothing(type)) ? nothing : anyText, outcomes, formatted);
}

/** An object made of its entries. */
export function constructed(entries: readonly ObjectEntry[], context: Context, infer: Infer): Inferred {
  const known = new Map<string, Type>();
  const parts: Inferred[] = [];
  let isOpen = false;
  let mayFail = false;
  for (const { key, value } of entries) {
    const name = typeof key === 'string' ? key : literalOf(key);
    if (value) parts.push(infer(value, context));
    else if (typeof name === 'string' && name.startsWith('$')) {
      parts.push(certain(context.variables.get(name) ?? anything));
    } else if (typeof name === 'string') {
      const field = fieldOf(context.input, name);
      parts.push(risky(field.type, field.fails));
    } else parts.push(unknownOutcome);
    const plain = typeof name === 'string' && !(typeof key === 'string' && name.startsWith('$') && value);
    if (plain) known.set(name.replace(/^\$/, value ? '$&' : ''), parts.at(-1)?.type ?? anything);
    else {
      isOpen = true;
      mayFail = true;
      if (typeof key !== 'string') parts.push({ ...infer(key, context), type: anything });
    }
  }
  const isNone = parts.some(({ type }) => isNothing(type));
  return combined(isNone ? nothing : isOpen ? anyObject : objectOf(known), parts, mayFail);
}
