import type { BaseCommit } from './base.ts';
import type { Git } from './git.ts';

/** Where to look for a missing path. */
export type Before = { git: Git; base: BaseCommit; path: string; repository: string };

/**
 * The message for a path that was removed or moved since the previous commit; null when that commit did not have it either,
 * or is unknown.
 */
export function missingPathText({ git, base, path, repository }: Before): string | null {
  if ('missing' in base) return null;
  const files = git.files(base.commit, path).length;
  if (files === 0) return null;
  return (
    `\`${path}\` no longer exists; the previous commit had ${files === 1 ? 'a file' : `${files} files`} of definitions there. ` +
    'Nothing is synced, and the automations in force stay as they are. ' +
    `If it was moved, set \`path\` to its new place and, for the next sync, \`adopt: ${repository}:${path}\`. ` +
    'If all of it should go, delete the automations one by one (DELETE /v1/actions/{identifier}) and remove this step from the workflow.'
  );
}
