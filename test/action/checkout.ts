import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A repository on disk, as `actions/checkout` leaves it; dispose of it. */
export type Checkout = ReturnType<typeof createCheckout>;

/** Text of a file by its path; null removes it. */
type Files = Record<string, string | null>;

/** Makes a repository with one commit on `main`. */
export function createCheckout(files: Files = {}) {
  const root = mkdtempSync(join(tmpdir(), 'catalog-checkout-'));
  const git = (...args: string[]): string => {
    const config = ['-c', 'user.name=test', '-c', 'user.email=test@example.test', '-c', 'commit.gpgsign=false'];
    return execFileSync('git', [...config, ...args], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trim();
  };
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
    git('add', '--all');
    git('commit', '--quiet', '--allow-empty', '--message', 'change');
    return git('rev-parse', 'HEAD');
  };
  git('init', '--quiet', '--initial-branch', 'main');
  const first = commit(files);
  return {
    root,
    first,
    git,
    write,
    commit,
    /** A branch with a change, merged as GitHub merges a pull request to try it; the merge is checked out. */
    pullRequest(changes: Files) {
      const base = git('rev-parse', 'main');
      git('checkout', '--quiet', '-B', 'change', 'main');
      const head = commit(changes);
      git('checkout', '--quiet', '--detach', 'main');
      git('merge', '--quiet', '--no-ff', '--message', 'merge', 'change');
      return { base, head };
    },
    [Symbol.dispose](): void {
      rmSync(root, { recursive: true, force: true });
    },
  };
}
