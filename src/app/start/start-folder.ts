import { AppError, messageOf } from '../../core/error.ts';
import { createFolder, type Folder } from '../sync/automations-folder.ts';
import { watchFolder } from '../sync/watch-folder.ts';
import type { World } from '../world.ts';

/** The folder of definitions of a running service; `folder` is null for a service without one. */
export type RunningFolder = {
  folder: Folder | null;
  /** Reloads the folder and logs the result. */
  reload(): Promise<void>;
  stop(): Promise<void>;
};

/**
 * Loads the folder of definitions, if there is one. `watched`: it is reloaded whenever its files change; otherwise only
 * by the signal or the API.
 */
export async function startFolder(
  world: Parameters<typeof createFolder>[0],
  path: string | null,
  watched: boolean,
): Promise<RunningFolder> {
  if (path === null) return { folder: null, reload: async () => {}, stop: async () => {} };
  const folder = createFolder(world, path);
  await loadFirst(world, folder);

  async function reload(patient: boolean): Promise<void> {
    await folder.reload(null, patient).catch((error: unknown) => {
      // The problems with the files are already in the log and in the health report.
      if (error instanceof AppError) return;
      world.log.error({ folder: path, error: messageOf(error) }, 'the folder could not be reloaded');
    });
  }

  const watching = watched ? watchFolder(world, path, () => void reload(true)) : null;
  return {
    folder,
    reload: () => reload(false),
    async stop() {
      watching?.stop();
      await folder.idle();
    },
  };
}

async function loadFirst({ log }: Pick<World, 'log'>, folder: Folder): Promise<void> {
  const begun = performance.now();
  const { loaded: automations, rejected, removed } = await folder.load();
  const milliseconds = Math.round(performance.now() - begun);
  const fields = { folder: folder.view().path, automations, rejected, removed, milliseconds };
  if (rejected === 0) log.info(fields, 'the folder of automations is loaded');
  else log.warn(fields, 'the folder of automations is loaded, without the definitions that have errors');
}
