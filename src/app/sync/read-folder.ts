import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { AppError } from '../../core/error.ts';
import type { Issue } from '../../core/issue/issue.ts';
import { lint } from '../../core/lint/index.ts';
import type { Desired } from '../../core/plan/planned-change.ts';
import { isDefinitionFile, type SourceFile } from '../../core/source/source.ts';
import { type Disk, walk } from '../../core/source/walk.ts';
import { type Definition, validate } from '../../core/validate/validate.ts';
import { folderPrefix } from '../automations/automations.ts';
import type { World } from '../world.ts';
import { settledBySettings } from './folder-settings.ts';

/** The contents of a folder of definitions. */
export type ReadFolder = {
  /** The source of its automations. */
  source: string;
  files: readonly SourceFile[];
  /** Those without an error, none when the settings cannot be read: without them, limits and shadow mode would be off. */
  definitions: Desired[];
  rejected: number;
  /** All issues, errors or less, after the settings next to the folder are applied. */
  issues: Issue[];
};

/** Reads and checks a folder of definitions, and the settings beside it. */
export async function readDefinitions(
  { jq, backends, settings: { port } }: Pick<World, 'jq' | 'backends' | 'settings'>,
  folder: string,
): Promise<ReadFolder> {
  const { files, issues: links } = readFolder(folder);
  const { definitions: valid, readable, issues: invalid } = await validate(files, { backends, jq });
  const linted = await lint(readable, { backends, jq, port: port === true });
  const settled = settledBySettings(folder, files, valid, [...links, ...invalid, ...linted]);
  const errors = settled.issues.filter(({ severity }) => severity === 'error');
  const kept = settled.isReadable ? valid.filter((definition) => !errors.some((one) => isWithin(one, definition))) : [];
  const definitions = kept.map(({ automation, file, line }) => {
    return { automation, file, line, settings: settled.settings.of(automation.identifier) };
  });
  const rejected = valid.length - definitions.length + invalidCount(invalid);
  return { source: sourceOf(folder), files, definitions, rejected, issues: settled.issues };
}

/** Whether an error of lint is inside a definition: an error of any kind keeps a definition from being loaded. */
function isWithin(issue: Issue, { file, range: { start, end } }: Definition): boolean {
  if (issue.file !== file) return false;
  const { line, column } = issue.range.start;
  const isBefore = line < start.line || (line === start.line && column < start.column);
  return !isBefore && (line < end.line || (line === end.line && column <= end.column));
}

/** How many files have an error that validation found; each holds one definition or more. */
function invalidCount(invalid: readonly Issue[]): number {
  return new Set(invalid.filter(({ severity }) => severity === 'error').map(({ file }) => file)).size;
}

/** Throws if a configured folder does not exist, because a service without its automations does nothing. */
export function requireFolder(folder: string | null): void {
  if (folder === null || statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return;
  const message = `AUTOMATIONS_DIR is ${JSON.stringify(folder)}, which is not a folder. Create it, or set AUTOMATIONS_DIR to the folder with the definitions.`;
  throw new AppError('invalid_request', message);
}

/**
 * The source of a folder, however its path is written: `./automations` and its absolute path are both
 * `folder:automations`.
 */
function sourceOf(folder: string): string {
  const inside = relative('.', folder).split(sep).join('/') || '.';
  return `${folderPrefix}${inside === '..' || inside.startsWith('../') ? resolve(folder) : inside}`;
}

/** The warning for a folder without definitions. */
export function emptyWords(folder: string): string {
  return existsSync(folder)
    ? 'there is no definition in the folder of automations'
    : 'the folder does not exist; set AUTOMATIONS_DIR to the folder with the definitions';
}

/** Reads the definition files below a folder, with paths that begin with the folder; none when it does not exist. */
function readFolder(folder: string): { files: SourceFile[]; issues: Issue[] } {
  if (!existsSync(folder)) return { files: [], issues: [] };
  const { files, issues } = walk(diskOf(folder), '.');
  const named = (path: string) => relative('.', join(folder, path)).split(sep).join('/');
  const paths = files.filter(isDefinitionFile).sort();
  return {
    files: paths.map((path) => ({ path: named(path), text: readFileSync(join(folder, path), 'utf8') })),
    issues: issues.map((issue) => ({ ...issue, file: named(issue.file) })),
  };
}

/** Reads files below a folder that the operator chose; links may lead outside it, as in mounted volumes. */
function diskOf(folder: string): Disk {
  return {
    list: (path) => readdirSync(join(folder, path), { withFileTypes: true }),
    follow(path) {
      // A cycle of links is not a file either.
      if (!existsSync(join(folder, path))) return null;
      const stat = statSync(join(folder, path));
      const place = realpathSync(join(folder, path)).split(sep).join('/');
      return { kind: stat.isDirectory() ? 'folder' : stat.isFile() ? 'file' : 'other', place, isInside: true };
    },
  };
}
