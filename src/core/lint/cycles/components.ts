/**
 * Finds the strongly connected components (Tarjan 1972), without single nodes that do not link to themselves. Not
 * recursive, so that a chain of ten thousand automations does not overflow the stack.
 */
export function components(size: number, next: (node: number) => Iterable<number>): number[][] {
  const order = new Array<number>(size).fill(-1);
  const low = new Array<number>(size).fill(0);
  const onStack = new Uint8Array(size);
  const stack: number[] = [];
  const groups: number[][] = [];
  let count = 0;
  for (let root = 0; root < size; root += 1) {
    if (order[root] !== -1) continue;
    const path = [enter(root)];
    for (let step = path.at(-1); step; step = path.at(-1)) {
      const { value: to, done } = step.links.next();
      if (!done) {
        if (to === step.node) step.self = true;
        if (order[to] === -1) path.push(enter(to));
        else if (onStack[to]) low[step.node] = Math.min(at(low, step.node), at(order, to));
        continue;
      }
      path.pop();
      const parent = path.at(-1);
      if (parent) low[parent.node] = Math.min(at(low, parent.node), at(low, step.node));
      if (low[step.node] !== order[step.node]) continue;
      const group = stack.splice(stack.lastIndexOf(step.node));
      for (const node of group) onStack[node] = 0;
      if (group.length > 1 || step.self) groups.push(group);
    }
  }
  return groups;

  function enter(node: number): { node: number; links: Iterator<number>; self: boolean } {
    order[node] = count;
    low[node] = count;
    count += 1;
    stack.push(node);
    onStack[node] = 1;
    return { node, links: next(node)[Symbol.iterator](), self: false };
  }
}

function at(values: readonly number[], index: number): number {
  return values[index] ?? 0;
}
