import { type Alias, type Document, type Node, visit } from 'yaml';
import type { FileFinding } from './reading.ts';

/** Maximum number of aliases in a document: the parser searches for the anchor of each one. */
const maxAliases = 1_000;

/** The aliases of a document with their targets, and the first alias that cannot be resolved. */
export type Aliases = { targets: ReadonlyMap<Alias, Node>; last: Alias | null; finding: FileFinding | null };

/** Resolves the aliases of a document, each to the nearest anchor of its name above it. */
export function followAliases(document: Document): Aliases {
  const anchors = new Map<string, Node>();
  const targets = new Map<Alias, Node>();
  let last: Alias | null = null;
  let finding: FileFinding | null = null;
  const anchor = (_key: unknown, node: Node & { anchor?: string }) => {
    if (node.anchor) anchors.set(node.anchor, node);
  };
  visit(document, {
    Map: anchor,
    Seq: anchor,
    Scalar: anchor,
    Alias(_key, alias, path) {
      const target = anchors.get(alias.source);
      if (target) targets.set(alias, target);
      last = alias;
      finding ??= findingFor(alias, target, path, targets.size);
    },
  });
  return { targets, last, finding };
}

function findingFor(
  alias: Alias,
  target: Node | undefined,
  path: readonly unknown[],
  count: number,
): FileFinding | null {
  const name = alias.source;
  if (!target) {
    const message = `The alias *${name} has no anchor &${name} above it; define the anchor, or put the text in quotes.`;
    return aliasFinding(alias, message);
  }
  if (path.includes(target)) {
    return aliasFinding(
      alias,
      `The alias *${name} is inside the content that it repeats, which would never end; write the content out.`,
    );
  }
  if (count <= maxAliases) return null;
  return aliasFinding(alias, `This document has more than ${maxAliases} aliases; write them out, or split the file.`);
}

/** A finding located at an alias. */
export function aliasFinding(alias: Alias | null, message: string): FileFinding {
  const [start, end] = alias?.range ?? [0, 1];
  return { code: 'syntax/yaml-alias', message, start, end };
}
