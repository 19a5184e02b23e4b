import type { SourceFile } from '../../source/source.ts';

const inRepository = '.__organization + "." + .__repository';
const byId = `${inRepository} + ":" + (.id | tostring)`;

/**
 * The mapping that applies without a mapping file, in the same format; a starting point for your own. Two accounts may
 * have repositories with the same name, and number 2 of `a1` must differ from number 12 of `a`: identifiers start with
 * `account.repository`, and the rest follows a colon, which no GitHub name contains.
 */
export const defaultMapping: SourceFile = {
  path: 'default-mapping.json',
  text: JSON.stringify({
    resources: [
      resource('repository', inRepository, 'githubRepository', '.name', {
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
      resource('branch', `${inRepository} + ":" + .name`, 'githubBranch', '.name', {
        name: '.name',
        commit: '.commit.sha',
        pushedAt: '.pushed_at',
      }),
      resource('pull-request', byId, 'githubPullRequest', '.title', {
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
      // On GitHub, pull requests are issues too; here they do not become a second entity.
      resource(
        'issue',
        byId,
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
      resource('workflow', byId, 'githubWorkflow', '.name', {
        path: '.path',
        status: '.state',
        link: '.html_url',
      }),
      resource(
        'workflow-run',
        byId,
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
        { relations: { workflow: `${inRepository} + ":" + (.workflow_id | tostring)` } },
      ),
      resource('release', `${inRepository} + ":" + .tag_name`, 'githubRelease', '.name // .tag_name', {
        tag: '.tag_name',
        author: '.author.login',
        description: '.body // ""',
        draft: '.draft // false',
        prerelease: '.prerelease // false',
        link: '.html_url',
        createdAt: '.created_at',
        publishedAt: '.published_at',
      }),
      resource('deployment', byId, 'githubDeployment', '.task + " to " + .environment', {
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
  const related = kind === 'repository' ? {} : { repository: inRepository };
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
