import { fdatasyncSync } from 'node:fs';
import { NodeFS } from '@electric-sql/pglite/nodefs';

/** An open file of the embedded database, as far as we need it; `nfd` is the system's own descriptor. */
type OpenFile = { nfd?: number };

type Write = (file: OpenFile, ...rest: unknown[]) => number;

/** What the module of the embedded database has for files of the system, as far as we need it. */
type FileModule = { NODEFS?: { stream_ops: { write: Write; fsync?: (file: OpenFile) => number } } };

/** Failures of the disk, by the number that the runtime gives them: quota used up, file too large, EIO, ENOSPC. */
const diskFailures: ReadonlySet<unknown> = new Set([19, 22, 29, 51]);

/** The SQLSTATE of a full disk, which a caller takes for an outage. */
const diskFull = '53100';

/** The disk did not take what the embedded database wrote, or has no room for more. */
export function diskError(message: string, cause?: unknown): Error {
  return Object.assign(new Error(message, { cause }), { code: diskFull });
}

/**
 * Settings that make a commit durable. PGlite turns `fsync` off by default, and of the ways to sync its runtime only passes
 * `fsync` on to the file system.
 */
export const durableSettings = ['-c', 'fsync=on', '-c', 'wal_sync_method=fsync'];

/**
 * The files of an embedded database, of which a sync reaches the disk: PGlite's own take the call and do nothing, so that a
 * power failure could lose what was acknowledged. `sync` gets the descriptor of what is to be synced. Where the disk fails, an
 * exception ends the statement, and with it the engine, which would go round in circles; `onFailure` hears of it.
 */
export function durableFiles(
  directory: string,
  onFailure: (error: Error) => void,
  sync: (descriptor: number) => void = fdatasyncSync,
): NodeFS {
  const fail = (cause: unknown): never => {
    const error = diskError('The disk is full, or does not take what is written', cause);
    onFailure(error);
    throw error;
  };
  const addOurs = (module: object): void => {
    const { NODEFS } = module as FileModule;
    if (NODEFS === undefined) throw new Error('The embedded database has no files that can be synced');
    const { write } = NODEFS.stream_ops;
    NODEFS.stream_ops.write = (...args) => {
      try {
        return write(...args);
      } catch (error) {
        if (error instanceof Error && 'errno' in error && diskFailures.has(error.errno)) return fail(error);
        throw error;
      }
    };
    NODEFS.stream_ops.fsync = ({ nfd }) => {
      try {
        if (nfd !== undefined) sync(nfd);
        return 0;
      } catch (error) {
        return fail(error);
      }
    };
  };
  const files = new NodeFS(directory);
  const init = files.init.bind(files);
  files.init = async (...args: Parameters<typeof init>) => {
    const { emscriptenOpts } = await init(...args);
    return { emscriptenOpts: { ...emscriptenOpts, preRun: [...(emscriptenOpts.preRun ?? []), addOurs] } };
  };
  return files;
}
