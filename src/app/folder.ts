import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { formatIssue } from '../core/format-issue.ts';
import type { Issue } from '../core/issue.ts';
import { lint } from '../core/lint/index.ts';
import { isDefinitionFile, type SourceFile } from '../core/source.ts';
import { validate } from '../core/validate.ts';
import { armTimerOf, folderPrefix, hashOf } from './actions.ts';
import type { World } from './world.ts';

/** What loading a folder did. */
export type FolderLoad = { loaded: number; removed: number; issues: Issue[] };

/**
 * Loads a folder of definitions at start. What is valid is stored; what this folder held before and holds no more is
 * removed, but never while something in it is broken or all of it is gone: that is more likely an accident.
 */
export async function loadFolder(world: World, folder: string): Promise<FolderLoad> {
  const { store, jq, backends, log } = world;
  const source = `${folderPrefix}${folder}`;
  const files = await readFolder(folder);
  const { definitions, readable, issues: found } = await validate(files, { backends, jq });
  const issues = [...found, ...(await lint(readable, { backends, jq }))];
  if (files.length === 0) log.warn({ folder }, await emptyWords(folder));
  const broken = found.some(({ severity }) => severity === 'error');
  const changed = await store.transaction(async (tx) => {
    await tx.automations.lock();
    const stored = new Map((await tx.automations.list()).map((item) => [item.automation.identifier, item]));
    const fresh = [];
    for (const { automation, file } of definitions) {
      const known = stored.get(automation.identifier);
      stored.delete(automation.identifier);
      if (known !== undefined && known.source !== source) {
        log.warn(
          { automation: automation.identifier, file },
          'not loaded: an automation of this name comes from elsewhere',
        );
        continue;
      }
      const hash = hashOf(automation);
      if (known?.hash === hash && known.file === file) continue;
      if (known !== undefined && known.hash !== hash && known.updatedBy !== source) {
        const fields = { automation: automation.identifier, file, changedBy: known.updatedBy };
        log.warn(fields, 'put back as the folder has it: it was changed through the API; change the file instead');
      }
      await tx.automations.put({ automation, hash, source, file, by: source });
      fresh.push(automation);
    }
    const gone = [...stored.values()].filter((item) => item.source === source);
    if (broken || definitions.length === 0) return { fresh, removed: 0, kept: gone.length };
    for (const { automation } of gone) await tx.automations.remove(automation.identifier);
    return { fresh, removed: gone.length, kept: 0 };
  });
  if (changed.kept > 0) {
    log.warn(
      { kept: changed.kept },
      'automations that are no longer in the folder stay, until all of its files can be read',
    );
  }
  for (const automation of changed.fresh) await armTimerOf(world, automation);
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
  return { loaded: definitions.length, removed: changed.removed, issues };
}

async function emptyWords(folder: string): Promise<string> {
  const there = await stat(folder).catch(() => null);
  return there === null
    ? 'there is no such folder: set AUTOMATIONS_DIR to the one with the definitions'
    : 'there is no definition in the folder of automations';
}

/** The definition files below a folder, with paths that begin with the folder; none when there is no such folder. */
async function readFolder(folder: string): Promise<SourceFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  });
  const paths = entries
    .filter((entry) => entry.isFile() && isDefinitionFile(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  return Promise.all(
    paths.map(async (path) => ({ path: relative('.', path).split(sep).join('/'), text: await readFile(path, 'utf8') })),
  );
}
