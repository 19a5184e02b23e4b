import { isEffective } from '../core/plan/planned-change.ts';
import { commentOf, isSilent, markerOf, type PathReport, saysApplied } from '../report/report.ts';
import { findShownPlanLine } from '../report/shown-plan.ts';

/** A comment that this Action's token wrote. */
export type OwnComment = { id: string; body: string };

/** The comments of one pull request. */
export type PullComments = {
  /** Finds the first comment of our own that begins with a text. */
  find(beginning: string): Promise<OwnComment | null>;
  /** Creates a comment, after `find` has found none. */
  create(body: string): Promise<void>;
  update(id: string, body: string): Promise<void>;
};

/** Only GraphQL says whether the token's own user wrote a comment, whether that is a person, an App or the job. */
const commentsQuery = `query ($owner: String!, $repo: String!, $number: Int!, $after: String) {
  repository(owner: $owner, name: $repo) {
    pullRequest(number: $number) {
      id
      comments(first: 100, after: $after) {
        nodes { id body viewerDidAuthor }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
}`;

const createMutation = `mutation ($subjectId: ID!, $body: String!) {
  addComment(input: { subjectId: $subjectId, body: $body }) { clientMutationId }
}`;

const updateMutation = `mutation ($id: ID!, $body: String!) {
  updateIssueComment(input: { id: $id, body: $body }) { clientMutationId }
}`;

type CommentsPage = {
  repository: {
    pullRequest: {
      id: string;
      comments: {
        nodes: (OwnComment & { viewerDidAuthor: boolean })[];
        pageInfo: { hasNextPage: boolean; endCursor: string | null };
      };
    };
  };
};

/** The comments of a pull request through GitHub's API; the client is loaded when first needed. */
export async function connectComments(token: string, repository: string, number: number): Promise<PullComments> {
  const { getOctokit } = await import('@actions/github');
  const [owner = '', repo = ''] = repository.split('/');
  const { graphql } = getOctokit(token);
  let subjectId = '';
  return {
    async find(beginning) {
      let after: string | null = null;
      do {
        const page: CommentsPage = await graphql(commentsQuery, { owner, repo, number, after });
        const { id, comments } = page.repository.pullRequest;
        subjectId = id;
        const own = comments.nodes.find((one) => one.viewerDidAuthor && one.body.startsWith(beginning));
        if (own) return own;
        after = comments.pageInfo.hasNextPage ? comments.pageInfo.endCursor : null;
      } while (after !== null);
      return null;
    },
    async create(body) {
      await graphql(createMutation, { subjectId, body });
    },
    async update(id, body) {
      await graphql(updateMutation, { id, body });
    },
  };
}

/** True when GitHub refused for lack of permission; for a token, anything that it may not see does not exist. */
export function isForbidden(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('status' in error && (error.status === 403 || error.status === 404)) return true;
  const errors = 'errors' in error && Array.isArray(error.errors) ? error.errors : [];
  return (
    errors.length > 0 && errors.every(({ type }) => /^(?:FORBIDDEN|NOT_FOUND|INSUFFICIENT_SCOPES)$/.test(String(type)))
  );
}

/** What happened to the comment. */
export type CommentOutcome = 'created' | 'updated' | 'unchanged' | 'not needed';

/**
 * Keeps one comment per path and server. It is found by its marker and its author (others may quote the marker), edited in
 * place, left alone while its text is the same, and not created when there is nothing to report.
 */
export async function keepComment(comments: PullComments, report: PathReport): Promise<CommentOutcome> {
  return write(comments, await comments.find(markerOf(report)), commentOf(report), isSilent(report));
}

/**
 * Updates the comment of a merged pull request with the result of the sync. A later job of the same commit finds
 * nothing left to do and leaves the first job's result in place.
 */
export async function keepMergeComment(
  comments: PullComments,
  own: OwnComment | null,
  report: PathReport,
): Promise<CommentOutcome> {
  const didNothing = report.planned.done && report.plan?.changes.some(isEffective) !== true;
  if (own && didNothing && saysApplied(own.body)) return 'unchanged';
  return write(comments, own, commentOf(report, own && findShownPlanLine(own.body)), isSilent(report));
}

async function write(
  comments: PullComments,
  own: OwnComment | null,
  body: string,
  silent: boolean,
): Promise<CommentOutcome> {
  if (!own) {
    if (silent) return 'not needed';
    await comments.create(body);
    return 'created';
  }
  if (normal(own.body) === normal(body)) return 'unchanged';
  await comments.update(own.id, body);
  return 'updated';
}

/** GitHub may return a text with other line endings. */
function normal(body: string): string {
  return body.replaceAll('\r\n', '\n').trim();
}
