import { posix } from 'node:path';
import { groupBy } from '../core/group-by.ts';
import type { Issue } from '../core/issue.ts';
import { syntaxCodes } from '../core/issue-codes/syntax.ts';
import { isDefinitionFile } from '../core/source.ts';
import { type Absent, isHidden } from './git.ts';

/**
 * What is missing of the definitions because it was not checked out: a sync would take it for deleted. One issue a folder,
 * for a sparse checkout may leave out thousands of files.
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
    const message = `${what} in the repository and not checked out, so a sync would delete what stands there; check it out, or give another path.`;
    return { code: 'syntax/not-checked-out', severity, file, range: { start, end: start }, message };
  });
}

/** The same choice as among the files that are there; what a submodule holds nobody knows. */
function mayDefine({ path, isSubmodule }: Absent): boolean {
  return isSubmodule ? !isHidden(`${path}/`) : isDefinitionFile(path) && !isHidden(path);
}
