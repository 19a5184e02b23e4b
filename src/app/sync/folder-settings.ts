import { existsSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { Issue } from '../../core/issue/issue.ts';
import { codeDocs } from '../../core/lint/code-docs.ts';
import { applySettings } from '../../core/settings/apply.ts';
import { settingsFile } from '../../core/settings/schema.ts';
import { readSettings } from '../../core/settings/settings.ts';
import type { SourceFile } from '../../core/source/source.ts';

/** Applies the settings beside the folder, whose paths begin there, and the comments in the files. */
export function settledBySettings(folder: string, files: readonly SourceFile[], issues: readonly Issue[]): Issue[] {
  const place = join(folder, '..');
  const file = join(place, settingsFile);
  const text = existsSync(file) ? readFileSync(file, 'utf8') : null;
  const { settings, issues: unread } = readSettings(text === null ? null : { path: settingsFile, text }, codeDocs);
  const prefix = relative('.', place).split(sep).join('/');
  const inside = (path: string) =>
    prefix !== '' && path.startsWith(`${prefix}/`) ? path.slice(prefix.length + 1) : path;
  const outside = (path: string) => (prefix === '' ? path : `${prefix}/${path}`);
  const { issues: left } = applySettings(
    issues.map((issue) => ({ ...issue, file: inside(issue.file) })),
    files.map(({ path, text: content }) => ({ path: inside(path), text: content })),
    settings,
    codeDocs,
  );
  return [...unread, ...left].map((issue) => ({ ...issue, file: outside(issue.file) }));
}
