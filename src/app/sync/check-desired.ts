import { AppError } from '../../core/error.ts';
import type { Json } from '../../core/json.ts';
import { secretsInValue } from '../../core/lint/secrets-in-value.ts';
import type { DesiredSet } from '../../core/plan/desired-set.ts';
import type { Desired } from '../../core/plan/planned-change.ts';
import {
  type AutomationSettings,
  automationSettingsSchema,
  lengthProblems,
} from '../../core/settings/automation-settings.ts';
import { settingsFile } from '../../core/settings/settings-schema.ts';
import { jsonPointer } from '../../core/source/place-finding.ts';
import { compileSchema } from '../../core/validate/schema/compile-schema.ts';
import { describeErrors } from '../../core/validate/schema/describe.ts';
import { validateAutomations } from '../../core/validate/validate.ts';
import type { World } from '../world.ts';

/**
 * Checks a set of definitions: all valid, each identifier once. Otherwise throws one error that names every problem.
 */
export async function checkDesired(
  { jq, backends }: Pick<World, 'jq' | 'backends'>,
  definitions: DesiredSet['definitions'],
): Promise<Desired[]> {
  const values = definitions.map(({ automation }) => automation);
  const checked = await validateAutomations(values, { backends, jq });
  const files = new Map<string, string>();
  const desired: Desired[] = [];
  const problems: { file: string; pointer: string; code: string; message: string }[] = [];
  definitions.forEach(({ file, settings, line = null }, index) => {
    const { automation, issues } = checked[index] ?? { automation: null, issues: [] };
    for (const { severity, ...issue } of issues) if (severity === 'error') problems.push({ file, ...issue });
    const wrong = problemsOfSettings(settings);
    problems.push(...wrong.map((issue) => ({ file: settingsFile, ...issue })));
    if (automation === null) return;
    problems.push(...secretsInValue(automation).map(({ severity, ...issue }) => ({ file, ...issue })));
    const { identifier } = automation;
    const other = files.get(identifier);
    if (other === undefined) {
      files.set(identifier, file);
      desired.push({ automation, file, settings: (settings as AutomationSettings | undefined) ?? null, line });
      return;
    }
    const message = `\`${identifier}\` is already defined in ${other}; rename one of the two.`;
    problems.push({ file, pointer: '/identifier', code: 'definition/duplicate-identifier', message });
  });
  refuse(problems);
  return desired;
}

/** Throws for secrets in definitions that were stored before these were refused. */
export function refuseSecrets(desired: readonly Desired[]): void {
  refuse(desired.flatMap(({ automation, file }) => secretsInValue(automation).map((issue) => ({ file, ...issue }))));
}

function refuse(problems: readonly { file: string; pointer: string; message: string }[]): void {
  if (problems.length === 0) return;
  const text = problems.slice(0, named).map(({ file, pointer, message }) => `${file}${pointer}: ${message}`);
  const more = problems.length > named ? [`and ${problems.length - named} more`] : [];
  throw new AppError('invalid_content', `Not every definition is valid. ${[...text, ...more].join('; ')}`, {
    details: { issues: [...problems] },
  });
}

const checkSettings = compileSchema(automationSettingsSchema);

function problemsOfSettings(settings: Json | undefined) {
  if (settings === undefined) return [];
  const found = [...describeErrors(checkSettings(settings), [], 'the settings'), ...lengthProblems(settings, [])];
  return found.map(({ message, path }) => ({ pointer: jsonPointer(path), code: 'settings/shape', message }));
}

/** How many problems a message lists; the details list all of them. */
const named = 5;
