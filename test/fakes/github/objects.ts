import type { Installation, Repository, State, WorkflowRun } from './state.ts';

/** A repository as REST answers and webhooks show it: only the fields that are used. */
export function repositoryObject(repository: Repository) {
  return {
    ...minimalRepository(repository),
    default_branch: repository.defaultBranch,
    archived: repository.archived ?? false,
  };
}

/** A repository as it is shown inside a workflow run. */
function minimalRepository(repository: Repository) {
  const full = `${repository.owner}/${repository.name}`;
  return {
    id: repository.id,
    node_id: `R_${repository.id}`,
    name: repository.name,
    full_name: full,
    private: true,
    owner: userObject(repository.owner, 'Organization'),
    html_url: `https://github.com/${full}`,
    description: null,
    fork: false,
    url: `https://api.github.com/repos/${full}`,
  };
}

/** A user, organization or App as REST answers and webhooks show it. */
export function userObject(login: string, type = login.endsWith('[bot]') ? 'Bot' : 'User') {
  let id = 0;
  for (const character of login) id = (id * 31 + character.charCodeAt(0)) % 1_000_000;
  return { login, id, node_id: `U_${id}`, type, site_admin: false };
}

/** A workflow run as REST answers and webhooks show it. */
export function runObject(run: WorkflowRun) {
  const full = `${run.repository.owner}/${run.repository.name}`;
  return {
    id: run.id,
    name: run.workflow,
    node_id: `WFR_${run.id}`,
    head_branch: run.ref,
    head_sha: '8d96bf1fe2a1cbd9f6a3b0c1d2e3f40516273849',
    path: `.github/workflows/${run.workflow}`,
    display_title: run.title,
    run_number: run.number,
    event: 'workflow_dispatch',
    status: run.status,
    conclusion: run.conclusion,
    workflow_id: workflowId(run.repository, run.workflow),
    url: `https://api.github.com/repos/${full}/actions/runs/${run.id}`,
    html_url: `https://github.com/${full}/actions/runs/${run.id}`,
    pull_requests: [],
    created_at: iso(run.createdAt),
    updated_at: iso(run.updatedAt),
    actor: userObject(run.actor),
    triggering_actor: userObject(run.actor),
    run_attempt: run.attempt,
    run_started_at: iso(run.createdAt),
    previous_attempt_url: null,
    repository: minimalRepository(run.repository),
  };
}

/** An installation as REST answers and webhooks show it. */
export function installationObject(state: State, installation: Installation) {
  return {
    id: installation.id,
    account: userObject(installation.account, 'Organization'),
    app_id: state.appId,
    app_slug: state.slug,
    target_type: 'Organization',
    repository_selection: 'all',
    permissions: { metadata: 'read', ...installation.permissions },
    suspended_at: installation.suspended ? iso(state.now()) : null,
  };
}

/** A workflow's numeric id: stable for a repository and file name. */
export function workflowId(repository: Repository, file: string): number {
  return repository.id * 1000 + (userObject(file).id % 1000);
}

/** GitHub's times have whole seconds. */
export const iso = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`;
