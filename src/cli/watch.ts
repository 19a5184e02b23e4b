import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { readWorkspace } from '../checkout/workspace.ts';
import { AppError, messageOf } from '../core/error.ts';
import type { TestFilter } from '../core/test-file/test-file.ts';
import { insidePaths } from './check-paths.ts';
import type { CliWorld } from './cli-world.ts';
import { watchFolders } from './watch-folders.ts';

/**
 * Runs tests, and after each change reruns the affected tests, until the process ends. A test is affected by a change
 * to its own file or to a file that mentions its automation.
 */
export async function watchTests(
  here: CliWorld,
  paths: readonly string[],
  run: (only: TestFilter) => Promise<void>,
): Promise<never> {
  if (paths.includes('-')) throw new AppError('invalid_request', '--watch needs files, not standard input.');
  const inside = insidePaths(here.root, paths);
  const folders = inside.map((path) => resolve(here.root, path)).map((path) => (isFolder(path) ? path : dirname(path)));
  const nextChange = watchFolders([...new Set(folders)]);
  let texts = await textsOf(here.root, inside);
  let only: TestFilter = () => true;
  for (;;) {
    if (here.isTerminal) here.clear();
    try {
      await run(only);
    } catch (error) {
      here.printError(messageOf(error));
    }
    here.print(`\nWatching ${inside.join(', ')}; press Ctrl+C to stop.`);
    const old = texts;
    let changed: ReadonlySet<string>;
    do {
      await nextChange();
      texts = await textsOf(here.root, inside);
      changed = changedFiles(old, texts);
    } while (changed.size === 0);
    const named = namesIn([...changed].flatMap((path) => [old.get(path) ?? '', texts.get(path) ?? '']));
    const files = changed;
    only = ({ automation, file }) => files.has(file) || named.has(automation);
    if (!here.isTerminal) here.print(`\nChanged: ${[...changed].join(', ')}`);
  }
}

/** The words that may be identifiers of automations. */
function namesIn(texts: readonly string[]): Set<string> {
  return new Set(texts.flatMap((text) => text.split(/[\s"'[\]{},]+/)));
}

function changedFiles(old: ReadonlyMap<string, string>, now: ReadonlyMap<string, string>): Set<string> {
  const all = [...old.keys(), ...now.keys()];
  return new Set(all.filter((path) => old.get(path) !== now.get(path)));
}

async function textsOf(root: string, inside: readonly string[]): Promise<Map<string, string>> {
  try {
    const { definitions, tests } = await readWorkspace(root, inside);
    return new Map([...definitions, ...tests].map(({ path, text }) => [path, text]));
  } catch {
    // A file may disappear while it is saved; the next change finds it again.
    return new Map();
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
