import { commentOf, isSilent, markerOf, type Report } from '../report/report.ts';

/** A comment that we wrote ourselves. */
export type OwnComment = { id: string; body: string };

/** The comments of one pull request. */
export type PullComments = {
  /** The first of our own that begins with a text. */
  find(beginning: string): Promise<OwnComment | null>;
  /** Begins one, once it is known that there is none. */
  create(body: string): Promise<void>;
  update(id: string, body: string): Promise<void>;
};

/** Only GraphQL tells whose a comment is, whoever's token asks: a person's, that of an App, or that of the job. */
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

type Page = {
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
        const page: Page = await graphql(commentsQuery, { owner, repo, number, after });
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

/** True when GitHub refused because of what the token may do; what it may not see does not exist for it. */
export function isForbidden(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ('status' in error && (error.status === 403 || error.status === 404)) return true;
  const said = 'errors' in error && Array.isArray(error.errors) ? error.errors : [];
  return (
    said.length > 0 && said.every(({ type }) => /^(?:FORBIDDEN|NOT_FOUND|INSUFFICIENT_SCOPES)$/.test(String(type)))
  );
}

/** What became of the comment. */
export type CommentOutcome = 'created' | 'updated' | 'unchanged' | 'not needed';

/**
 * Keeps one comment per path and server: found by its marker and by being our own (others may quote the marker), edited in place,
 * left alone while it says the same, and not begun when there is nothing to say.
 */
export async function keepComment(comments: PullComments, report: Report): Promise<CommentOutcome> {
  const body = commentOf(report);
  const ours = await comments.find(markerOf(report));
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
