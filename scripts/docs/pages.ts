import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { generatedFiles } from './files.ts';

/** The pages that people write and that may hold generated tables: the README and all below `docs`, generated files apart. */
export function pagesWithTables(root = '.'): string[] {
  const pages = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .map((name) => join('docs', name))
    .filter((path) => path.endsWith('.md') && generatedFiles[path] === undefined);
  return ['README.md', ...pages.sort()];
}
