import { type GitHubEvent, isOnDefaultBranch } from '../checkout/github-event.ts';
import type { Inputs } from './inputs.ts';

/** What is done beside validation. */
export type Task = 'nothing' | 'plan' | 'sync';

/** What a mode means for an event: changes that are proposed are planned, those on the default branch synced. */
export function taskFor({ mode, serverUrl }: Pick<Inputs, 'mode' | 'serverUrl'>, event: GitHubEvent): Task {
  if (mode === 'validate') return 'nothing';
  if (mode !== 'auto') return mode;
  return serverUrl !== null && isOnDefaultBranch(event) ? 'sync' : 'plan';
}
