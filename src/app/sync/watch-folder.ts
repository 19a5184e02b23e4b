import { type FSWatcher, readdirSync, watch } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { messageOf } from '../../core/error.ts';
import { settingsFile } from '../../core/settings/settings-schema.ts';
import type { World } from '../world.ts';

/** How long files must be left alone before they are read, ms: editors write a file in several steps. */
const quietMs = 300;

/** How soon a folder that has disappeared is checked again, ms. */
const againMs = 2_000;

/** Stops watching. */
export type Watching = { stop(): void };

/**
 * Watches a folder of definitions, and the settings beside it; `changed` is called after the changes of a moment. Each
 * folder inside has a watch of its own: Node's recursive watch follows files, and loses one that another file replaces.
 */
export function watchFolder({ log }: Pick<World, 'log'>, folder: string, changed: () => void): Watching {
  const path = resolve(folder);
  let watches: FSWatcher[] = [];
  let timer: NodeJS.Timeout | undefined;

  function touched(): void {
    clearTimeout(timer);
    timer = setTimeout(settled, quietMs);
  }

  /** Folders may have appeared or disappeared. They are watched before they are read, so that no change is missed. */
  function settled(): void {
    open();
    changed();
  }

  function lost(error: unknown): void {
    log.debug({ folder, error: messageOf(error) }, 'the folder of automations cannot be watched for a moment');
    clearTimeout(timer);
    timer = setTimeout(settled, againMs);
  }

  function open(): void {
    close();
    try {
      watches.push(
        watch(dirname(path), (_, entry) => {
          if (entry === settingsFile || entry === basename(path)) touched();
        }),
      );
      for (const one of foldersIn(path)) watches.push(watch(one, touched));
      for (const one of watches) one.on('error', lost);
    } catch (error) {
      lost(error);
    }
  }

  function close(): void {
    for (const one of watches) one.close();
    watches = [];
  }

  open();
  return {
    stop() {
      clearTimeout(timer);
      close();
    },
  };
}

/** A folder and all folders inside it. */
function foldersIn(path: string): string[] {
  const inside = readdirSync(path, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return [path, ...inside.flatMap(({ name }) => (name === 'node_modules' ? [] : foldersIn(join(path, name))))];
}
