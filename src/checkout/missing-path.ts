import type { Base } from './base.ts';
import type { Git } from './git.ts';

/** Where a missing path is looked for. */
export type Before = { git: Git; base: Base; path: string; repository: string };

/**
 * What to say of a path that the checkout does not have and the commit before it had, for then it was removed or moved;
 * null when it was not there either, or nobody knows.
 */
export function missingPathText({ git, base, path, repository }: Before): string | null {
  if ('missing' in base) return null;
  const files = git.files(base.commit, path).length;
  if (files === 0) return null;
  return (
    `There is no \`${path}\` any more; the commit before had ${files === 1 ? 'a file' : `${files} files`} of definitions there. ` +
    'Nothing is synced, and what is in force stays so. ' +
    `If it was moved, give its new place as \`path\` and, for the next sync, \`adopt: ${repository}:${path}\`. ` +
    'If none of it is meant to be left, delete the automations one by one (DELETE /v1/actions/{identifier}), and take this step out of the workflow.'
  );
}
