import { commentOf, isSilent, markerOf, type Report } from './report/report.ts';

/** A comment as GitHub has it. */
export type PullComment = { id: number; body: string; isByBot: boolean };

/** The comments of one pull request. */
export type PullComments = {
  list(): Promise<PullComment[]>;
  create(body: string): Promise<void>;
  update(id: number, body: string): Promise<void>;
};

/** The comments of a pull request through GitHub's API; the client is loaded when first needed. */
export async function connectComments(token: string, repository: string, number: number): Promise<PullComments> {
  const { getOctokit } = await import('@actions/github');
  const [owner = '', repo = ''] = repository.split('/');
  const { issues } = getOctokit(token).rest;
  const octokit = getOctokit(token);
  const place = { owner, repo, issue_number: number };
  return {
    async list() {
      const comments = await octokit.paginate(issues.listComments, { ...place, per_page: 100 });
      return comments.map(({ id, body = '', user }) => ({ id, body, isByBot: user?.type === 'Bot' }));
    },
    async create(body) {
      await issues.createComment({ ...place, body });
    },
    async update(id, body) {
      await issues.updateComment({ owner, repo, comment_id: id, body });
    },
  };
}

/** What became of the comment. */
export type CommentOutcome = 'created' | 'updated' | 'unchanged' | 'not needed';

/**
 * Keeps one comment per path: found by its marker and a bot as author (a person may quote the marker), edited in place,
 * left alone while it says the same, and not begun when there is nothing to say.
 */
export async function keepComment(comments: PullComments, report: Report): Promise<CommentOutcome> {
  const body = commentOf(report);
  const marker = markerOf(report.path);
  const ours = (await comments.list()).find((comment) => comment.isByBot && comment.body.startsWith(marker));
  if (!ours) {
    if (isSilent(report)) return 'not needed';
    await comments.create(body);
    return 'created';
  }
  if (normal(ours.body) === normal(body)) return 'unchanged';
  await comments.update(ours.id, body);
  return 'updated';
}

/** GitHub may hand a text back with other line ends. */
function normal(body: string): string {
  return body.replaceAll('\r\n', '\n').trim();
}
