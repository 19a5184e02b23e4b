import { syntaxCodes } from '../issue/codes/syntax.ts';
import type { Issue } from '../issue/issue.ts';
import { isSourceFile } from './file-types.ts';

/** What a walk asks of a disk; paths lead from its root, with forward slashes, and `.` is the root. */
export type Disk = {
  list(folder: string): readonly Entry[];
  /** What a path leads to once every link is followed; null for nowhere, and for links in a ring. */
  follow(path: string): Target | null;
};

/** A name in a folder, as Node.js tells it. */
type Entry = { name: string; isFile(): boolean; isDirectory(): boolean; isSymbolicLink(): boolean };

/** What stands at the end of a link: its real place, and whether we may look there. */
type Target = { kind: 'file' | 'folder' | 'other'; place: string; isInside: boolean };

/** The files below a folder, and the links that could not be followed. */
export type Walked = { files: string[]; issues: Issue[] };

/**
 * Finds the files below a folder. Links are followed as far as they stay inside, and what a link hides is an issue: what
 * silently vanished would be deleted by a sync. Folders with a leading dot and `node_modules` are left out.
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
    // A link that leads nowhere and has no ending may have been one to a folder.
    const matters = target?.kind === 'folder' || (!target && !/\.\w+$/.test(path)) ? !isHidden : isSourceFile(path);
    const problem = !target
      ? 'leads nowhere; correct it, or remove it.'
      : !target.isInside
        ? 'leads out of the repository, where nothing is read; link to what is inside, or copy it here.'
        : target.kind === 'folder' && leadsUp(target.place, folder, disk)
          ? 'leads to a folder that it is itself in, so following it would never end; remove it.'
          : target.kind === 'folder' && entered.has(target.place)
            ? 'leads to the same folder as another link; keep one of them.'
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

/** True for a place that one of the folders on the way to this one is, or is below. */
function leadsUp(place: string, folder: string, disk: Disk): boolean {
  const steps = folder === '.' ? [] : folder.split('/');
  const way = ['.', ...steps.map((_, index) => steps.slice(0, index + 1).join('/'))];
  return way.some((on) => {
    const at = disk.follow(on)?.place;
    return at === place || (on === folder && at?.startsWith(`${place}/`));
  });
}

function linkIssue(file: string, problem: string): Issue {
  const start = { line: 1, column: 1 };
  const { severity } = syntaxCodes['syntax/link'];
  return { code: 'syntax/link', severity, file, range: { start, end: start }, message: `The link ${file} ${problem}` };
}
