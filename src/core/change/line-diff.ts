/** A line of a comparison: in both texts, only in the one before, or only in the one after. */
export type DiffLine = { kind: 'same' | 'removed' | 'added'; text: string };

/** Beyond this many cells, lines between the common start and end are shown as replaced. */
const maxCells = 4_000_000;

/** Compares two texts line by line. */
export function diffLines(before: string, after: string): DiffLine[] {
  const [a, b] = [linesOf(before), linesOf(after)];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  const same = (lines: readonly string[]) => lines.map((text): DiffLine => ({ kind: 'same', text }));
  return [
    ...same(a.slice(0, start)),
    ...between(a.slice(start, a.length - end), b.slice(start, b.length - end)),
    ...same(end === 0 ? [] : a.slice(-end)),
  ];
}

/** The comparison with some lines around each change, in the format of `git diff`, without its header. */
export function unifiedDiff(before: string, after: string, context = 3): string {
  const lines = diffLines(before, after);
  const isNear = lines.map((_, index) =>
    lines.slice(Math.max(0, index - context), index + context + 1).some(({ kind }) => kind !== 'same'),
  );
  const parts: string[] = [];
  let [old, next] = [1, 1];
  for (let index = 0; index < lines.length; index += 1) {
    if (isNear[index] === true) {
      const hunk = lines.slice(index, index + lengthOf(isNear, index));
      const count = (kind: DiffLine['kind']) => hunk.filter((line) => line.kind !== kind).length;
      parts.push(`@@ -${old},${count('added')} +${next},${count('removed')} @@`);
      parts.push(...hunk.map(({ kind, text }) => `${marks[kind]}${text}`));
      old += count('added');
      next += count('removed');
      index += hunk.length - 1;
    } else {
      old += 1;
      next += 1;
    }
  }
  return parts.map((line) => `${line}\n`).join('');
}

const marks = { same: ' ', removed: '-', added: '+' };

function lengthOf(isNear: readonly boolean[], from: number): number {
  const end = isNear.indexOf(false, from);
  return (end < 0 ? isNear.length : end) - from;
}

function linesOf(text: string): string[] {
  const lines = text.split('\n');
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

/** The longest common subsequence decides which lines stay. */
function between(a: readonly string[], b: readonly string[]): DiffLine[] {
  const removed = a.map((text): DiffLine => ({ kind: 'removed', text }));
  const added = b.map((text): DiffLine => ({ kind: 'added', text }));
  if (a.length * b.length > maxCells) return [...removed, ...added];
  const lengths = Array.from({ length: a.length + 1 }, () => new Uint32Array(b.length + 1));
  const at = (i: number, j: number): number => lengths[i]?.[j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1) {
    const row = lengths[i] as Uint32Array;
    for (let j = b.length - 1; j >= 0; j -= 1) {
      row[j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      lines.push({ kind: 'same', text: a[i] ?? '' });
      i += 1;
      j += 1;
    } else if (j >= b.length || (i < a.length && at(i + 1, j) >= at(i, j + 1))) {
      lines.push(removed[i] as DiffLine);
      i += 1;
    } else {
      lines.push(added[j] as DiffLine);
      j += 1;
    }
  }
  return lines;
}
