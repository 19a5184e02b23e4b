import { syntaxCodes } from '../issue/codes/syntax-codes.ts';
import type { Issue } from '../issue/issue.ts';
import { isSourceFile } from './file-types.ts';

/** The file system as `walk` sees it; paths are relative to its root, with forward slashes, and `.` is the root. */
export type Disk = {
  list(folder: string): readonly DirectoryEntry[];
  /** The target of a path after all links are followed; null if it does not exist or the links form a loop. */
  follow(path: string): LinkTarget | null;
};

/** A directory entry, as Node.js reports it. */
type DirectoryEntry = { name: string; isFile(): boolean; isDirectory(): boolean; isSymbolicLink(): boolean };

/** The target of a link: its real path, and whether it is inside the repository. */
type LinkTarget = { kind: 'file' | 'folder' | 'other'; place: string; isInside: boolean };

/** The files below a folder, and issues for links that cannot be followed. */
export type Walked = { files: string[]; issues: Issue[] };

/**
 * Finds the files below a folder. Links are followed if they stay inside the repository; other links are issues,
 * because a sync would delete whatever silently disappears. Folders with a leading dot and `node_modules` are skipped.
 */
export function walk(disk: Disk, start: string): Walked {
  const files: string[] = [];
  const issues: Issue[] = [];
  const entered = new Set<string>();
  const visit = (folder: string): void => {
    for (const entry of disk.list(folder)) {
      const path = folder === '.' ? entry.name : `${folder}/${entry.name}`;
      const isHidden = entry.name.startsWith('.') || entry.name === 'node_modules';
      if (entry.isFile()) files.push(path);
      else if (entry.isDirectory() && !isHidden) visit(path);
      else if (entry.isSymbolicLink()) follow(folder, path, isHidden);
    }
  };
  const follow = (folder: string, path: string, isHidden: boolean): void => {
    const target = disk.follow(path);
    // A broken link without a file extension may have pointed to a folder.
    const matters = target?.kind === 'folder' || (!target && !/\.\w+$/.test(path)) ? !isHidden : isSourceFile(path);
    const problem = !target
      ? 'is broken; correct or remove it.'
      : !target.isInside
        ? 'leads out of the repository; link to a path inside it, or copy the target here.'
        : target.kind === 'folder' && leadsUp(target.place, folder, disk)
          ? 'leads to one of its own parent folders, which would never end; remove it.'
          : target.kind === 'folder' && entered.has(target.place)
            ? 'leads to the same folder as another link; remove one of them.'
            : null;
    if (problem !== null) {
      if (matters) issues.push(linkIssue(path, problem));
    } else if (target?.kind === 'file') files.push(path);
    else if (target?.kind === 'folder' && !isHidden) {
      entered.add(target.place);
      visit(path);
    }
  };
  visit(start);
  return { files, issues };
}

/** True if a path is one of the folders on the way to `folder`, or contains it. */
function leadsUp(place: string, folder: string, disk: Disk): boolean {
  const steps = folder === '.' ? [] : folder.split('/');
  const parents = ['.', ...steps.map((_, index) => steps.slice(0, index + 1).join('/'))];
  return parents.some((parent) => {
    const at = disk.follow(parent)?.place;
    return at === place || (parent === folder && at?.startsWith(`${place}/`));
  });
}

function linkIssue(file: string, problem: string): Issue {
  const start = { line: 1, column: 1 };
  const { severity } = syntaxCodes['syntax/link'];
  return { code: 'syntax/link', severity, file, range: { start, end: start }, message: `The link ${file} ${problem}` };
}
