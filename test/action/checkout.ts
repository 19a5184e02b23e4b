import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A repository on disk, as `actions/checkout` leaves it; dispose of it. */
export type Checkout = ReturnType<typeof createCheckout>;

/** Text of a file by its path; null removes it. */
type Files = Record<string, string | null>;

const identity = {
  GIT_AUTHOR_NAME: 'test',
  GIT_AUTHOR_EMAIL: 'test@example.test',
  GIT_COMMITTER_NAME: 'test',
  GIT_COMMITTER_EMAIL: 'test@example.test',
};

/** Commits everything and prints the commit's id. */
const commitAll = [
  'git add --all',
  'git -c commit.gpgsign=false commit --quiet --allow-empty --message change',
  'git rev-parse HEAD',
];

/** Makes a repository with one commit on `main`. */
export function createCheckout(files: Files = {}) {
  const root = mkdtempSync(join(tmpdir(), 'catalog-checkout-'));
  const run = (command: string, args: readonly string[]): string =>
    execFileSync(command, args, {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, ...identity },
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trim();
  const git = (...args: string[]): string => run('git', args);
  // Starting a process from one as large as a test worker takes longer than a commit, so commands share one.
  const script = (...commands: string[]): string => run('sh', ['-e', '-c', commands.join('\n')]);
  const write = (changes: Files): void => {
    for (const [path, text] of Object.entries(changes)) {
      const file = join(root, path);
      mkdirSync(dirname(file), { recursive: true });
      if (text === null) rmSync(file);
      else writeFileSync(file, text);
    }
  };
  const commit = (changes: Files): string => {
    write(changes);
    return script(...commitAll);
  };
  write(files);
  const first = script('git init --quiet --initial-branch main', ...commitAll);
  return {
    root,
    first,
    git,
    write,
    commit,
    /** A branch with a change, merged as GitHub merges a pull request to try it; the merge is checked out. */
    pullRequest(changes: Files) {
      const base = script('git rev-parse main', 'git checkout --quiet -B change main');
      write(changes);
      const head = script(
        ...commitAll,
        'git checkout --quiet --detach main',
        'git merge --quiet --no-ff --message merge change',
      );
      return { base, head };
    },
    [Symbol.dispose](): void {
      rmSync(root, { recursive: true, force: true });
    },
  };
}
