import { fdatasyncSync } from 'node:fs';
import { NodeFS } from '@electric-sql/pglite/nodefs';

/** An open file of the embedded database, as far as we need it; `nfd` is the system's file descriptor. */
type OpenFile = { nfd?: number };

type Write = (file: OpenFile, ...rest: unknown[]) => number;

/** The file system part of the embedded database's module, as far as we need it. */
type FileModule = { NODEFS?: { stream_ops: { write: Write; fsync?: (file: OpenFile) => number } } };

/** Disk errors, by the runtime's error numbers: quota exceeded, file too large, EIO, ENOSPC. */
const diskFailures: ReadonlySet<unknown> = new Set([19, 22, 29, 51]);

/** The SQLSTATE of a full disk, which callers treat as an outage. */
const diskFull = '53100';

/** The error for a disk that refused a write of the embedded database, or is full. */
export function diskError(message: string, cause?: unknown): Error {
  return Object.assign(new Error(message, { cause }), { code: diskFull });
}

/**
 * Settings that make commits durable: PGlite turns `fsync` off by default, and of the sync methods its runtime passes
 * only `fsync` on to the file system.
 */
export const durableSettings = ['-c', 'fsync=on', '-c', 'wal_sync_method=fsync'];

/**
 * File operations of an embedded database whose syncs reach the disk: PGlite's own ignore them, so that a power failure
 * could lose acknowledged data. `sync` gets the descriptor to sync. When the disk fails, an exception ends the
 * statement and the engine, which would otherwise loop forever; `onFailure` is called then.
 */
export function durableFiles(
  directory: string,
  onFailure: (error: Error) => void,
  sync: (descriptor: number) => void = fdatasyncSync,
): NodeFS {
  const fail = (cause: unknown): never => {
    const error = diskError('The disk is full or rejects writes', cause);
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
