import { statSync, watch } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { readWorkspace } from '../checkout/workspace.ts';
import { messageOf } from '../core/error.ts';
import type { TestFilter } from '../core/test-file/test-file.ts';
import { insidePaths } from './check-paths.ts';
import type { CliWorld } from './world.ts';

/** How long a burst of changes may take, such as an editor's way of saving, in ms. */
const burst = 100;

/**
 * Runs tests, and those that a change concerns again after each change, until the process ends. A test belongs to a change
 * of its own file and of a file that names its automation.
 */
export async function watchTests(
  here: CliWorld,
  paths: readonly string[],
  run: (only: TestFilter) => Promise<void>,
): Promise<never> {
  let wake = (): void => undefined;
  const inside = insidePaths(here.root, paths);
  const folders = inside.map((path) => resolve(here.root, path)).map((path) => (isFolder(path) ? path : dirname(path)));
  for (const folder of new Set(folders)) watch(folder, { recursive: true }, () => wake());
  let texts = await textsOf(here.root, inside);
  let only: TestFilter = () => true;
  for (;;) {
    if (here.isTerminal) here.clear();
    try {
      await run(only);
    } catch (error) {
      here.printError(messageOf(error));
    }
    here.print(`\nWatching ${inside.join(', ')}; Ctrl+C ends it.`);
    for (;;) {
      await new Promise<void>((done) => {
        wake = done;
      });
      await pause(burst);
      const now = await textsOf(here.root, inside);
      const changed = changedFiles(texts, now);
      if (changed.size === 0) continue;
      const old = texts;
      texts = now;
      only = ({ automation, file }) =>
        changed.has(file) || [...changed].some((path) => `${old.get(path)}\n${now.get(path)}`.includes(automation));
      if (!here.isTerminal) here.print(`\nChanged: ${[...changed].join(', ')}`);
      break;
    }
  }
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
