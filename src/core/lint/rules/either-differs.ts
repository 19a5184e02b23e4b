import { contradict, denialsOf } from '../../expression/comparison.ts';
import type { Finding } from '../../source/place-finding.ts';
import type { Node } from '../../syntax/syntax.ts';
import { visitNodes } from '../../syntax/visit-nodes.ts';
import type { ReadSite } from '../rule.ts';
import { siteFinding } from '../site-finding.ts';

/** Finds `.a != "x" or .a != "y"`, which is always true, as no value is both. */
export function eitherDiffers(site: ReadSite): Finding[] {
  const found: Finding[] = [];
  let reported = -1;
  if (!site.node) return found;
  visitNodes(site.node, (one) => {
    // The outermost of several `or` is visited first.
    if (one.start < reported || one.type !== 'binary' || one.operator !== 'or') return;
    const parts = alternatives(one);
    if (!parts.every(isDifference) || !contradict(denialsOf(one))) return;
    reported = one.end;
    const text = parts.map(({ start, end }) => site.expression.slice(start, end)).join(' and ');
    const message = `Every value differs from at least one of these, so this is always true; write \`${text}\`.`;
    found.push(siteFinding(site, one, message, text));
  });
  return found;
}

function alternatives(node: Node): Node[] {
  const parts: Node[] = [];
  const open: Node[] = [node];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next.type === 'binary' && next.operator === 'or') open.push(next.right, next.left);
    else parts.push(next);
  }
  return parts;
}

function isDifference(node: Node): boolean {
  return node.type === 'group' ? isDifference(node.of) : node.type === 'binary' && node.operator === '!=';
}
