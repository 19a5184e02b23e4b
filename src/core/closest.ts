/**
 * Finds the candidate that a mistyped word probably means, or undefined: first one that differs only in case and
 * separators, then the nearest by edit distance (at most a third of the word), then one of which the word is the start
 * or the end.
 */
export function closest(word: string, candidates: readonly string[]): string | undefined {
  const plain = simplify(word);
  if (plain === '') return undefined;
  const same = candidates.find((candidate) => simplify(candidate) === plain);
  if (same !== undefined) return same;
  let best: { candidate: string; distance: number } | undefined;
  // Long words are not typos, and comparing them takes quadratic time.
  for (const candidate of plain.length > 100 ? [] : candidates) {
    const other = simplify(candidate);
    if (Math.abs(other.length - plain.length) > plain.length / 3) continue;
    const distance = editDistance(plain, other);
    if (distance <= Math.max(1, Math.floor(plain.length / 3)) && (!best || distance < best.distance)) {
      best = { candidate, distance };
    }
  }
  if (best) return best.candidate;
  if (plain.length < 3) return undefined;
  return candidates.find((candidate) => {
    const other = simplify(candidate);
    return other.startsWith(plain) || other.endsWith(plain) || (other.length > 3 && plain.startsWith(other));
  });
}

/** `; did you mean …?`, or just a full stop if no candidate is close. */
export function didYouMean(word: string, candidates: readonly string[]): string {
  const found = closest(word, candidates);
  return found === undefined ? '.' : `; did you mean \`${found}\`?`;
}

function simplify(word: string): string {
  return word.toLowerCase().replaceAll(/[-_ ]/g, '');
}

/** The number of insertions, deletions, replacements and swaps of neighbors that turn one word into the other. */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const current = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(at(previous, j) + 1, at(current, j - 1) + 1, at(previous, j - 1) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, at(before, j - 2) + 1);
      current.push(cost);
    }
    before = previous;
    previous = current;
  }
  return at(previous, b.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}
