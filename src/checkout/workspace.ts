import { readdirSync, readFileSync, realpathSync, type Stats, statSync } from 'node:fs';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { AppError } from '../core/error.ts';
import type { Issue } from '../core/issue/issue.ts';
import { mentionsIdentifier } from '../core/settings/mentions.ts';
import { isMisplacedSettings, settingsFile, settingsMisnamed } from '../core/settings/settings-schema.ts';
import { isDefinitionFile, isTestFile, type SourceFile } from '../core/source/source.ts';
import { type Disk, type Walked, walk } from '../core/source/walk.ts';
import { workflowFolder } from '../core/workflow/workflow.ts';
import { type Absent, createGit } from './git.ts';
import { blueprintFolder, checksLeftOut, notCheckedOut, surrounds } from './not-checked-out.ts';

/** The files of a checkout that validation reads. Paths lead from its root, with forward slashes. */
export type Workspace = {
  definitions: SourceFile[];
  tests: SourceFile[];
  /** Files of `blueprints/`; empty unless all of them are checked out. */
  blueprints: SourceFile[];
  /** The workflow files by their path; null unless all of them are checked out. */
  workflows: ReadonlyMap<string, string> | null;
  /** The settings file of the checkout; null without one. */
  settings: SourceFile | null;
  /** Links that cannot be followed and files that were not checked out. */
  issues: Issue[];
  /** True if a file of definitions outside `known` mentions an automation, anywhere in the checkout; reads them all. */
  mentions(automation: string, known: ReadonlySet<string>): boolean;
};

/**
 * Reads definitions and tests below the paths (folders or files, relative to `root`), and what surrounds them. Throws
 * `not_found` for a path that does not exist, and `invalid_request` for one that cannot hold definitions.
 */
export async function readWorkspace(root: string, paths: readonly string[]): Promise<Workspace> {
  const disk = diskOf(root);
  const found = paths.map((path) => below(root, disk, path));
  const all = [...new Set(found.flatMap(({ files }) => files))].filter((path) => path !== settingsFile).sort();
  const unique = all.filter((path) => !isMisplacedSettings(path));
  const misnamed = settingsMisnamed.filter((path) => disk.follow(path)?.kind === 'file');
  const misplaced = new Set([...all.filter(isMisplacedSettings), ...misnamed]);
  // Not `join`: normalizing thousands of paths takes a fifth of the time of reading them.
  const read = (path: string): SourceFile => ({ path, text: readFileSync(`${root}/${path}`, 'utf8') });
  const inside = paths.map((path) => repositoryPath(root, path));
  // Git runs while the files are read.
  const asked = createGit(root).notCheckedOut([...inside, blueprintFolder, workflowFolder]);
  const blueprints = optional(disk, blueprintFolder);
  const [definitions, tests] = [unique.filter(isDefinitionFile).map(read), unique.filter(isTestFile).map(read)];
  const absent = await asked;
  const isWhole = (folder: string) => !absent.some((one) => surrounds(one, folder));
  const isAsked = ({ path }: Absent) => inside.some((at) => at === '.' || path === at || path.startsWith(`${at}/`));
  return {
    definitions,
    tests,
    blueprints: isWhole(blueprintFolder) ? blueprints.files.filter(isDefinitionFile).map(read) : [],
    workflows: isWhole(workflowFolder)
      ? new Map(
          optional(disk, workflowFolder)
            .files.filter((path) => /\.ya?ml$/.test(path))
            .map((path) => [path, read(path).text]),
        )
      : null,
    settings: readSettingsFile(root),
    issues: [
      ...found.flatMap(({ issues }) => issues),
      ...notCheckedOut(absent.filter(isAsked)),
      ...checksLeftOut(absent),
      ...[...misplaced].map(misplacedSettings),
    ],
    mentions(automation, known) {
      const files = walk(disk, '.').files.filter(
        (path) => isDefinitionFile(path) && path !== settingsFile && !isMisplacedSettings(path),
      );
      return files.some((path) => !known.has(path) && mentionsIdentifier(read(path).text, automation));
    },
  };
}

/** The settings file of a checkout; null without one. */
export function readSettingsFile(root: string): SourceFile | null {
  const disk = diskOf(root);
  const found = disk.follow(settingsFile);
  if (found?.kind !== 'file' || !found.isInside) return null;
  return { path: settingsFile, text: readFileSync(join(root, settingsFile), 'utf8') };
}

/** Converts a path to the repository's form: relative to its root, with forward slashes and no dots; `.` for the root. */
export function repositoryPath(root: string, path: string): string {
  const inside = relative(root, resolve(root, path));
  if (inside === '..' || inside.startsWith(`..${sep}`)) {
    throw new AppError('invalid_request', `The path ${path} is outside ${root}; give a path inside it.`);
  }
  return inside === '' ? '.' : inside.split(sep).join('/');
}

function below(root: string, disk: Disk, path: string): Walked {
  const inside = repositoryPath(root, path);
  const found = disk.follow(inside);
  if (!found) {
    throw new AppError(
      'not_found',
      `${root} has no file or folder ${inside}. Is the repository checked out, and is the path right?`,
    );
  }
  if (!found.isInside) throw new AppError('invalid_request', `${inside} is a link to a place outside ${root}.`);
  if (found.kind !== 'folder') {
    if (isDefinitionFile(inside) || isTestFile(inside)) return { files: [inside], issues: [] };
    const endings = 'whose names end in .json, .jsonc, .yml or .yaml';
    throw new AppError('invalid_request', `${inside} cannot contain definitions: they belong in files ${endings}.`);
  }
  const { files, issues } = walk(disk, inside);
  const isEmpty = issues.length === 0 && !files.some((file) => isDefinitionFile(file) || isTestFile(file));
  return { files, issues: isEmpty ? [emptyFolder(inside)] : issues };
}

function emptyFolder(path: string): Issue {
  const start = { line: 1, column: 1 };
  const where = path === '.' ? 'this folder' : `the folder ${path}`;
  const message = `No definitions were found in ${where}, so nothing was checked. Is the path right?`;
  return { code: 'syntax/empty-folder', severity: 'warning', file: path, range: { start, end: start }, message };
}

function misplacedSettings(path: string): Issue {
  const start = { line: 1, column: 1 };
  const message = `Settings are read only from \`${settingsFile}\` at the root of the repository; put them there.`;
  return { code: 'settings/shape', severity: 'error', file: path, range: { start, end: start }, message };
}

function optional(disk: Disk, folder: string): Walked {
  const found = disk.follow(folder);
  return found?.kind === 'folder' && found.isInside ? walk(disk, folder) : { files: [], issues: [] };
}

/** The disk below a folder, without `.git`, because that contains the token of the checkout. */
function diskOf(root: string): Disk {
  const top = realpathSync(root);
  return {
    list: (folder) => readdirSync(join(root, folder), { withFileTypes: true }),
    follow(path) {
      const stat = statOf(join(root, path));
      if (!stat) return null;
      const place = relative(top, realpathSync(join(root, path)));
      const steps = place.split(sep);
      return {
        kind: stat.isDirectory() ? 'folder' : stat.isFile() ? 'file' : 'other',
        place: steps.join('/'),
        isInside: steps[0] !== '..' && !isAbsolute(place) && !steps.includes('.git'),
      };
    },
  };
}

/** Null if nothing is there, and for links that form a loop. */
function statOf(path: string): Stats | null {
  try {
    return statSync(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && /^(?:ENOENT|ENOTDIR|ELOOP)$/.test(String(error.code))) return null;
    throw error;
  }
}
