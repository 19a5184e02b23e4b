import { AppError } from '../../core/error.ts';
import type { WorkflowToken } from '../access/access.ts';

/** Repositories whose workflows may sync, and from which branch; `repository` null for all of the owner's. */
export type SyncSource = { owner: string; repository: string | null; branch: string };

const form = /^([A-Za-z0-9_-][A-Za-z0-9_.-]*)\/(\*|[A-Za-z0-9_.-]+)(?:@([^\s@]+))?$/;

/** Parses `SYNC_SOURCES`: `owner/repo` or `owner/*`, each with `@branch` unless it is `main`, separated by commas. */
export function readSyncSources(text: string): SyncSource[] | { problem: string } {
  const entries = text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
  const sources: SyncSource[] = [];
  for (const entry of entries) {
    const [, owner, repository, branch = 'main'] = form.exec(entry) ?? [];
    if (owner === undefined || repository === undefined) {
      return { problem: 'must be owner/repo or owner/*, with @branch where it is not main, separated by commas' };
    }
    sources.push({ owner, repository: repository === '*' ? null : repository, branch });
  }
  return sources;
}

/** Workflow events whose ref is a branch of the repository, so that what runs has been merged. */
const syncEvents: readonly string[] = ['push', 'workflow_dispatch', 'schedule'];

/** Workflow events that may plan; what they run may not be merged yet. */
const planEvents: readonly string[] = [...syncEvents, 'pull_request', 'merge_group'];

/** What a workflow can be allowed to do. */
export type WorkflowTask = 'plan' | 'backtest' | 'sync';

/** Throws `forbidden`, with advice, when a workflow may not do what it asks for. */
export function checkWorkflow(workflow: WorkflowToken, may: WorkflowTask, sources: readonly SyncSource[]): void {
  const { repository, ref, event } = workflow;
  if (sources.length === 0) {
    throw new AppError('forbidden', 'No repository may sync here: SYNC_SOURCES of the service is empty');
  }
  const fitting = sources.filter((source) => fits(source, repository));
  if (fitting.length === 0) {
    throw new AppError('forbidden', `${repository} may not sync here; SYNC_SOURCES of the service does not list it`);
  }
  const events = may === 'sync' ? syncEvents : planEvents;
  if (!events.includes(event)) {
    throw new AppError('forbidden', `A workflow on ${event} may not ${may}; one on ${events.join(', ')} may`);
  }
  const branches = fitting.map(({ branch }) => branch);
  if (may === 'sync' && !branches.some((branch) => ref === `refs/heads/${branch}`)) {
    throw new AppError(
      'forbidden',
      `${repository} syncs from ${branches.join(' or ')} and not from ${ref}; if that is its default branch, SYNC_SOURCES ` +
        `must say so: ${repository}@${ref.replace(/^refs\/heads\//, '')}`,
    );
  }
}

function fits({ owner, repository }: SyncSource, name: string): boolean {
  const [itsOwner = '', itsName = ''] = name.toLowerCase().split('/');
  return itsOwner === owner.toLowerCase() && (repository === null || itsName === repository.toLowerCase());
}
