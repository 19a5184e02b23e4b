import type { Node } from './syntax.ts';

/** The start of a path, such as `.` or a function; a node that is not a path is its own base. */
export function baseOf(path: Node): Node {
  let node = path;
  while (
    node.type === 'field' ||
    node.type === 'index' ||
    node.type === 'slice' ||
    node.type === 'iterate' ||
    node.type === 'optional'
  )
    node = node.of;
  return node;
}

/** True for `not`. */
export function isNot(node: Node): boolean {
  return node.type === 'call' && node.name === 'not' && node.values.length === 0;
}
