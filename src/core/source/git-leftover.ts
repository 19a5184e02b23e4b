import type { FileProblem } from './reading.ts';

/** What git left in place of a file, or in the midst of it, and what no parser could say in words: null for anything else. */
export function gitLeftover(text: string): FileProblem | null {
  const pointer = /^version https:\/\/git-lfs\.github\.com\/spec\/v\d+/.exec(text)?.[0];
  if (pointer !== undefined) {
    const message =
      'This is a pointer of Git LFS and not the file itself; check out with `lfs: true`, or take the file out of Git LFS.';
    return { code: 'syntax/git-lfs', message, start: 0, end: pointer.length };
  }
  if (!text.includes('<<<<<<<')) return null;
  const found = /^<{7}(?: .*)?$/m.exec(text);
  if (!found || !/^>{7}(?: |$)/m.test(text)) return null;
  const message = 'git left the marks of a merge conflict here; choose what stays, and remove the marks.';
  return { code: 'syntax/merge-conflict', message, start: found.index, end: found.index + found[0].length };
}
