import { type GitHubEvent, isOnDefaultBranch } from '../checkout/github-event.ts';
import type { Inputs } from './action-inputs.ts';

/** What the Action does in addition to validation. */
export type Task = 'nothing' | 'plan' | 'sync';

/** Chooses the task for a mode and an event: proposed changes are planned, changes on the default branch are synced. */
export function taskFor({ mode, serverUrl }: Pick<Inputs, 'mode' | 'serverUrl'>, event: GitHubEvent): Task {
  if (mode === 'validate') return 'nothing';
  if (mode !== 'auto') return mode;
  return serverUrl !== null && isOnDefaultBranch(event) ? 'sync' : 'plan';
}
