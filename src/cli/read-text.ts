import { readFileSync } from 'node:fs';
import { AppError, messageOf } from '../core/error.ts';

function isFolder(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EISDIR';
}

/** The text of a file, or of standard input for `-`. Throws `not_found` when it cannot be read. */
export function readText(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    throw new AppError(
      'not_found',
      `${file} cannot be read: ${isFolder(error) ? 'it is a folder' : messageOf(error)}.`,
      { cause: error },
    );
  }
}
