import { type ExecFileSyncOptions, execFile, execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { isDefinitionFile, type SourceFile } from '../core/source/source.ts';

/** Questions about the checkout's history. Paths are relative to the folder that it was made for. */
export type Git = {
  /** False outside of any repository, where there is no history to ask. */
  hasRepository(): boolean;
  /** The commit's full id when it is there, else null: a shallow checkout has no history. */
  commit(revision: string): string | null;
  /** The ids of a commit's parents, whether they are there or not. */
  parents(revision: string): string[];
  /** The common ancestor of two commits, or null when the checkout does not reach back to it. */
  mergeBase(one: string, other: string): string | null;
  /** Fetches one commit from the origin, if possible; true when the commit is there afterwards. */
  fetch(commit: string): boolean;
  /** What the repository contains below paths but was not checked out. */
  notCheckedOut(paths: readonly string[]): Promise<Absent[]>;
  /** The files of definitions below a path, as they were in a commit. */
  files(commit: string, path: string): SourceFile[];
  /** What differs between a commit and what is checked out. */
  changedSince(commit: string): string[];
  /** The address of the remote that was cloned, or null. */
  origin(): string | null;
};

/** A file that a sparse checkout leaves out, or a submodule without its content. */
export type Absent = { path: string; isSubmodule: boolean };

/** How long fetching one commit may take. */
const fetchTimeoutMs = 60_000;

const maxBuffer = 1024 * 1024 * 1024;

/** Runs Git on the command line; the only thing it writes is a fetched commit. */
export function createGit(root: string): Git {
  // In a container the user may differ from the owner of the checkout, which Git would refuse.
  const common = ['-c', `safe.directory=${root}`, '-C', root];
  const run = (
    args: readonly string[],
    input = '',
    options: Pick<ExecFileSyncOptions, 'timeout' | 'env'> = {},
  ): Buffer =>
    execFileSync('git', [...common, ...args], {
      input,
      maxBuffer,
      stdio: ['pipe', 'pipe', 'ignore'],
      ...options,
    });
  const attempt = (args: readonly string[], input = ''): string | null => {
    try {
      return run(args, input).toString('utf8').trim() || null;
    } catch {
      return null;
    }
  };
  const listed = (tree: string, ...paths: string[]) =>
    run(['ls-tree', '-r', '-z', tree, '--', ...paths])
      .toString('utf8')
      .split('\0')
      .flatMap((line) => {
        const [head = '', name = ''] = line.split('\t');
        const [mode = '', , id] = head.split(' ');
        return id === undefined ? [] : [{ mode, id, name }];
      });
  /** Resolves a link as the workspace does; links below a linked folder are left out. */
  const linked = (commit: string, name: string): { id: string; path: string }[] => {
    const answer = attempt(['cat-file', '--batch-check', '--follow-symlinks'], `${commit}:./${name}\n`);
    const [, id, kind] = /^([0-9a-f]+) (blob|tree) /.exec(answer ?? '') ?? [];
    if (id === undefined) return [];
    if (kind === 'blob') return [{ id, path: name }];
    const below = listed(id).filter(({ mode }) => mode !== '120000');
    return below.map((file) => ({ id: file.id, path: `${name}/${file.name}` }));
  };
  const commitOf = (revision: string): string | null =>
    attempt(['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`]);
  return {
    hasRepository: () => isInRepository(root),
    commit: commitOf,
    parents(revision) {
      // As it is written: where a shallow history ends, git itself says that there are none.
      const commit = commitOf(revision);
      const [head = ''] = (commit && attempt(['cat-file', 'commit', commit]))?.split('\n\n') ?? [];
      return [...head.matchAll(/^parent ([0-9a-f]+)$/gm)].flatMap(([, id]) => id ?? []);
    },
    mergeBase: (one, other) => attempt(['merge-base', '--end-of-options', one, other]),
    fetch(commit) {
      const isShallow = attempt(['rev-parse', '--is-shallow-repository']) === 'true';
      const only = ['--quiet', '--no-tags', '--no-write-fetch-head', '--no-recurse-submodules'];
      try {
        // The token of the checkout is in the repository's configuration, unless `persist-credentials` is off.
        run(['fetch', ...only, ...(isShallow ? ['--depth=1'] : []), 'origin', commit], '', {
          timeout: fetchTimeoutMs,
          env: { ...process.env, GIT_TERMINAL_PROMPT: '0' },
        });
      } catch {
        return false;
      }
      return commitOf(commit) !== null;
    },
    async notCheckedOut(paths) {
      // Outside of a repository nothing can be missing, and asking takes as long as checking a hundred definitions.
      if (!isInRepository(root)) return [];
      const args = [...common, '--literal-pathspecs', 'ls-files', '-s', '-t', '-z', '--', ...paths];
      const listing = await promisify(execFile)('git', args, { maxBuffer }).catch(() => ({ stdout: '' }));
      return listing.stdout.split('\0').flatMap((line) => {
        const [, tag, mode, path] = /^(\w) (\d+) [^\t]*\t(.*)$/s.exec(line) ?? [];
        if (path === undefined) return [];
        const isSubmodule = mode === '160000';
        if (!isSubmodule && tag !== 'S') return [];
        return existsSync(join(root, path, isSubmodule ? '.git' : '')) ? [] : [{ path, isSubmodule }];
      });
    },
    files(commit, path) {
      const blobs = listed(commit, path).flatMap(({ mode, id, name }) =>
        (mode === '120000' ? linked(commit, name) : [{ id, path: name }]).filter((blob) => isDefinition(blob.path)),
      );
      const texts = readBlobs(run(['cat-file', '--batch'], blobs.map(({ id }) => `${id}\n`).join('')));
      return blobs.map((blob, index) => ({ path: blob.path, text: texts[index] ?? '' }));
    },
    changedSince: (commit) =>
      run(['diff', '--name-only', '-z', '--relative', commit]).toString('utf8').split('\0').filter(Boolean),
    origin: () => attempt(['config', '--get', 'remote.origin.url']),
  };
}

/** False where git would find no repository: neither above the folder nor in the environment. */
function isInRepository(folder: string): boolean {
  if (process.env.GIT_DIR !== undefined) return true;
  for (let at = resolve(folder); ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return true;
    if (at === dirname(at)) return false;
  }
}

/** `owner/repo` of a remote's address on any GitHub, or null. */
export function repositoryOf(origin: string | null): string | null {
  const match =
    /^(?:https?:\/\/|ssh:\/\/|git@)[^/:]{1,255}(?::\d{1,5})?[/:]([\w.-]{1,100})\/([\w.-]{1,100}?)(?:\.git)?\/?$/.exec(
      origin ?? '',
    );
  return match ? `${match[1]}/${match[2]}` : null;
}

/** True for files that the workspace would read, too. */
function isDefinition(path: string): boolean {
  return isDefinitionFile(path) && !isHidden(path);
}

/** True for anything in a folder that is never searched. */
export function isHidden(path: string): boolean {
  const folders = path.split('/').slice(0, -1);
  return folders.some((folder) => folder.startsWith('.') || folder === 'node_modules');
}

/** `<id> blob <size>`, a line end, the content, a line end, and so on. */
function readBlobs(output: Buffer): string[] {
  const texts: string[] = [];
  let at = 0;
  while (at < output.length) {
    const end = output.indexOf(0x0a, at);
    const size = Number(output.toString('latin1', at, end).split(' ')[2]);
    texts.push(output.toString('utf8', end + 1, end + 1 + size));
    at = end + 1 + size + 1;
  }
  return texts;
}
