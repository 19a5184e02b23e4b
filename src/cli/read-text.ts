import { readFileSync } from 'node:fs';
import { AppError, messageOf } from '../core/error.ts';

/** What Node.js calls by a code, in words. */
const reasons = new Map([
  ['ENOENT', 'there is no such file'],
  ['ENOTDIR', 'there is no such file'],
  ['EISDIR', 'it is a folder'],
  ['EACCES', 'you may not read it'],
]);

/** The text of a file, or of standard input for `-`. Throws `not_found` when it cannot be read. */
export function readText(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    throw new AppError('not_found', `${file} cannot be read: ${reasons.get(code) ?? messageOf(error)}.`, {
      cause: error,
    });
  }
}

/** The name that says what a text is written in: that of its file, and for standard input YAML unless it opens as JSON. */
export function nameForReading(file: string, text: string): string {
  if (file !== '-') return file;
  return /^\uFEFF?\s*(?:[{[]\s*)+["\]}]/.test(text) ? 'input.json' : 'input.yml';
}
