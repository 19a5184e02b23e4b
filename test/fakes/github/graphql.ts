import { visibleRepository } from './access.ts';
import type { Request, ViewerRoute } from './route.ts';
import type { Comment, Repository, State, Token } from './state.ts';

/** A request to GraphQL: everything is asked with variables. */
type Asked = { query: string; variables: Record<string, unknown> };
type Failure = { type: string; path: string[]; message: string };
type Answer = { data: unknown } | { data: unknown; errors: Failure[] };

/** GitHub's GraphQL, as far as comments on pull requests go; its refusals come with the status 200. */
export const graphqlRoute: ViewerRoute = {
  route: 'POST /graphql',
  as: 'viewer',
  handle: ({ body }: Request, { state }, token) => {
    const asked = body as Asked;
    const [, root] = /\{\s*(\w+)/.exec(asked.query) ?? [];
    const field = fields.get(root ?? '');
    if (field && root) return { status: 200, body: field(asked.variables, state, token) };
    const message = `Field '${root}' doesn't exist on type 'Query'`;
    return { status: 200, body: { errors: [{ path: ['query'], message }] } };
  },
};

const fields = new Map<string, (variables: Asked['variables'], state: State, token: Token) => Answer>([
  ['repository', comments],
  ['addComment', addComment],
  ['updateIssueComment', updateIssueComment],
]);

function comments({ owner, repo, number, after, oid }: Asked['variables'], state: State, token: Token): Answer {
  const repository = visibleRepository(state, token, String(owner), String(repo));
  if (!repository) {
    const message = `Could not resolve to a Repository with the name '${owner}/${repo}'.`;
    return failed('repository', 'NOT_FOUND', message);
  }
  if (oid !== undefined && token.permissions.contents === undefined) return forbidden('repository', 'object');
  if (token.permissions.pull_requests === undefined) return forbidden('repository', 'pullRequest');
  if (oid !== undefined) return pullsOfCommit(repository, String(oid));
  const all = repository.comments.filter(({ issue }) => issue === number);
  const from = typeof after === 'string' ? Number(atob(after).split(':')[1]) : 0;
  const nodes = all.slice(from, from + 100).map((one) => ({
    id: idOf(one),
    body: one.body,
    viewerDidAuthor: one.author === token.login,
  }));
  const end = from + nodes.length;
  const pageInfo = { hasNextPage: end < all.length, endCursor: nodes.length === 0 ? null : btoa(`cursor:${end}`) };
  const pullRequest = { id: `PR_${repository.id}_${number}`, comments: { nodes, pageInfo } };
  return { data: { repository: { pullRequest } } };
}

/** The pull request that was merged as a commit, and an open one that holds it too, as GitHub lists both. */
function pullsOfCommit({ merged = new Map() }: Repository, oid: string): Answer {
  const number = merged.get(oid);
  const open = { number: 1, merged: false, mergeCommit: null };
  const nodes = number === undefined ? [open] : [open, { number, merged: true, mergeCommit: { oid } }];
  return { data: { repository: { object: { associatedPullRequests: { nodes } } } } };
}

function addComment({ subjectId, body }: Asked['variables'], state: State, token: Token): Answer {
  const [, id, issue] = /^PR_(\d+)_(\d+)$/.exec(String(subjectId)) ?? [];
  const repository = state.repositories.find((one) => String(one.id) === id);
  if (!repository)
    return failed('addComment', 'NOT_FOUND', `Could not resolve to a node with the global id of '${subjectId}'`);
  if (!mayWrite(token, repository)) return forbidden('addComment');
  const refused = refuseBody('addComment', body);
  if (refused) return refused;
  const comment = {
    id: state.nextId(),
    issue: Number(issue),
    author: token.login,
    body: String(body),
    at: state.now(),
  };
  repository.comments.push(comment);
  return { data: { addComment: { clientMutationId: null } } };
}

function updateIssueComment({ id, body }: Asked['variables'], state: State, token: Token): Answer {
  const found = state.repositories.flatMap((repository) =>
    repository.comments.filter((one) => idOf(one) === id).map((comment) => ({ repository, comment })),
  )[0];
  if (!found) {
    return failed('updateIssueComment', 'NOT_FOUND', `Could not resolve to a node with the global id of '${id}'`);
  }
  // Even a token that may write to pull requests cannot edit what an App or a person wrote.
  const isOwn = found.comment.author === token.login;
  if (!isOwn || !mayWrite(token, found.repository)) return forbidden('updateIssueComment');
  const refused = refuseBody('updateIssueComment', body);
  if (refused) return refused;
  found.comment.body = String(body);
  return { data: { updateIssueComment: { clientMutationId: null } } };
}

const idOf = ({ id }: Comment): string => `IC_${id}`;

function mayWrite(token: Token, repository: Repository): boolean {
  return token.permissions.pull_requests === 'write' && token.account === repository.owner;
}

function refuseBody(field: string, body: unknown): Answer | null {
  if (typeof body !== 'string' || body === '') return failed(field, 'UNPROCESSABLE', 'Body cannot be blank');
  if (body.length <= 65_536) return null;
  return failed(field, 'UNPROCESSABLE', 'Body is too long (maximum is 65536 characters)');
}

function forbidden(...path: string[]): Answer {
  return { data: null, errors: [{ type: 'FORBIDDEN', path, message: 'Resource not accessible by integration' }] };
}

function failed(field: string, type: string, message: string): Answer {
  return { data: { [field]: null }, errors: [{ type, path: [field], message }] };
}
