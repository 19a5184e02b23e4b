import { readFileSync } from 'node:fs';
import { type Json, valueAt } from '../core/json.ts';

/** The event that triggered the workflow, as far as the Action needs it. */
export type GitHubEvent = {
  name: string;
  ref: string;
  /** `owner/repo`. */
  repository: string;
  defaultBranch: string | null;
  pullRequest: { number: number; base: string; head: string; merged: boolean } | null;
  /** The commit below the change: the base of a merge group, or the branch before a push. */
  base: string | null;
};

/** Reads the event from the environment of a job (GitHub's documentation: variables, webhook payloads). */
export function readGitHubEvent(environment: Readonly<Record<string, string | undefined>>): GitHubEvent {
  const { GITHUB_EVENT_NAME: name = '', GITHUB_EVENT_PATH: path, GITHUB_REF: ref = '' } = environment;
  const payload: Json = path ? JSON.parse(readFileSync(path, 'utf8')) : null;
  const text = (...keys: string[]): string | null => {
    const value = valueAt(payload, ...keys);
    return typeof value === 'string' && value !== '' ? value : null;
  };
  const number = valueAt(payload, 'pull_request', 'number');
  const before = text('before');
  return {
    name,
    ref,
    repository: environment.GITHUB_REPOSITORY ?? text('repository', 'full_name') ?? '',
    defaultBranch: text('repository', 'default_branch'),
    pullRequest:
      typeof number === 'number'
        ? {
            number,
            base: text('pull_request', 'base', 'sha') ?? '',
            head: text('pull_request', 'head', 'sha') ?? '',
            merged: valueAt(payload, 'pull_request', 'merged') === true,
          }
        : null,
    // Forty zeros mean a new branch.
    base: text('merge_group', 'base_sha') ?? (before !== null && /[^0]/.test(before) ? before : null),
  };
}

/** True for events on the default branch, which may be synced. */
export function isOnDefaultBranch({ name, ref, defaultBranch }: GitHubEvent): boolean {
  // The payload of a schedule may not name the branch, and a schedule runs on no other.
  if (name === 'schedule') return true;
  return (
    (name === 'push' || name === 'workflow_dispatch') && defaultBranch !== null && ref === `refs/heads/${defaultBranch}`
  );
}
