const patterns = new Map<string, RegExp>();

/** True if a path matches a glob: `*` is any text without a slash, `?` one character, `**` any folders. */
export function matchesGlob(path: string, glob: string): boolean {
  const known = patterns.get(glob);
  const pattern = known ?? new RegExp(`^${sourceOf(glob)}$`, 'u');
  if (!known) patterns.set(glob, pattern);
  return pattern.test(path);
}

function sourceOf(glob: string): string {
  const plain = glob.replace(/^\.\//, '').replace(/\/$/, '/**');
  return plain.replaceAll(/\*\*\/|\*\*|\*|\?|[.+^${}()|[\]\\]/g, (found) => {
    if (found === '**/') return '(?:[^/]*/)*';
    if (found === '**') return '.*';
    if (found === '*') return '[^/]*';
    return found === '?' ? '[^/]' : `\\${found}`;
  });
}
