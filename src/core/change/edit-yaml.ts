import {
  type Document,
  isCollection,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseAllDocuments,
  Scalar,
  stringify,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import type { Json } from '../json.ts';
import type { EditPath, ValueEdit } from './differences.ts';

/** Something that these edits cannot do without touching the rest, such as what an alias repeats. */
export class NotEditable extends Error {}

/**
 * Applies edits to one document of a YAML text. Only the lines that change are rewritten, so comments, order and
 * formatting of the rest are preserved. Throws `NotEditable` where that is not possible.
 */
export function editYaml(text: string, index: number, edits: readonly ValueEdit[]): string {
  return edits.reduce((current, edit) => editOnce(current, index, edit), text);
}

type YamlPlace = { text: string; document: Document; indentSeq: boolean; indent: number };

function editOnce(text: string, index: number, edit: ValueEdit): string {
  const document = parseAllDocuments(text)[index];
  if (document === undefined || !('contents' in document)) throw new NotEditable();
  const place: YamlPlace = { text, document: document as Document, ...styleOf(text, document.contents as Node) };
  const parentPath = edit.path.slice(0, -1);
  const parent = edit.path.length === 0 ? null : nodeAt(place, parentPath);
  // A collection on one line is short, so it is rewritten as a whole, on one line.
  if (isCollection(parent) && parent.flow === true) return editFlow(place, edit, parent);
  if (isMap(parent)) return editMap(place, edit, parent);
  if (isSeq(parent)) return editSeq(place, edit, parent);
  throw new NotEditable();
}

function editMap(place: YamlPlace, edit: ValueEdit, map: YAMLMap): string {
  const { text } = place;
  const key = String(edit.path.at(-1));
  const pairs = map.items as Pair[];
  const at = pairs.findIndex((pair) => keyOf(pair) === key);
  const column = columnOf(text, startOf(pairs[0]));
  if (edit.kind === 'add') {
    const before = pairs[pairs.findIndex((pair) => keyOf(pair) === edit.after)] ?? pairs.at(-1);
    return insertAfter(text, endOf(text, before), indented(render(place, { [key]: edit.value }), column));
  }
  const pair = pairs[at];
  if (pair === undefined) throw new NotEditable();
  if (edit.kind === 'remove') return removePair(text, pairs, at);
  const { value } = pair;
  if (isScalar(value) && isShort(value) && isShortJson(edit.value)) return setScalar(text, value, edit.value, false);
  const rendered = indented(render(place, { [key]: edit.value }), column).slice(column);
  return text.slice(0, startOf(pair)) + rendered + text.slice(endOf(text, pair));
}

function removePair(text: string, pairs: readonly Pair[], at: number): string {
  const [start, next] = [startOf(pairs[at]), pairs[at + 1]];
  if (pairs.length === 1) throw new NotEditable();
  // The first key of an item follows its dash, which stays.
  const isBehindDash = text.slice(lineStart(text, start), start).trim() !== '';
  if (isBehindDash && next !== undefined) return text.slice(0, start) + text.slice(startOf(next));
  return text.slice(0, lineStart(text, start)) + text.slice(lineEnd(text, endOf(text, pairs[at])) + 1);
}

function editSeq(place: YamlPlace, edit: ValueEdit, seq: YAMLSeq): string {
  const { text } = place;
  const items = seq.items as Node[];
  const at = Number(edit.path.at(-1));
  const dashOf = (item: Node | undefined): number => text.lastIndexOf('-', startOf(item) - 1);
  const column = columnOf(text, dashOf(items[0]));
  const rendered = edit.kind === 'remove' ? '' : indented(render(place, [edit.value]), column);
  if (edit.kind === 'add') {
    const before = items[at - 1];
    if (before !== undefined) return insertAfter(text, endOf(text, before), rendered);
    const first = dashOf(items[0]);
    return `${text.slice(0, first)}${rendered.slice(column)}\n${' '.repeat(column)}${text.slice(first)}`;
  }
  const item = items[at];
  if (item === undefined) throw new NotEditable();
  if (edit.kind === 'remove') {
    return text.slice(0, lineStart(text, dashOf(item))) + text.slice(lineEnd(text, endOf(text, item)) + 1);
  }
  if (isScalar(item) && isShort(item) && isShortJson(edit.value)) return setScalar(text, item, edit.value, false);
  return text.slice(0, dashOf(item)) + rendered.slice(column) + text.slice(endOf(text, item));
}

function editFlow(place: YamlPlace, edit: ValueEdit, parent: YAMLMap | YAMLSeq): string {
  const { document, text } = place;
  const old = document.getIn(edit.path, true);
  if (edit.kind === 'set' && isScalar(old) && isShort(old) && isShortJson(edit.value)) {
    return setScalar(text, old, edit.value, true);
  }
  if (edit.kind === 'remove') document.deleteIn(edit.path);
  else if (edit.kind === 'add' && isSeq(parent)) {
    parent.items.splice(Number(edit.path.at(-1)), 0, document.createNode(edit.value));
  } else document.setIn(edit.path, document.createNode(edit.value));
  const flat = stringify(parent.toJS(document), { collectionStyle: 'flow', lineWidth: 0 }).trimEnd();
  const [start, end] = parent.range ?? [0, 0];
  if (flat.includes('\n')) throw new NotEditable();
  return text.slice(0, start) + flat + text.slice(end);
}

/** Writes a scalar in the style of the one before, as far as the value allows it. */
function setScalar(text: string, old: Scalar, value: Json, inFlow: boolean): string {
  const next = new Scalar(value);
  const isPlainText = typeof value === 'string' && inFlow && /[,[\]{}]/.test(value);
  if (typeof value === 'string') next.type = isPlainText ? 'QUOTE_DOUBLE' : (old.type as Scalar.Type);
  const [start, end] = old.range ?? [0, 0];
  const rendered = stringify(next, { lineWidth: 0 }).trimEnd();
  if (rendered.includes('\n')) throw new NotEditable();
  const gap = start === end && !/\s/.test(text[start - 1] ?? ' ') ? ' ' : '';
  return text.slice(0, start) + gap + rendered + text.slice(end);
}

function render({ indent, indentSeq }: YamlPlace, value: Json): string {
  return stringify(value, { indent, indentSeq, lineWidth: 0 }).trimEnd();
}

function nodeAt({ document }: YamlPlace, path: EditPath): Node {
  const node = path.length === 0 ? document.contents : document.getIn(path, true);
  if (!isMap(node) && !isSeq(node)) throw new NotEditable();
  return node;
}

/** How deep the text indents, and whether it indents items below their key. */
function styleOf(text: string, root: Node | null): { indent: number; indentSeq: boolean } {
  const found: { indent?: number; indentSeq?: boolean } = {};
  const look = (node: unknown): void => {
    if (!isCollection(node) || node.flow === true) return;
    for (const item of node.items) {
      const value = isPair(item) ? item.value : item;
      if (isPair(item) && isCollection(value) && value.flow !== true && value.range) {
        const step = columnOf(text, value.range[0]) - columnOf(text, startOf(item));
        if (isSeq(value)) found.indentSeq ??= step > 0;
        else if (step > 0) found.indent ??= step;
      }
      look(value);
    }
  };
  look(root);
  return { indent: found.indent ?? 2, indentSeq: found.indentSeq ?? true };
}

function isShort(scalar: Scalar): boolean {
  return scalar.type !== 'BLOCK_LITERAL' && scalar.type !== 'BLOCK_FOLDED' && scalar.anchor === undefined;
}

function isShortJson(value: Json): boolean {
  return typeof value === 'string' ? !value.includes('\n') : typeof value !== 'object' || value === null;
}

function keyOf({ key }: Pair): string {
  return isScalar(key) ? String(key.value) : '';
}

/** Where a pair or an item begins; what has no place in the text was not written in it. */
function startOf(item: Pair | Node | undefined): number {
  const node = isPair(item) ? item.key : item;
  const start = (node as Node | undefined)?.range?.[0];
  if (start === undefined) throw new NotEditable();
  return start;
}

/** Where the last character of a pair or an item is, without the comments behind it. */
function endOf(text: string, item: unknown): number {
  if (isPair(item)) {
    const end = endOf(text, item.value);
    return end > startOf(item) ? end : text.indexOf(':', endOf(text, item.key)) + 1;
  }
  if (isCollection(item) && item.flow !== true && item.items.length > 0) return endOf(text, item.items.at(-1));
  const [start = -1, end = -1] = (item as Node | null)?.range ?? [];
  return start < 0 ? -1 : start + text.slice(start, end).trimEnd().length;
}

function insertAfter(text: string, end: number, lines: string): string {
  const at = lineEnd(text, end);
  return `${text.slice(0, at)}\n${lines}${text.slice(at)}`;
}

function indented(lines: string, column: number): string {
  return lines.replaceAll(/^(?=.)/gm, ' '.repeat(column));
}

function lineStart(text: string, at: number): number {
  return text.lastIndexOf('\n', at - 1) + 1;
}

function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

function columnOf(text: string, at: number): number {
  return at - lineStart(text, at);
}
