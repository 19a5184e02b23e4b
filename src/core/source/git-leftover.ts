import type { FileFinding } from './reading.ts';

/**
 * Finds what Git left instead of a file or inside it: an LFS pointer or merge conflict markers. A parser's message
 * would not name them.
 */
export function gitLeftover(text: string): FileFinding | null {
  const pointer = /^version https:\/\/git-lfs\.github\.com\/spec\/v\d+/.exec(text)?.[0];
  if (pointer !== undefined) {
    const message =
      'This is a Git LFS pointer, not the file itself; check out with `lfs: true`, or stop tracking the file with Git LFS.';
    return { code: 'syntax/git-lfs', message, start: 0, end: pointer.length };
  }
  if (!text.includes('<<<<<<<')) return null;
  const found = /^<{7}(?: .*)?$/m.exec(text);
  if (!found || !/^>{7}(?: |$)/m.test(text)) return null;
  const message = 'This file contains merge conflict markers; resolve the conflict and remove them.';
  return { code: 'syntax/merge-conflict', message, start: found.index, end: found.index + found[0].length };
}
