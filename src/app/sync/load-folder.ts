import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { AppError } from '../../core/error.ts';
import { formatIssue } from '../../core/issue/format.ts';
import type { Issue } from '../../core/issue/issue.ts';
import { lint } from '../../core/lint/index.ts';
import { isDefinitionFile, type SourceFile } from '../../core/source/source.ts';
import { type Disk, walk } from '../../core/source/walk.ts';
import { type Definition, validate } from '../../core/validate/validate.ts';
import { folderPrefix, hashOf } from '../automations/automations.ts';
import { type AutomationChange, recordChanges } from '../automations/record-changes.ts';
import type { World } from '../world.ts';
import { settledBySettings } from './folder-settings.ts';

/** The result of loading a folder. */
export type FolderLoad = { loaded: number; rejected: number; removed: number; issues: Issue[] };

/**
 * Loads a folder of definitions at start. Valid definitions are stored; those that the folder no longer holds are
 * removed, but never while a file is broken or the folder is empty, which is more likely an accident.
 */
export async function loadFolder(
  world: Pick<World, 'store' | 'jq' | 'backends' | 'clock' | 'log' | 'settings'>,
  folder: string,
): Promise<FolderLoad> {
  const { store, jq, backends, log } = world;
  const source = sourceOf(folder);
  const { files, issues: links } = readFolder(folder);
  const { definitions: valid, readable, issues: invalid } = await validate(files, { backends, jq });
  const linted = await lint(readable, { backends, jq, port: world.settings.port === true });
  const issues = settledBySettings(folder, files, [...links, ...invalid, ...linted]);
  const errors = issues.filter(({ severity }) => severity === 'error');
  const definitions = valid.filter((definition) => !errors.some((error) => isWithin(error, definition)));
  if (files.length === 0) log.warn({ folder }, emptyWords(folder));
  const broken = errors.length > 0;
  const changed = await store.transaction(async (tx) => {
    await tx.automations.lock();
    const stored = new Map((await tx.automations.list()).map((item) => [item.automation.identifier, item]));
    const changes: AutomationChange[] = [];
    for (const { automation, file } of definitions) {
      const known = stored.get(automation.identifier);
      stored.delete(automation.identifier);
      const isMoved = known?.source?.startsWith(folderPrefix) === true && known.source !== source;
      if (isMoved) {
        log.warn({ automation: automation.identifier, file, from: known.source }, 'taken over from another folder');
      } else if (known !== undefined && known.source !== source) {
        log.warn(
          { automation: automation.identifier, file },
          'not loaded: an automation of this name comes from elsewhere',
        );
        continue;
      }
      const hash = hashOf(automation);
      if (known?.hash === hash && known.file === file && !isMoved) continue;
      if (known !== undefined && !isMoved && known.hash !== hash && known.updatedBy !== source) {
        const fields = { automation: automation.identifier, file, changedBy: known.updatedBy };
        log.warn(fields, 'restored from the folder: it was changed through the API; change the file instead');
      }
      await tx.automations.put({ automation, hash, source, file, by: source });
      changes.push({ before: known?.automation ?? null, after: automation });
    }
    const obsolete = [...stored.values()].filter((item) => item.source === source);
    const removed = broken || definitions.length === 0 ? [] : obsolete;
    for (const { automation } of removed) {
      await tx.automations.remove(automation.identifier);
      changes.push({ before: automation, after: null });
    }
    await recordChanges(tx, world, changes, { name: source, origin: 'FOLDER' });
    return { removed: removed.length, kept: obsolete.length - removed.length };
  });
  if (changed.kept > 0) {
    log.warn(
      { kept: changed.kept },
      'automations that are no longer in the folder stay, until all of its files can be read',
    );
  }
  for (const issue of issues) {
    const fields = {
      code: issue.code,
      file: issue.file,
      line: issue.range.start.line,
      column: issue.range.start.column,
    };
    if (issue.severity === 'error') log.error(fields, formatIssue(issue));
    else if (issue.severity === 'warning') log.warn(fields, formatIssue(issue));
  }
  const rejected = valid.length - definitions.length + invalidCount(invalid);
  return { loaded: definitions.length, rejected, removed: changed.removed, issues };
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

/** Throws for a configured folder that does not exist: a service without its automations does nothing. */
export function requireFolder(folder: string | null): void {
  if (folder === null || statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return;
  const message = `AUTOMATIONS_DIR names ${JSON.stringify(folder)}, which is not a folder. Create it, or set AUTOMATIONS_DIR to the one with the definitions.`;
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

function emptyWords(folder: string): string {
  return existsSync(folder)
    ? 'there is no definition in the folder of automations'
    : 'the folder does not exist: set AUTOMATIONS_DIR to the one with the definitions';
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
