import { posix } from 'node:path';
import { groupBy } from '../core/group-by.ts';
import { syntaxCodes } from '../core/issue/codes/syntax-codes.ts';
import type { Issue } from '../core/issue/issue.ts';
import { isDefinitionFile } from '../core/source/source.ts';
import { workflowFolder } from '../core/workflow/workflow.ts';
import { type Absent, isHidden } from './git.ts';

/** The folder of blueprints, which a repository may have. */
export const blueprintFolder = 'blueprints';

/**
 * Reports definitions that were not checked out, which a sync would treat as deleted. There is one issue per folder, because
 * a sparse checkout may leave out thousands of files.
 */
export function notCheckedOut(absent: readonly Absent[]): Issue[] {
  const start = { line: 1, column: 1 };
  const { severity } = syntaxCodes['syntax/not-checked-out'];
  const folders = groupBy(absent.filter(mayDefine), ({ path, isSubmodule }) =>
    isSubmodule ? path : posix.dirname(path),
  );
  return [...folders].map(([file, [first, ...more]]) => {
    const what = first?.isSubmodule
      ? `The submodule ${file} is`
      : `${first?.path}${more.length > 0 ? ` and ${more.length} more of this folder` : ''} ${more.length > 0 ? 'are' : 'is'}`;
    const message = `${what} in the repository but not checked out, so a sync would delete the definitions there; check it out, or give another path.`;
    return { code: 'syntax/not-checked-out', severity, file, range: { start, end: start }, message };
  });
}

/** Folders that some checks of definitions need. */
const surroundings = [
  { folder: blueprintFolder, checks: 'the names of blueprints and properties' },
  { folder: workflowFolder, checks: "calls of the repository's own workflows" },
];

/** One issue about the checks that are off because their folder was not checked out, if any. */
export function checksLeftOut(absent: readonly Absent[]): Issue[] {
  const out = surroundings.filter(({ folder }) => absent.some((one) => surrounds(one, folder)));
  const [first] = out;
  if (!first) return [];
  const start = { line: 1, column: 1 };
  const folders = out.map(({ folder }) => folder).join(' and ');
  const message =
    `Not all of ${folders} is checked out, so ${out.map(({ checks }) => checks).join(' and ')} are not checked; ` +
    'add what is missing to the `sparse-checkout` (or the `submodules`) of `actions/checkout`.';
  const code = 'syntax/checks-left-out';
  return [{ code, severity: syntaxCodes[code].severity, file: first.folder, range: { start, end: start }, message }];
}

/** True for a file that is read from such a folder, or a submodule in its place. */
export function surrounds({ path, isSubmodule }: Absent, folder: string): boolean {
  if (path !== folder && !path.startsWith(`${folder}/`)) return false;
  return isSubmodule || (folder === workflowFolder ? /\.ya?ml$/.test(path) : isDefinitionFile(path));
}

/** True for files that would be read if they were there, and for submodules, whose contents are unknown. */
function mayDefine({ path, isSubmodule }: Absent): boolean {
  return isSubmodule ? !isHidden(`${path}/`) : isDefinitionFile(path) && !isHidden(path);
}
