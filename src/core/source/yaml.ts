import {
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Node,
  parseAllDocuments,
  type Scalar,
} from 'yaml';
import type { Locate, LocatedNode, Path } from './places.ts';
import { traceScalar, type WrittenScalar } from './yaml-scalar.ts';

/** Parses YAML into one locator per document; `documents` numbers them as the file does. */
export function locateYaml(text: string, document: number): Locate {
  const documents = parseAllDocuments(text, { keepSourceTokens: true, prettyErrors: false, logLevel: 'silent' });
  const parsed = Array.isArray(documents) ? documents[document] : undefined;
  return (path, part) => {
    const found = parsed && descend(parsed, path);
    if (!found) return null;
    if (part === 'value' && found.value) return located(text, parsed, found.value);
    if (found.key) return located(text, parsed, found.key);
    return found.value ? opening(found.value) : null;
  };
}

type Found = { key: Node | null; value: Node | null };

function descend(document: Document.Parsed, path: Path): Found | null {
  let found: Found = { key: null, value: document.contents };
  for (const step of path) {
    const node = resolved(document, found.value);
    if (isSeq(node) && typeof step === 'number') {
      found = { key: null, value: (node.items[step] as Node | null | undefined) ?? null };
      if (!found.value) return null;
    } else if (isMap(node)) {
      const pair = node.items.find((item) => keyText(document, item.key) === String(step));
      if (!pair) return null;
      found = { key: pair.key as Node, value: pair.value as Node | null };
    } else {
      return null;
    }
  }
  return found;
}

function keyText(document: Document.Parsed, key: unknown): string | null {
  const node = resolved(document, key);
  return isScalar(node) ? (node.value === null ? '' : String(node.value)) : null;
}

/** What an alias stands for: its anchor's content is what a reader has to look at. */
function resolved(document: Document.Parsed, node: unknown): unknown {
  return isAlias(node) ? node.resolve(document) : node;
}

function located(text: string, document: Document.Parsed, node: Node): LocatedNode {
  const [start, end] = node.range ?? [0, 0];
  return {
    start,
    end: Math.max(start, trimmedEnd(text, start, end)),
    notation: (isScalar(node) && typeof node.value === 'string' && styleOf(node)) || 'none',
    offsets: () => {
      const scalar = resolved(document, node);
      return isScalar(scalar) && typeof scalar.value === 'string' ? scalarOffsets(text, scalar) : null;
    },
  };
}

function scalarOffsets(text: string, scalar: Scalar): readonly number[] | null {
  const written = writtenScalar(text, scalar);
  if (!written) return null;
  const traced = traceScalar(text, written);
  // Should the parser ever read a corner of YAML differently, a place at the string's start beats a wrong one inside it.
  return traced.value === scalar.value ? traced.offsets : null;
}

const styles: Record<string, WrittenScalar['style']> = {
  PLAIN: 'plain',
  QUOTE_SINGLE: 'single',
  QUOTE_DOUBLE: 'double',
  BLOCK_LITERAL: 'block',
  BLOCK_FOLDED: 'block',
};

function styleOf(scalar: Scalar): WrittenScalar['style'] | undefined {
  return scalar.type && Object.hasOwn(styles, scalar.type) ? styles[scalar.type] : undefined;
}

function writtenScalar(text: string, scalar: Scalar): WrittenScalar | null {
  const style = styleOf(scalar);
  if (!style || !scalar.range) return null;
  const [start, valueEnd] = scalar.range;
  const token = scalar.srcToken;
  const parentIndent = token?.type === 'block-scalar' ? Math.max(0, token.indent) : 0;
  const end = token?.type === 'block-scalar' ? blockEnd(text, start, token.source.length) : valueEnd;
  return { start, end, style, parentIndent };
}

/** A block's source token begins on the line below its header. */
function blockEnd(text: string, start: number, length: number): number {
  const header = text.indexOf('\n', start);
  return header === -1 ? text.length : Math.min(text.length, header + 1 + length);
}

function opening(node: Node): LocatedNode {
  const first = isMap(node) && isPair(node.items[0]) ? (node.items[0].key as Node).range : node.range;
  const start = first?.[0] ?? 0;
  const end = isMap(node) && !node.flow && first ? first[1] : start + 1;
  return { start, end, notation: 'none', offsets: () => null };
}

/** A block collection ends behind the line break of its last line; nobody wants to see that underlined. */
function trimmedEnd(text: string, start: number, end: number): number {
  let trimmed = end;
  while (trimmed > start && /\s/.test(text.charAt(trimmed - 1))) trimmed -= 1;
  return trimmed;
}
