import { type FSWatcher, watch } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { messageOf } from '../../core/error.ts';
import { settingsFile } from '../../core/settings/schema.ts';
import type { World } from '../world.ts';

/** How long files must be left alone before they are read, ms: editors write a file in several steps. */
const quietMs = 300;

/** How soon a folder that went away is looked for again, ms. */
const againMs = 2_000;

/** Stops watching. */
export type Watching = { stop(): void };

/**
 * Watches a folder of definitions, and the settings beside it; `changed` is called after the changes of a moment. A folder
 * that is deleted and made again is watched again.
 */
export function watchFolder({ log }: Pick<World, 'log'>, folder: string, changed: () => void): Watching {
  const path = resolve(folder);
  const [above, name] = [dirname(path), basename(path)];
  let inside: FSWatcher | null = null;
  let beside: FSWatcher | null = null;
  let quiet: NodeJS.Timeout | undefined;
  let again: NodeJS.Timeout | undefined;
  let stopped = false;

  function touched(): void {
    clearTimeout(quiet);
    quiet = setTimeout(changed, quietMs);
  }

  function lost(error: unknown): void {
    if (stopped) return;
    log.debug({ folder, error: messageOf(error) }, 'the folder of automations cannot be watched for a moment');
    inside?.close();
    inside = null;
    clearTimeout(again);
    again = setTimeout(() => {
      if (open()) touched();
    }, againMs);
  }

  /** Watches what is inside the folder; false when it is not there. */
  function open(): boolean {
    inside?.close();
    try {
      inside = watch(path, { recursive: true }, touched);
      inside.on('error', lost);
      return true;
    } catch (error) {
      lost(error);
      return false;
    }
  }

  open();
  try {
    beside = watch(above, (_, entry) => {
      if (entry === settingsFile) touched();
      else if (entry === name) {
        // The folder itself may have been replaced, and the old watch sees nothing of the new one.
        open();
        touched();
      }
    });
    beside.on('error', (error) => log.debug({ folder: above, error: messageOf(error) }, 'it cannot be watched'));
  } catch (error) {
    log.debug({ folder: above, error: messageOf(error) }, 'it cannot be watched');
  }
  return {
    stop() {
      stopped = true;
      clearTimeout(quiet);
      clearTimeout(again);
      inside?.close();
      beside?.close();
    },
  };
}
