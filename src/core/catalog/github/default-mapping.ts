import type { SourceFile } from '../../source/source.ts';

/**
 * What becomes of GitHub where nobody says otherwise, in the words that a file of one's own would have: the place to begin
 * from. Identifiers are made as in Port's default mapping, so definitions that name them fit.
 */
export const defaultMapping: SourceFile = {
  path: 'default-mapping.json',
  text: JSON.stringify({
    resources: [
      resource('repository', '.name', 'githubRepository', '.name', {
        description: '.description // ""',
        visibility: 'if .private then "private" else "public" end',
        defaultBranch: '.default_branch',
        url: '.html_url',
        language: '.language // ""',
        topics: '.topics // []',
        archived: '.archived // false',
        pushedAt: '.pushed_at',
        updatedAt: '.updated_at',
      }),
      resource('branch', '.repo + "_" + .name', 'githubBranch', '.name', {
        name: '.name',
        commit: '.commit.sha',
        pushedAt: '.pushed_at',
      }),
      resource('pull-request', '.repo + (.id | tostring)', 'githubPullRequest', '.title', {
        creator: '.user.login',
        assignees: '[.assignees[]?.login]',
        reviewers: '[.requested_reviewers[]? | .login // .slug]',
        labels: '[.labels[]?.name]',
        status: '.status',
        draft: '.draft // false',
        branch: '.head.ref',
        target: '.base.ref',
        prNumber: '.number',
        link: '.html_url',
        createdAt: '.created_at',
        updatedAt: '.updated_at',
        closedAt: '.closed_at',
        mergedAt: '.merged_at',
      }),
      // GitHub's pull requests are issues too; here they are no second entity.
      resource(
        'issue',
        '.repo + (.id | tostring)',
        'githubIssue',
        '.title',
        {
          creator: '.user.login',
          assignees: '[.assignees[]?.login]',
          labels: '[.labels[]?.name]',
          status: '.state',
          issueNumber: '.number',
          link: '.html_url',
          createdAt: '.created_at',
          updatedAt: '.updated_at',
          closedAt: '.closed_at',
        },
        { query: '.pull_request == null' },
      ),
      resource('workflow', '.repo + (.id | tostring)', 'githubWorkflow', '.name', {
        path: '.path',
        status: '.state',
        link: '.html_url',
      }),
      resource(
        'workflow-run',
        '.repo + (.id | tostring)',
        'githubWorkflowRun',
        '.display_title // .name',
        {
          name: '.name',
          event: '.event',
          triggeringActor: '.triggering_actor.login // .actor.login',
          branch: '.head_branch',
          status: '.status',
          conclusion: '.conclusion',
          runNumber: '.run_number',
          runAttempt: '.run_attempt // 1',
          link: '.html_url',
          createdAt: '.created_at',
          runStartedAt: '.run_started_at',
          updatedAt: '.updated_at',
        },
        { relations: { workflow: '.repo + (.workflow_id | tostring)' } },
      ),
      resource('release', '.__repository + "_" + .tag_name', 'githubRelease', '.name // .tag_name', {
        tag: '.tag_name',
        author: '.author.login',
        description: '.body // ""',
        draft: '.draft // false',
        prerelease: '.prerelease // false',
        link: '.html_url',
        createdAt: '.created_at',
        publishedAt: '.published_at',
      }),
      resource('deployment', '.repo + "-" + (.id | tostring)', 'githubDeployment', '.task + " to " + .environment', {
        environment: '.environment',
        status: '.deployment_status.state // empty',
        ref: '.ref',
        sha: '.sha',
        task: '.task',
        description: '.description // ""',
        creator: '.creator.login',
        link: '.deployment_status.target_url // empty',
        createdAt: '.created_at',
        updatedAt: '.status_at // .updated_at',
      }),
    ],
  }),
};

function resource(
  kind: string,
  identifier: string,
  blueprint: string,
  title: string,
  properties: Record<string, string>,
  more: { query?: string; relations?: Record<string, string> } = {},
) {
  const related = kind === 'repository' ? {} : { repository: '.__repository' };
  return {
    kind,
    selector: { query: more.query ?? 'true' },
    port: {
      entity: {
        mappings: {
          identifier,
          title,
          blueprint: JSON.stringify(blueprint),
          properties,
          relations: { ...related, ...more.relations },
        },
      },
    },
  };
}
