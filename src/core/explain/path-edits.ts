import { type Json, valueAt } from '../json.ts';
import { keysOf } from '../syntax/literals.ts';
import type { Node } from '../syntax/syntax.ts';
import type { ExpressionEdit } from './edits.ts';
import type { EvaluatedStep } from './evaluated.ts';
import { shownValue } from './nearly-equal.ts';
import { type OtherPath, otherPaths } from './other-paths.ts';
import { pathText } from './path-text.ts';

/** A part of a path with constant names, from its start: where it is, and how it is written. */
type FixedPart = { names: readonly string[]; start: number; end: number; text: string };

/**
 * Corrections of a path that does not exist: from the right root, or the closest name that exists. Those whose value is
 * the one that it is compared with come first.
 */
export function pathEdits({ plan, input }: EvaluatedStep, wanted: Json | undefined): ExpressionEdit[] {
  const read = plan.kind === 'path' && input !== undefined ? fixedPart(plan) : null;
  if (!read || input === undefined) return [];
  if (typeof input === 'string' && read.names.length > 0) {
    const message = `${read.text} does not exist, because the value is the text ${brief(input)} itself.`;
    return [
      { kind: 'path', message, start: read.start, end: read.end, text: '.', ...(input === wanted && { fits: true }) },
    ];
  }
  const { start, end, text } = read;
  const edits = otherPaths(input, read.names).map((other): ExpressionEdit => {
    const better = pathText(other.path);
    const fits = wanted !== undefined && other.value === wanted;
    const message = `${missing(text, other)}.`;
    return { kind: other.kind, message, start, end, text: better, ...(fits && { fits }) };
  });
  return [...edits.filter(({ fits }) => fits), ...edits.filter(({ fits }) => !fits), ...lengthEdits(read, input)];
}

/** Says that a path does not exist, but another one does; without a full stop. */
export function missing(text: string, { path, value }: OtherPath): string {
  return `${text} does not exist; ${pathText(path)} does, and is ${brief(value)}`;
}

/** A habit from languages where lists and texts have their length as a field. */
function lengthEdits({ names, start, end, text }: FixedPart, input: Json): ExpressionEdit[] {
  const name = names.at(-1);
  const value = valueAt(input, ...names.slice(0, -1));
  if ((name !== 'length' && name !== 'size') || (!Array.isArray(value) && typeof value !== 'string')) return [];
  const list = pathText(names.slice(0, -1));
  const message = `${text} does not exist: in jq, length is a function that follows a pipe.`;
  return [{ kind: 'path', message, start, end, text: `(${list} | length)` }];
}

/** The part of a path with constant names only, up to the first computed or repeated step. */
function fixedPart({ node, start, text }: EvaluatedStep['plan']): FixedPart | null {
  const offset = start - node.start;
  let part: Node = node;
  for (;;) {
    const names = namesOf(part);
    if (names) {
      const [from, to] = [part.start + offset, part.end + offset];
      return { names, start: from, end: to, text: text.slice(from - start, to - start) };
    }
    if (!('of' in part) || part.of === null) return null;
    part = part.of;
  }
}

/** A path with question marks reads the same. */
function namesOf(node: Node): readonly string[] | null {
  const keys = keysOf(withoutMarks(node));
  return keys?.every((key) => typeof key === 'string') ? keys : null;
}

function withoutMarks(node: Node): Node {
  if (node.type === 'optional') return withoutMarks(node.of);
  return node.type === 'field' || node.type === 'index' ? { ...node, of: withoutMarks(node.of) } : node;
}

function brief(value: Json): string {
  const text = shownValue(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
