import type { GitHub } from '../../backends/backend.ts';
import { unifiedDiff } from '../../core/change/line-diff.ts';
import { AppError } from '../../core/error.ts';
import type { ProposedChange } from '../../core/views/proposed-change.ts';
import type { ChangeAuthor } from '../automations/record-changes.ts';
import { newId } from '../ids.ts';
import type { World } from '../world.ts';
import { type BaseBranch, openPullRequest, type RepositoryFile } from './repository-files.ts';

/** A change to one file: `before` null creates it, `after` null deletes it. `dryRun`: only show the change. */
export type FileProposal = {
  automation: string;
  base: BaseBranch;
  file: string;
  before: RepositoryFile | null;
  after: string | null;
  title: string;
  warnings: string[];
  dryRun: boolean;
};

/** Opens a pull request with a change to a file and records it, or shows the change and where to make it manually. */
export async function proposeFile(
  { store, log }: Pick<World, 'store' | 'log'>,
  github: GitHub,
  { automation, base, file, before, after, title, warnings, dryRun }: FileProposal,
  author: ChangeAuthor,
): Promise<ProposedChange> {
  const repository = `${base.owner}/${base.repo}`;
  const place = `${github.webUrl}/${repository}`;
  const path = file.split('/').map(encodeURIComponent).join('/');
  const editor =
    before === null
      ? `${place}/new/${base.branch}?${new URLSearchParams({ filename: file, value: after ?? '' })}`
      : `${place}/${after === null ? 'delete' : 'edit'}/${base.branch}/${path}`;
  const diff = unifiedDiff(before?.text ?? '', after ?? '');
  const shown = { repository, file, branch: base.branch, diff, editor, warnings };
  if (diff === '') {
    throw new AppError('conflict', `${file} on ${base.branch} already says that, but has not been synced yet`);
  }
  if (dryRun) return { ...shown, pullRequest: null, reason: null };
  const body = `Proposed by ${author.name.replace(/^user:/, '')} on the page of Catalog Automations.`;
  const opened = await openPullRequest(github, base, {
    path: file,
    text: after,
    sha: before?.sha ?? null,
    title,
    body,
  });
  if (!opened.ok) return { ...shown, pullRequest: null, reason: opened.reason };
  const { number, url } = opened;
  await store.auditRecords.insert([
    {
      id: newId('audit'),
      resource: 'pull_request',
      identifier: `${repository}#${number}`,
      action: 'CREATE',
      by: author.name,
      origin: author.origin,
      before: null,
      after: { automation, title, url, diff },
    },
  ]);
  log.info({ repository, number, by: author.name, automation }, 'opened a pull request');
  return { ...shown, pullRequest: { number, url }, reason: null };
}
