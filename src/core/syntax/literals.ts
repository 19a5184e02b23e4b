import type { Json } from '../json.ts';
import type { Node, StringNode } from './syntax.ts';

const constants: ReadonlyMap<string, Json> = new Map<string, Json>([
  ['null', null],
  ['true', true],
  ['false', false],
]);

/** Longer numbers may lose digits in JavaScript, but not in jq. */
const maxDigits = 15;

/** The keys of a path that starts at the input. */
export function keysOf(path: Node): (string | number)[] | null {
  const keys: (string | number)[] = [];
  for (let node = path; node.type !== 'identity'; node = node.of) {
    if (node.type === 'field') {
      const name = typeof node.name === 'string' ? node.name : textOf(node.name);
      if (name === undefined) return null;
      keys.push(name);
    } else if (node.type === 'index') {
      const key = literalOf(node.key);
      if (typeof key !== 'string' && !(typeof key === 'number' && Number.isInteger(key))) return null;
      keys.push(key);
    } else return null;
  }
  return keys.reverse();
}

/** The value of a literal: a scalar, or a list of them. */
export function literalOf(node: Node, inList = false): Json | undefined {
  if (node.type === 'string') return textOf(node);
  if (node.type === 'number') return numberOf(node.text);
  if (node.type === 'call') return node.values.length === 0 ? constants.get(node.name) : undefined;
  if (node.type === 'negate') {
    const value = node.of.type === 'number' ? numberOf(node.of.text) : undefined;
    return value ? -value : undefined;
  }
  // No nested lists: they are rare, and recursion over user input could overflow the stack.
  if (node.type !== 'list' || inList) return undefined;
  const values = (node.of === null ? [] : listed(node.of)).map((value) => literalOf(value, true));
  return values.includes(undefined) ? undefined : (values as Json[]);
}

function numberOf(text: string): number | undefined {
  return text.length <= maxDigits && /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : undefined;
}

/** The value of a string; undefined if it has interpolations, numeric escapes or control characters. */
function textOf({ format, parts }: Pick<StringNode, 'format' | 'parts'>): string | undefined {
  if (format !== null || parts.length > 1) return undefined;
  const [text = ''] = parts;
  if (typeof text !== 'string' || /\p{Cc}|\\u/u.test(text)) return undefined;
  return text.includes('\\') ? (JSON.parse(`"${text}"`) as string) : text;
}

/** The members of a comma-separated list. */
export function listed(node: Node): Node[] {
  const members: Node[] = [];
  let rest = node;
  for (; rest.type === 'binary' && rest.operator === ','; rest = rest.left) members.push(rest.right);
  return [rest, ...members.reverse()];
}
