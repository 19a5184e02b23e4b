import { setTimeout as pause } from 'node:timers/promises';
import { AppError, messageOf } from '../../core/error.ts';
import { formatIssue } from '../../core/issue/format-issue.ts';
import type { Issue } from '../../core/issue/issue.ts';
import type { FolderIssue, FolderReload, FolderView } from '../../core/views/folder-view.ts';
import { auditRecord } from '../runs/audit-record.ts';
import type { World } from '../world.ts';
import { type FolderStored, loadFolder, logIssues, storeFolder } from './load-folder.ts';
import { emptyWords, type ReadFolder, readDefinitions } from './read-folder.ts';

/** The folder of definitions that a service loads at start and reloads while it runs. */
export type Folder = {
  /** Loads the folder at start: every file that can be read, even if others cannot. */
  load(): Promise<{ loaded: number; rejected: number; removed: number }>;
  /**
   * Reloads the folder, all or nothing. Throws `invalid_content`, with every issue and its place, when a file is
   * broken. `patient`: waits a moment for a file that is still being written.
   */
  reload(by: string | null, patient?: boolean): Promise<FolderReload>;
  /** Resolves when no reload is in progress. */
  idle(): Promise<unknown>;
  /** Whether the folder's current state is in effect. */
  view(): FolderView;
};

/** How long to wait for a file that cannot be read, ms, because editors and copies write in several steps. */
const graceMs = 750;

/** How many issues a message lists; the details list all of them. */
const named = 5;

/** Creates the use case for the folder. */
export function createFolder(
  world: Pick<World, 'store' | 'jq' | 'backends' | 'clock' | 'log' | 'settings'>,
  path: string,
): Folder {
  const { store, clock, log } = world;
  let loadedAt: number | null = null;
  let error: { since: number; message: string; issues: readonly FolderIssue[] } | null = null;
  let last: Promise<unknown> = Promise.resolve();

  /** Records the problem, and logs it if it is new. */
  function fail(message: string, issues: readonly Issue[]): AppError {
    const isNew = error?.message !== message;
    error = { since: error?.since ?? clock.now(), message, issues: issues.map(issueView) };
    if (isNew) {
      log.error({ folder: path }, message);
      logIssues(world, issues);
    }
    return new AppError('invalid_content', message, { details: { issues: error.issues } });
  }

  async function read(patient: boolean): Promise<ReadFolder> {
    const first = await readDefinitions(world, path).catch((reason: unknown) => reason);
    if (isFolder(first) && (!patient || errorsOf(first).length === 0)) return first;
    if (patient) await pause(graceMs);
    try {
      return await readDefinitions(world, path);
    } catch (reason) {
      throw fail(`Nothing was changed: the folder ${path} cannot be read: ${messageOf(reason)}`, []);
    }
  }

  async function reload(by: string | null, patient: boolean): Promise<FolderReload> {
    const folder = await read(patient);
    const errors = errorsOf(folder);
    if (errors.length > 0) throw fail(brokenWords(path, errors), errors);
    if (folder.definitions.length === 0 && (await isLoaded(folder.source))) {
      throw fail(`Nothing was changed: ${emptyWords(path)}, which is probably an accident`, []);
    }
    const stored = await storeFolder(world, folder, { name: folder.source, origin: 'FOLDER' });
    if (error !== null) log.info({ folder: path }, 'the folder of automations no longer has errors');
    error = null;
    loadedAt = clock.now();
    const { created, updated, removed } = stored;
    const changed = created + updated + removed > 0;
    const message = changedWords(stored);
    const { kept: _, ...counts } = stored;
    if (changed) {
      log.info({ folder: path, by, ...counts }, 'the folder of automations was reloaded');
      await store.auditRecords.insert([
        auditRecord(by, 'RELOAD', ['folder', folder.source], `Reloaded the folder ${path}: ${message}`, counts),
      ]);
    }
    return { path, changed, ...counts, message, issues: folder.issues.map(issueView) };
  }

  async function isLoaded(source: string): Promise<boolean> {
    return (await store.automations.list()).some((stored) => stored.source === source);
  }

  return {
    async load() {
      const { issues, ...loaded } = await loadFolder(world, path);
      const errors = issues.filter(({ severity }) => severity === 'error');
      if (errors.length === 0) loadedAt = clock.now();
      // Each of them has already been logged.
      else error = { since: clock.now(), message: brokenWords(path, errors), issues: errors.map(issueView) };
      return loaded;
    },
    // One after the other, so that an older state of the files never replaces a newer one.
    reload(by, patient = false) {
      const done = last.then(() => reload(by, patient));
      last = done.catch(() => {});
      return done;
    },
    idle: () => last,
    view: () => ({
      path,
      loadedAt: loadedAt === null ? null : new Date(loadedAt).toISOString(),
      error: error && { ...error, since: new Date(error.since).toISOString() },
    }),
  };
}

function isFolder(read: unknown): read is ReadFolder {
  return typeof read === 'object' && read !== null && 'definitions' in read;
}

function errorsOf({ issues }: ReadFolder): Issue[] {
  return issues.filter(({ severity }) => severity === 'error');
}

function brokenWords(path: string, errors: readonly Issue[]): string {
  const more = errors.length > named ? [`and ${errors.length - named} more`] : [];
  const text = [...errors.slice(0, named).map((issue) => formatIssue(issue)), ...more].join('; ');
  return `The folder ${path} has errors, so nothing is changed until they are fixed. ${text}`;
}

function changedWords({ created, updated, removed }: FolderStored): string {
  const parts = Object.entries({ created, updated, removed }).flatMap(([word, count]) =>
    count === 0 ? [] : [`${count} ${word}`],
  );
  return parts.length === 0 ? 'Nothing changed' : parts.join(', ');
}

function issueView({ code, severity, file, range, message }: Issue): FolderIssue {
  return { code, severity, file, line: range.start.line, column: range.start.column, message };
}
