import { posix } from 'node:path';
import { groupBy } from '../core/group-by.ts';
import { syntaxCodes } from '../core/issue/codes/syntax.ts';
import type { Issue } from '../core/issue/issue.ts';
import { isDefinitionFile } from '../core/source/source.ts';
import { workflowFolder } from '../core/workflow/workflow.ts';
import { type Absent, isHidden } from './git.ts';

/** Where blueprints are, if the repository has any. */
export const blueprintFolder = 'blueprints';

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

/** What surrounds the definitions, by which they are checked: what is left out of it, and the checks that need it. */
const surroundings = [
  { folder: blueprintFolder, checks: 'the names of blueprints and properties' },
  { folder: workflowFolder, checks: "calls of the repository's own workflows" },
];

/** One issue that tells which checks are off, because what they look at was not checked out; none when all of it is there. */
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

/** True for a file of one of the folders around the definitions that is read there, or a submodule in its place. */
export function surrounds({ path, isSubmodule }: Absent, folder: string): boolean {
  if (path !== folder && !path.startsWith(`${folder}/`)) return false;
  return isSubmodule || (folder === workflowFolder ? /\.ya?ml$/.test(path) : isDefinitionFile(path));
}

/** The same choice as among the files that are there; what a submodule holds nobody knows. */
function mayDefine({ path, isSubmodule }: Absent): boolean {
  return isSubmodule ? !isHidden(`${path}/`) : isDefinitionFile(path) && !isHidden(path);
}
