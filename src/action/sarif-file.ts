import { lstatSync, realpathSync } from 'node:fs';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { AppError } from '../core/error.ts';

/**
 * Resolves where to write the SARIF file: inside the workspace or the runner's temporary folder. Links are followed, because
 * a pull request may contain some. Throws `invalid_request` for any other place.
 */
export function sarifFile(root: string, temporary: string | undefined, path: string): string {
  const file = resolve(root, path);
  const real = realPlace(file);
  const folders = [root, ...(temporary ? [temporary] : [])];
  if (real !== null && folders.some((folder) => isBelow(real, realPlace(resolve(folder))))) return file;
  const message = `\`sarif: ${path}\` points to ${file}, but the file must be inside the workspace or RUNNER_TEMP.`;
  throw new AppError('invalid_request', message);
}

/** Resolves all links in the part of a path that exists; null for a broken link. */
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
