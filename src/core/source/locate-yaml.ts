import {
  type Alias,
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
import type { LocateDocuments, LocatedNode, Path } from './places.ts';
import { followAliases } from './yaml-aliases.ts';
import { traceScalar, type WrittenScalar } from './yaml-scalar.ts';

/** Parses YAML and returns one locator per document. */
export const locateYaml: LocateDocuments = (text) => {
  // Duplicate keys were reported when the text was read, and the parser's own check is quadratic.
  const options = { keepSourceTokens: true, prettyErrors: false, logLevel: 'silent', uniqueKeys: false } as const;
  const documents = parseAllDocuments(text, options);
  const known = new Map<number, Content | null>();
  return (document) => (path, part) => {
    if (!known.has(document)) known.set(document, Array.isArray(documents) ? contentOf(documents[document]) : null);
    const content = known.get(document);
    const found = content && descend(content, path);
    if (!found) return null;
    if (part === 'value' && found.value) return located(text, content, found.value);
    if (found.key) return located(text, content, found.key);
    return found.value ? opening(found.value) : null;
  };
};

/** The root of a document, and the targets of its aliases: a reader has to look at the content of an anchor. */
type Content = { root: Node | null; targets: ReadonlyMap<Alias, Node> };

function contentOf(document: Document.Parsed | undefined): Content | null {
  return document ? { root: document.contents, targets: followAliases(document).targets } : null;
}

type LocatedEntry = { key: Node | null; value: Node | null };

function descend(content: Content, path: Path): LocatedEntry | null {
  let found: LocatedEntry = { key: null, value: content.root };
  for (const step of path) {
    const node = resolved(content, found.value);
    if (isSeq(node) && typeof step === 'number') {
      found = { key: null, value: (node.items[step] as Node | null | undefined) ?? null };
      if (!found.value) return null;
    } else if (isMap(node)) {
      const pair = node.items.find((item) => keyText(content, item.key) === String(step));
      if (!pair) return null;
      found = { key: pair.key as Node, value: pair.value as Node | null };
    } else {
      return null;
    }
  }
  return found;
}

function keyText(content: Content, key: unknown): string | null {
  const node = resolved(content, key);
  return isScalar(node) ? (node.value === null ? '' : String(node.value)) : null;
}

function resolved({ targets }: Content, node: unknown): unknown {
  return isAlias(node) ? targets.get(node) : node;
}

function located(text: string, content: Content, node: Node): LocatedNode {
  const [start, end] = node.range ?? [0, 0];
  return {
    start,
    end: Math.max(start, trimmedEnd(text, start, end)),
    notation: (isScalar(node) && typeof node.value === 'string' && styleOf(node)) || 'none',
    offsets: () => {
      const scalar = resolved(content, node);
      return isScalar(scalar) && typeof scalar.value === 'string' ? scalarOffsets(text, scalar) : null;
    },
  };
}

function scalarOffsets(text: string, scalar: Scalar): readonly number[] | null {
  const written = writtenScalar(text, scalar);
  if (!written) return null;
  const traced = traceScalar(text, written);
  // If the parser ever disagrees, the start of the string is better than a wrong place inside it.
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

/** The source token of a block starts on the line after its header. */
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

/** A block collection includes its last line break, which should not be underlined. */
function trimmedEnd(text: string, start: number, end: number): number {
  let trimmed = end;
  while (trimmed > start && /\s/.test(text.charAt(trimmed - 1))) trimmed -= 1;
  return trimmed;
}
