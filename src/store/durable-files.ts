import { fdatasyncSync } from 'node:fs';
import { NodeFS } from '@electric-sql/pglite/nodefs';

/** An open file of the embedded database, as far as syncing needs it; `nfd` is the system's own descriptor. */
type OpenFile = { nfd?: number };

/** EIO, as the runtime counts errors. */
const ioError = 29;

/** What the module of the embedded database has for files of the system, as far as syncing needs it. */
type FileModule = { NODEFS?: { stream_ops: { fsync?: (file: OpenFile) => number } } };

/**
 * Settings that make a commit durable. PGlite turns `fsync` off by default, and of the ways to sync its runtime only passes
 * `fsync` on to the file system.
 */
export const durableSettings = ['-c', 'fsync=on', '-c', 'wal_sync_method=fsync'];

/**
 * The files of an embedded database, of which a sync reaches the disk: PGlite's own take the call and do nothing, so that a
 * power failure could lose what was acknowledged. `sync` gets the descriptor of what is to be synced.
 */
export function durableFiles(directory: string, sync: (descriptor: number) => void = fdatasyncSync): NodeFS {
  const files = new NodeFS(directory);
  const init = files.init.bind(files);
  files.init = async (...args: Parameters<typeof init>) => {
    const { emscriptenOpts } = await init(...args);
    const addSync = (module: object): void => {
      const { NODEFS } = module as FileModule;
      if (NODEFS === undefined) throw new Error('The embedded database has no files that can be synced');
      NODEFS.stream_ops.fsync = ({ nfd }) => {
        try {
          if (nfd !== undefined) sync(nfd);
          return 0;
        } catch {
          // An exception would tear the engine apart; of an error it knows what to do.
          return ioError;
        }
      };
    };
    return { emscriptenOpts: { ...emscriptenOpts, preRun: [...(emscriptenOpts.preRun ?? []), addSync] } };
  };
  return files;
}
