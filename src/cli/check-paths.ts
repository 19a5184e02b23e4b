import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { checkWorkspace, type WorkspaceCheck } from '../checkout/check-workspace.ts';
import { readSettingsFile, readWorkspace, repositoryPath, type Workspace } from '../checkout/workspace.ts';
import { AppError } from '../core/error.ts';
import { codeDocs } from '../core/lint/code-docs.ts';
import { readSettings } from '../core/settings/settings.ts';
import { isTestFile } from '../core/source/source.ts';
import type { TestFilter } from '../core/test-file/test-file.ts';
import { type CliWorld, repositoryName } from './cli-world.ts';
import { nameForReading, readText } from './read-text.ts';

/** The default folder of definitions. */
export const defaultPath = 'automations';

/** The folder of definitions when none is named: below the current folder, or else below the repository's root. */
export function defaultFolder(root: string): string {
  return existsSync(defaultPath) ? defaultPath : join(root, defaultPath);
}

/** Reads and checks everything below the paths, which are relative to the current folder; `only` chooses among the tests. */
export async function checkPaths(
  { root, jq, environment }: CliWorld,
  paths: readonly string[],
  repository?: string,
  only?: TestFilter,
): Promise<WorkspaceCheck> {
  if (paths.includes('')) throw new AppError('invalid_request', 'A path is empty; use . for the current folder.');
  const name = repository ?? repositoryName(root, environment);
  const hasPort = Boolean(environment.PORT_API_URL);
  if (paths.includes('-')) {
    if (paths.length > 1) throw new AppError('invalid_request', '- is standard input; give no other paths with it.');
    return checkWorkspace(await standardInput(root), jq, name, hasPort, only);
  }
  const inside = insidePaths(root, paths);
  const asked = await readWorkspace(root, inside);
  const around = inside.filter(isTestFile).map(folderOf);
  if (around.length === 0) return checkWorkspace(asked, jq, name, hasPort, only);
  // A test file needs the definitions around it, although those were not asked for.
  const { definitions } = await readWorkspace(root, [...inside, ...around]);
  return checkOf(asked, await checkWorkspace({ ...asked, definitions }, jq, name, hasPort, only));
}

/** Paths relative to the root; those of the settings or the usual folder if none is named. */
export function insidePaths(root: string, paths: readonly string[]): string[] {
  const given = paths.length === 0 ? defaultPaths(root) : paths;
  return given.map((path) => relative(root, resolve(path)) || '.');
}

/** What is checked when no path is named: what the settings say, or else the usual folder. */
function defaultPaths(root: string): string[] {
  const { settings } = readSettings(readSettingsFile(root), codeDocs);
  return settings.defaults.paths?.map((path) => join(root, path)) ?? [defaultFolder(root)];
}

/** Definitions from standard input, in the surroundings of the checkout. */
async function standardInput(root: string): Promise<Workspace> {
  const text = readText('-');
  return { ...(await readWorkspace(root, [])), definitions: [{ path: nameForReading('-', text), text }] };
}

/** The folder of definitions that a file of tests belongs to: the nearest of the usual name, else the one it is in. */
function folderOf(file: string): string {
  const steps = repositoryPath('.', file).split('/').slice(0, -1);
  const length = steps.lastIndexOf(defaultPath) + 1 || steps.length;
  return steps.slice(0, length).join('/') || '.';
}

/** Reduces a check to the files that were asked for. */
function checkOf({ definitions, tests, blueprints, issues }: Workspace, check: WorkspaceCheck): WorkspaceCheck {
  const files = new Set([...definitions, ...tests, ...blueprints].map(({ path }) => path));
  const places = new Set(issues.map(({ file }) => file));
  return {
    ...check,
    definitions: check.definitions.filter(({ file }) => files.has(file)),
    issues: check.issues.filter(({ file }) => files.has(file) || places.has(file)),
    files: definitions.length + tests.length,
  };
}
