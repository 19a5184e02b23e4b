import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { AppError } from '../core/error.ts';
import { isDefinitionFile, isTestFile, type SourceFile } from '../core/source.ts';

/** What a checkout holds, as far as validation looks at it. Paths lead from its root, with forward slashes. */
export type Workspace = {
  definitions: SourceFile[];
  tests: SourceFile[];
  /** Files of `blueprints/`. */
  blueprints: SourceFile[];
  /** The workflow files by their path. */
  workflows: ReadonlyMap<string, string>;
};

const workflowFolder = '.github/workflows';

/**
 * Reads definitions and tests below the paths (folders or files, relative to `root`), and what surrounds them. Links and
 * folders with a leading dot are not followed. Throws `not_found` for a path that does not exist.
 */
export function readWorkspace(root: string, paths: readonly string[]): Workspace {
  const files = paths.flatMap((path) => filesBelow(root, path));
  const unique = [...new Set(files)].sort();
  const read = (path: string): SourceFile => ({ path, text: readFileSync(join(root, path), 'utf8') });
  return {
    definitions: unique.filter(isDefinitionFile).map(read),
    tests: unique.filter(isTestFile).map(read),
    blueprints: optional(root, 'blueprints').filter(isDefinitionFile).map(read),
    workflows: new Map(
      optional(root, workflowFolder)
        .filter((path) => /\.ya?ml$/.test(path))
        .map((path) => [path, read(path).text]),
    ),
  };
}

/** A path as the repository knows it: relative to its root, with forward slashes and no dots; `.` for the root. */
export function repositoryPath(root: string, path: string): string {
  const inside = relative(root, resolve(root, path));
  if (inside === '..' || inside.startsWith(`..${sep}`)) {
    throw new AppError('invalid_request', `The path ${path} leads out of ${root}; give one inside of it.`);
  }
  return inside === '' ? '.' : inside.split(sep).join('/');
}

function filesBelow(root: string, path: string): string[] {
  const inside = repositoryPath(root, path);
  const found = statSync(join(root, inside), { throwIfNoEntry: false });
  if (!found) {
    throw new AppError(
      'not_found',
      `There is no ${inside} in ${root}. Is the repository checked out, and the path right?`,
    );
  }
  return found.isDirectory() ? walk(root, inside) : [inside];
}

function optional(root: string, folder: string): string[] {
  return statSync(join(root, folder), { throwIfNoEntry: false })?.isDirectory() ? walk(root, folder) : [];
}

function walk(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '.' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isFile()) return [path];
    const isOurs = entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules';
    return isOurs ? walk(root, path) : [];
  });
}
