import { type Alias, type Document, type Node, visit } from 'yaml';
import type { FileProblem } from './reading.ts';

/** How many aliases one document may have: the parser looks for the anchor of each among all of them. */
const maxAliases = 1_000;

/** The aliases of a document with what they stand for, found in one walk; and the first that cannot be followed. */
export type Aliases = { targets: ReadonlyMap<Alias, Node>; last: Alias | null; problem: FileProblem | null };

/** Follows the aliases of a document: each to the nearest anchor of its name above it. */
export function followAliases(document: Document): Aliases {
  const anchors = new Map<string, Node>();
  const targets = new Map<Alias, Node>();
  let last: Alias | null = null;
  let problem: FileProblem | null = null;
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
      problem ??= problemOf(alias, target, path, targets.size);
    },
  });
  return { targets, last, problem };
}

function problemOf(
  alias: Alias,
  target: Node | undefined,
  path: readonly unknown[],
  count: number,
): FileProblem | null {
  const name = alias.source;
  if (!target) {
    const message = `There is no anchor &${name} above the alias *${name}; define it there, or put the text in quotes.`;
    return aliasProblem(alias, message);
  }
  if (path.includes(target)) {
    return aliasProblem(
      alias,
      `The alias *${name} stands inside of what it repeats, which would never end; write it out.`,
    );
  }
  if (count <= maxAliases) return null;
  return aliasProblem(alias, `There are more than ${maxAliases} aliases here; write them out, or split the file.`);
}

/** A problem at the place of an alias. */
export function aliasProblem(alias: Alias | null, message: string): FileProblem {
  const [start, end] = alias?.range ?? [0, 1];
  return { code: 'syntax/yaml-alias', message, start, end };
}
