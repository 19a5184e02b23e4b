import { memberPattern } from '../blot.ts';
import type { Issue, Position, Range } from '../issue.ts';
import { secretIn, secretsByForm } from '../literal-secret.ts';
import { indexLines } from '../source/lines.ts';
import { isDefinitionFile, type SourceFile } from '../source.ts';
import { hardCodedSecret } from './hard-coded-secret.ts';

type Found = { name: string; start: number; end: number };

/**
 * Secrets in the texts of files, wherever they stand: in a comment, a title, a test, or in a file that cannot be read.
 * What lint has told already (`told`, with what validation told) is not told again. A name, such as `password`, makes a
 * secret of a value only where lint could not look: tests name secrets and make their values up.
 */
export function secretsInFiles(files: readonly SourceFile[], told: readonly Issue[]): Issue[] {
  const known = told.filter(({ code }) => code === hardCodedSecret.code);
  const unread = new Set(told.flatMap(({ file, severity }) => (severity === 'error' ? [file] : [])));
  return files.flatMap(({ path, text: written }) => {
    const text = written.startsWith('\uFEFF') ? written.slice(1) : written;
    const byForm = secretsByForm(text);
    const byName = unread.has(path) && isDefinitionFile(path) ? secretsByName(text) : [];
    const found = [...byForm, ...byName.filter((one) => !byForm.some((other) => overlap(one, other)))];
    if (found.length === 0) return [];
    const lines = indexLines(text);
    const { code, severity } = hardCodedSecret;
    return found.flatMap(({ name, start, end }): Issue[] => {
      const range = { start: lines.at(start), end: lines.at(end) };
      if (known.some((one) => one.file === path && shareText(one.range, range))) return [];
      const message = `This is ${name}; revoke it, and take it out of this file. Where a call needs one, write {{ .secrets.NAME }}.`;
      return [{ code, severity, file: path, range, message }];
    });
  });
}

function secretsByName(text: string): Found[] {
  return [...text.matchAll(memberPattern)].flatMap(({ 0: whole, 1: key = '', 2: value = '', index }) => {
    const secret = secretIn(value, key);
    if (!secret) return [];
    const at = index + whole.length - value.length;
    return [{ name: secret.name, start: at + secret.start, end: at + secret.end }];
  });
}

function overlap(one: Found, other: Found): boolean {
  return one.start < other.end && other.start < one.end;
}

function shareText(one: Range, other: Range): boolean {
  return isBefore(one.start, other.end) && isBefore(other.start, one.end);
}

function isBefore(one: Position, other: Position): boolean {
  return one.line < other.line || (one.line === other.line && one.column < other.column);
}
