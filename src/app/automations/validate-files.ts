import { compareIssues, type Issue } from '../../core/issue/issue.ts';
import { codeDocs } from '../../core/lint/code-docs.ts';
import { lint } from '../../core/lint/index.ts';
import { applySettings } from '../../core/settings/apply-settings.ts';
import { mayBeDefined } from '../../core/settings/mentions.ts';
import { readSettings } from '../../core/settings/settings.ts';
import { settingsFile } from '../../core/settings/settings-schema.ts';
import type { SourceFile } from '../../core/source/source.ts';
import { validate } from '../../core/validate/validate.ts';
import type { World } from '../world.ts';

/** Validates and lints files without a checkout around them, as the Action and the command line do. */
export async function validateFiles(
  { backends, jq, settings: { port } }: Pick<World, 'backends' | 'jq' | 'settings'>,
  files: readonly SourceFile[],
): Promise<Issue[]> {
  const definitions = files.filter(({ path }) => path !== settingsFile);
  const { definitions: valid, readable, issues } = await validate(definitions, { backends, jq });
  const linted = await lint(readable, { backends, jq, port: port === true });
  const { settings, issues: unread } = readSettings(files.find(({ path }) => path === settingsFile) ?? null, codeDocs);
  const known = valid.map(({ automation }) => automation.identifier);
  const unknown = settings.unknown(known, mayBeDefined(definitions, issues));
  const settled = applySettings([...issues, ...linted, ...unknown], definitions, settings, codeDocs);
  return [...unread, ...settled.issues].sort(compareIssues);
}
