import { type Node, parseTree } from 'jsonc-parser';
import type { LocateDocuments, LocatedNode, Path } from './places.ts';

/** Parses JSON with comments and trailing commas and returns a locator; broken parts are simply not found. */
export const locateJson: LocateDocuments = (text) => {
  const root = parseTree(text, [], { allowTrailingComma: true });
  return () => (path, part) => {
    const node = root && descend(root, path);
    if (!node) return null;
    if (part === 'value') return located(text, node);
    const key = node.parent?.type === 'property' ? node.parent.children?.[0] : undefined;
    // The root and array elements have no key; their first character stands in for it.
    return key
      ? located(text, key)
      : { start: node.offset, end: node.offset + 1, notation: 'none', offsets: () => null };
  };
};

function descend(root: Node, path: Path): Node | undefined {
  let node: Node | undefined = root;
  for (const step of path) {
    if (node?.type === 'array') {
      node = node.children?.[Number(step)];
    } else {
      // A numeric key is a number in a path from a JSON Pointer.
      const members: Node[] = node?.type === 'object' ? (node.children ?? []) : [];
      // JSON.parse keeps the value of the last of two equal keys.
      node = members.findLast((member) => member.children?.[0]?.value === String(step))?.children?.[1];
    }
    if (!node) return undefined;
  }
  return node;
}

function located(text: string, node: Node): LocatedNode {
  return {
    start: node.offset,
    end: node.offset + node.length,
    notation: node.type === 'string' ? 'double' : 'none',
    offsets: () => (node.type === 'string' ? stringOffsets(text, node.offset, node.offset + node.length) : null),
  };
}

/** The source offset of each UTF-16 unit of a JSON string's value, and of its closing quote. */
function stringOffsets(text: string, start: number, end: number): number[] {
  const offsets: number[] = [];
  let at = start + 1;
  while (at < end - 1) {
    offsets.push(at);
    if (text[at] !== '\\') at += 1;
    else at += text[at + 1] === 'u' ? 6 : 2;
  }
  offsets.push(end - 1);
  return offsets;
}
