/**
 * Finds, among many names, one that a mistyped name probably means: it differs in case and separators, or in one letter.
 * Indexed by the halves of the names, one of which such a difference leaves alone, because comparing thousands of names
 * with each other takes too long.
 */
export function createNearNames(names: readonly string[]): (name: string) => string | undefined {
  let index: Map<string, string[]> | undefined;
  return (name) => {
    index ??= indexed(names);
    const plain = simplifyName(name);
    for (const key of [plain, ...halvesFor(plain)]) {
      const candidates = (index.get(key) ?? []).slice(0, maxCandidates);
      const found = candidates.find((other) => isNear(plain, simplifyName(other)));
      if (found !== undefined) return found;
    }
    return undefined;
  };
}

/** Names with a long common part are mostly numbered ones. */
const maxCandidates = 100;

/** In shorter names, one letter is too much of a difference. */
const minLength = 5;

function indexed(names: readonly string[]): Map<string, string[]> {
  const index = new Map<string, string[]>();
  for (const name of names) {
    const plain = simplifyName(name);
    for (const key of new Set([plain, ...halvesOf(plain, plain.length)])) {
      const known = index.get(key);
      if (known) known.push(name);
      else index.set(key, [name]);
    }
  }
  return index;
}

/** The halves that a name of some length would share with this one. */
function halvesOf(plain: string, length: number): string[] {
  const half = Math.floor((length - 1) / 2);
  return half === 0 ? [] : [`<${plain.slice(0, half)}`, `>${plain.slice(-half)}`];
}

function halvesFor(plain: string): string[] {
  const { length } = plain;
  return length < minLength ? [] : [length, length - 1, length + 1].flatMap((other) => halvesOf(plain, other));
}

/** True for names that differ in one letter or two neighbors; `step_1` and `step_2` are different on purpose. */
function isNear(one: string, other: string): boolean {
  if (one === other) return true;
  let start = 0;
  while (start < one.length && one[start] === other[start]) start += 1;
  let end = 0;
  const most = Math.min(one.length, other.length) - start;
  while (end < most && one.at(-1 - end) === other.at(-1 - end)) end += 1;
  const [a, b] = [one.slice(start, one.length - end), other.slice(start, other.length - end)];
  const isSwap = a.length === 2 && a === [...b].reverse().join('');
  return (isSwap || (a.length <= 1 && b.length <= 1)) && /[^\d]/.test(a + b);
}

/** A name without case and separators, to compare spellings. */
function simplifyName(name: string): string {
  return name.toLowerCase().replaceAll(/[-_.]/g, '');
}
