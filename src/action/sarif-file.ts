import { lstatSync, realpathSync } from 'node:fs';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { AppError } from '../core/error.ts';

/**
 * Where the SARIF file is written: below the workspace or the runner's folder for temporary files, links followed, for the
 * files of a pull request may hold some. Throws `invalid_request` for any other place.
 */
export function sarifFile(root: string, temporary: string | undefined, path: string): string {
  const file = resolve(root, path);
  const real = realPlace(file);
  const folders = [root, ...(temporary ? [temporary] : [])];
  if (real !== null && folders.some((folder) => isBelow(real, realPlace(resolve(folder))))) return file;
  const message = `\`sarif: ${path}\` leads to ${file}, and the file is written below the workspace or RUNNER_TEMP only; name a file there.`;
  throw new AppError('invalid_request', message);
}

/** The place behind all links, as far as there is something yet; null for a link that leads nowhere. */
function realPlace(path: string): string | null {
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) {
    const above = realPlace(dirname(path));
    return above === null ? null : resolve(above, relative(dirname(path), path));
  }
  try {
    return realpathSync(path);
  } catch {
    return null;
  }
}

function isBelow(place: string, folder: string | null): boolean {
  if (folder === null) return false;
  const way = relative(folder, place);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
