import type { Node, Pattern } from './syntax.ts';

/** Visits a node and everything below it. */
export function visitNodes(node: Node, visit: (node: Node) => void): void {
  visit(node);
  for (const child of childrenOf(node)) visitNodes(child, visit);
}

/** The sub-expressions of a node, in the order of the program. */
function childrenOf(node: Node): readonly Node[] {
  switch (node.type) {
    case 'string':
      return nodesOf(node.parts);
    case 'field':
      return nodesOf([node.of, node.name]);
    case 'index':
      return [node.of, node.key];
    case 'slice':
      return nodesOf([node.of, node.from, node.to]);
    case 'iterate':
    case 'optional':
    case 'group':
    case 'negate':
    case 'list':
      return nodesOf([node.of]);
    case 'object':
      return nodesOf(node.entries.flatMap(({ key, value }) => [key, value]));
    case 'call':
      return node.values;
    case 'binary':
      return [node.left, node.right];
    case 'if':
      return nodesOf([...node.cases.flatMap(({ test, result }) => [test, result]), node.otherwise]);
    case 'try':
      return nodesOf([node.body, node.handler]);
    case 'reduce':
    case 'foreach':
      return [node.source, ...node.patterns.flatMap(nodesOfPattern), ...node.steps];
    case 'as':
      return [node.source, ...node.patterns.flatMap(nodesOfPattern), node.body];
    case 'define':
      return [node.definition, node.body];
    case 'label':
      return [node.body];
    default:
      return [];
  }
}

function nodesOf(
  parts: readonly (Node | string | null | { type: 'string'; parts: readonly (string | Node)[] })[],
): Node[] {
  return parts.filter((part): part is Node => part !== null && typeof part !== 'string');
}

function nodesOfPattern(pattern: Pattern): readonly Node[] {
  if (pattern.type === 'list') return pattern.items.flatMap(nodesOfPattern);
  if (pattern.type !== 'fields') return [];
  return pattern.entries.flatMap(({ key, value }) => [...nodesOf([key]), ...(value ? nodesOfPattern(value) : [])]);
}
