import { existsSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { Issue } from '../../core/issue/issue.ts';
import { codeDocs } from '../../core/lint/code-docs.ts';
import { applySettings } from '../../core/settings/apply-settings.ts';
import { mayBeDefined } from '../../core/settings/mentions.ts';
import { readSettings, type Settings } from '../../core/settings/settings.ts';
import { settingsFile } from '../../core/settings/settings-schema.ts';
import type { SourceFile } from '../../core/source/source.ts';
import type { Definition } from '../../core/validate/validate.ts';

/** The issues that are left, the settings that decided, and whether these could be read. */
export type SettledFolder = { issues: Issue[]; settings: Settings; isReadable: boolean };

/** Reads the settings beside a folder of definitions; those by default when there are none. */
export function readFolderSettings(folder: string): ReturnType<typeof readSettings> {
  const file = join(folder, '..', settingsFile);
  const text = existsSync(file) ? readFileSync(file, 'utf8') : null;
  return readSettings(text === null ? null : { path: settingsFile, text }, codeDocs);
}

/** Applies the settings beside the folder, whose paths begin there, and the comments in the files. */
export function settledBySettings(
  folder: string,
  files: readonly SourceFile[],
  definitions: readonly Definition[],
  issues: readonly Issue[],
): SettledFolder {
  const { settings, issues: unread } = readFolderSettings(folder);
  const place = join(folder, '..');
  const prefix = relative('.', place).split(sep).join('/');
  const inside = (path: string) =>
    prefix !== '' && path.startsWith(`${prefix}/`) ? path.slice(prefix.length + 1) : path;
  const outside = (path: string) => (prefix === '' ? path : `${prefix}/${path}`);
  const known = definitions.map(({ automation }) => automation.identifier);
  const unknown = settings.unknown(known, mayBeDefined(files, issues));
  const { issues: left } = applySettings(
    [...issues.map((issue) => ({ ...issue, file: inside(issue.file) })), ...unknown],
    files.map(({ path, text: content }) => ({ path: inside(path), text: content })),
    settings,
    codeDocs,
  );
  const all = [...unread, ...left].map((issue) => ({ ...issue, file: outside(issue.file) }));
  return { issues: all, settings, isReadable: unread.length === 0 };
}
