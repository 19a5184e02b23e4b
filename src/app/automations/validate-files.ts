import { compareIssues, type Issue } from '../../core/issue/issue.ts';
import { lint } from '../../core/lint/index.ts';
import type { SourceFile } from '../../core/source/source.ts';
import { validate } from '../../core/validate/validate.ts';
import type { World } from '../world.ts';

/** Validates and lints files as the Action and the command line do when there is no checkout around them. */
export async function validateFiles(
  { backends, jq, settings }: Pick<World, 'backends' | 'jq' | 'settings'>,
  files: readonly SourceFile[],
): Promise<Issue[]> {
  const { readable, issues } = await validate(files, { backends, jq });
  const linted = await lint(readable, { backends, jq, port: settings.port === true });
  return [...issues, ...linted].sort(compareIssues);
}
