import { type FSWatcher, readdirSync, watch } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** How long a burst of changes may take, such as an editor's way of saving, in ms. */
const burst = 100;

/** How soon a folder that has disappeared is checked again, in ms. */
const again = 2_000;

/**
 * Watches folders, and returns a function that waits for the next change; changes between two calls are not missed.
 * Each folder inside has a watch of its own: Node's recursive watch follows files, and loses one that another file
 * replaces.
 */
export function watchFolders(folders: readonly string[]): () => Promise<void> {
  let watches: FSWatcher[] = [];
  let isChanged = false;
  let wake = (): void => undefined;

  function touched(): void {
    isChanged = true;
    wake();
  }

  function open(): void {
    for (const one of watches) one.close();
    watches = [];
    try {
      for (const one of folders.flatMap(foldersIn)) watches.push(watch(one, touched).on('error', touched));
    } catch {
      setTimeout(touched, again);
    }
  }

  open();
  return async () => {
    if (!isChanged) {
      await new Promise<void>((done) => {
        wake = done;
      });
    }
    await pause(burst);
    isChanged = false;
    // Folders may have appeared or disappeared. They are watched before they are read, so that no change is missed.
    open();
  };
}

/** A folder and all folders inside it. */
function foldersIn(path: string): string[] {
  const inside = readdirSync(path, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const wanted = inside.filter(({ name }) => name !== 'node_modules' && name !== '.git');
  return [path, ...wanted.flatMap(({ name }) => foldersIn(join(path, name)))];
}
