import { readFileSync } from 'node:fs';
import { AppError, messageOf } from '../core/error.ts';

/** Error codes of Node.js in words. */
const reasons = new Map([
  ['ENOENT', 'the file does not exist'],
  ['ENOTDIR', 'the file does not exist'],
  ['EISDIR', 'it is a folder'],
  ['EACCES', 'permission denied'],
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

/** A file name that tells the format of a text; standard input is YAML unless it starts like JSON. */
export function nameForReading(file: string, text: string): string {
  if (file !== '-') return file;
  return /^\uFEFF?\s*(?:[{[]\s*)+["\]}]/.test(text) ? 'input.json' : 'input.yml';
}
