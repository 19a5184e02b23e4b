import { type Node, parseTree } from 'jsonc-parser';
import type { LocateDocuments, LocatedNode, Path } from './places.ts';

/** Parses JSON with comments and trailing commas into a locator of its one document; broken parts are simply not found. */
export const locateJson: LocateDocuments = (text) => {
  const root = parseTree(text, [], { allowTrailingComma: true });
  return () => (path, part) => {
    const node = root && descend(root, path);
    if (!node) return null;
    if (part === 'value') return located(text, node);
    const key = node.parent?.type === 'property' ? node.parent.children?.[0] : undefined;
    // The root has no key, an element of an array neither: its opening character stands for it.
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
      // A key of digits comes as a number from those who read it off a JSON Pointer.
      const members: Node[] = node?.type === 'object' ? (node.children ?? []) : [];
      // The last of two equal keys is the one whose value JSON.parse keeps.
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

/** Where each UTF-16 unit of a JSON string's value was written, and at the end its closing quote. */
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
