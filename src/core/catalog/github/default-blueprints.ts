import type { JsonObject } from '../../json.ts';

const text = (title: string): JsonObject => ({ type: 'string', title });
const url = (title: string): JsonObject => ({ type: 'string', format: 'url', title });
const time = (title: string): JsonObject => ({ type: 'string', format: 'date-time', title });
const number = (title: string): JsonObject => ({ type: 'number', title });
const yes = (title: string): JsonObject => ({ type: 'boolean', title });
const list = (title: string): JsonObject => ({ type: 'array', items: { type: 'string' }, title });
const one = (target: string, title: string): JsonObject => ({ target, title, required: false, many: false });

function blueprint(identifier: string, title: string, properties: JsonObject, relations: JsonObject = {}): JsonObject {
  return { identifier, title, icon: 'Github', schema: { properties, required: [] }, relations };
}

const repository = { repository: one('githubRepository', 'Repository') };

/** The blueprints that the default mapping fills, with the identifiers of Port's own integration. */
export const defaultBlueprints: readonly JsonObject[] = [
  blueprint('githubRepository', 'Repository', {
    description: text('Description'),
    visibility: text('Visibility'),
    defaultBranch: text('Default branch'),
    url: url('Link'),
    language: text('Language'),
    topics: list('Topics'),
    archived: yes('Archived'),
    pushedAt: time('Last push'),
    updatedAt: time('Updated at'),
  }),
  blueprint(
    'githubBranch',
    'Branch',
    { name: text('Name'), commit: text('Newest commit'), pushedAt: time('Last push') },
    repository,
  ),
  blueprint(
    'githubPullRequest',
    'Pull request',
    {
      creator: text('Creator'),
      assignees: list('Assignees'),
      reviewers: list('Reviewers'),
      labels: list('Labels'),
      status: { type: 'string', title: 'Status', enum: ['open', 'closed', 'merged'] },
      draft: yes('Draft'),
      branch: text('Branch'),
      target: text('Target branch'),
      prNumber: number('Number'),
      link: url('Link'),
      createdAt: time('Created at'),
      updatedAt: time('Updated at'),
      closedAt: time('Closed at'),
      mergedAt: time('Merged at'),
    },
    repository,
  ),
  blueprint(
    'githubIssue',
    'Issue',
    {
      creator: text('Creator'),
      assignees: list('Assignees'),
      labels: list('Labels'),
      status: { type: 'string', title: 'Status', enum: ['open', 'closed'] },
      issueNumber: number('Number'),
      link: url('Link'),
      createdAt: time('Created at'),
      updatedAt: time('Updated at'),
      closedAt: time('Closed at'),
    },
    repository,
  ),
  blueprint(
    'githubWorkflow',
    'Workflow',
    { path: text('File'), status: text('Status'), link: url('Link') },
    repository,
  ),
  blueprint(
    'githubWorkflowRun',
    'Workflow run',
    {
      name: text('Workflow'),
      event: text('Started by'),
      triggeringActor: text('Actor'),
      branch: text('Branch'),
      status: {
        type: 'string',
        title: 'Status',
        enum: ['requested', 'queued', 'pending', 'waiting', 'in_progress', 'completed'],
      },
      conclusion: text('Conclusion'),
      runNumber: number('Number'),
      runAttempt: number('Attempt'),
      link: url('Link'),
      createdAt: time('Created at'),
      runStartedAt: time('Started at'),
      updatedAt: time('Updated at'),
    },
    { ...repository, workflow: one('githubWorkflow', 'Workflow') },
  ),
  blueprint(
    'githubRelease',
    'Release',
    {
      tag: text('Tag'),
      author: text('Author'),
      description: text('Notes'),
      draft: yes('Draft'),
      prerelease: yes('Prerelease'),
      link: url('Link'),
      createdAt: time('Created at'),
      publishedAt: time('Published at'),
    },
    repository,
  ),
  blueprint(
    'githubDeployment',
    'Deployment',
    {
      environment: text('Environment'),
      status: text('Status'),
      ref: text('Ref'),
      sha: text('Commit'),
      task: text('Task'),
      description: text('Description'),
      creator: text('Creator'),
      link: url('Link'),
      createdAt: time('Created at'),
      updatedAt: time('Updated at'),
    },
    repository,
  ),
];
