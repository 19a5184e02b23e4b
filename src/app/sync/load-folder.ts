import { formatIssue } from '../../core/issue/format-issue.ts';
import type { Issue } from '../../core/issue/issue.ts';
import { isSameSettings } from '../../core/settings/automation-settings.ts';
import { folderPrefix, hashOf } from '../automations/automations.ts';
import { type AutomationChange, recordChanges } from '../automations/record-changes.ts';
import type { World } from '../world.ts';
import { emptyWords, type ReadFolder, readDefinitions } from './read-folder.ts';

/** The result of loading a folder. */
export type FolderLoad = { loaded: number; rejected: number; removed: number; issues: Issue[] };

/** The result of storing the definitions of a folder; `kept`: how many are no longer in the folder but were kept. */
export type FolderStored = { created: number; updated: number; removed: number; kept: number };

/**
 * Loads a folder of definitions at start. Valid definitions are stored; those that the folder no longer holds are
 * removed, but never while a file is broken or the folder is empty, which is probably an accident.
 */
export async function loadFolder(
  world: Pick<World, 'store' | 'jq' | 'backends' | 'clock' | 'log' | 'settings'>,
  folder: string,
): Promise<FolderLoad> {
  const { log } = world;
  const read = await readDefinitions(world, folder);
  const { files, definitions, issues, rejected } = read;
  if (files.length === 0) log.warn({ folder }, emptyWords(folder));
  const stored = await storeFolder(world, read, { name: read.source, origin: 'FOLDER' });
  if (stored.kept > 0) {
    log.warn(
      { kept: stored.kept },
      'automations that are no longer in the folder are kept until all of its files can be read',
    );
  }
  logIssues(world, issues);
  return { loaded: definitions.length, rejected, removed: stored.removed, issues };
}

/** Logs what is wrong with the files of a folder, each with its place. */
export function logIssues({ log }: Pick<World, 'log'>, issues: readonly Issue[]): void {
  for (const issue of issues) {
    const { code, file, range } = issue;
    const fields = { code, file, line: range.start.line, column: range.start.column };
    if (issue.severity === 'error') log.error(fields, formatIssue(issue));
    else if (issue.severity === 'warning') log.warn(fields, formatIssue(issue));
  }
}

/** Replaces the definitions of a folder in one transaction. */
export async function storeFolder(
  world: Pick<World, 'store' | 'clock' | 'log'>,
  { source, definitions, issues }: ReadFolder,
  author: Parameters<typeof recordChanges>[3],
): Promise<FolderStored> {
  const { store, log } = world;
  const broken = issues.some(({ severity }) => severity === 'error');
  return store.transaction(async (tx) => {
    await tx.automations.lock();
    const stored = new Map((await tx.automations.list()).map((item) => [item.automation.identifier, item]));
    const changes: AutomationChange[] = [];
    const moved: { identifier: string; line: number | null }[] = [];
    for (const { automation, file, settings = null, line = null } of definitions) {
      const known = stored.get(automation.identifier);
      stored.delete(automation.identifier);
      const isMoved = known?.source?.startsWith(folderPrefix) === true && known.source !== source;
      if (isMoved) {
        log.warn({ automation: automation.identifier, file, from: known.source }, 'taken over from another folder');
      } else if (known !== undefined && known.source !== source) {
        log.warn(
          { automation: automation.identifier, file },
          'not loaded: an automation with this identifier comes from elsewhere',
        );
        continue;
      }
      const hash = hashOf(automation);
      const isSame = known?.hash === hash && known.file === file && isSameSettings(known.settings, settings);
      if (isSame && !isMoved) {
        if (known.line !== line) moved.push({ identifier: automation.identifier, line });
        continue;
      }
      if (known !== undefined && !isMoved && known.hash !== hash && known.updatedBy !== source) {
        const fields = { automation: automation.identifier, file, changedBy: known.updatedBy };
        log.warn(fields, 'restored from the folder: it was changed through the API; change the file instead');
      }
      await tx.automations.put({ automation, hash, source, file, by: source, settings, line });
      changes.push({
        before: known?.automation ?? null,
        after: automation,
        settings: { before: known?.settings ?? null, after: settings },
      });
    }
    await tx.automations.moveTo(moved);
    const obsolete = [...stored.values()].filter((item) => item.source === source);
    const removed = broken || definitions.length === 0 ? [] : obsolete;
    for (const { automation } of removed) await tx.automations.remove(automation.identifier);
    changes.push(...removed.map(({ automation }) => ({ before: automation, after: null })));
    await recordChanges(tx, world, changes, author);
    const created = changes.filter(({ before }) => before === null).length;
    return {
      created,
      updated: changes.length - created - removed.length,
      removed: removed.length,
      kept: obsolete.length - removed.length,
    };
  });
}
