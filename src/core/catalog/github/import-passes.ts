import { isObject, type JsonObject, valueAt } from '../../json.ts';
import { type Observation, observations } from './kinds.ts';

/** A list that an import reads from each repository, with the same kinds and mapping as webhooks. */
export type ImportPass = {
  /** The kind of the objects. */
  kind: string;
  /** The description of what is read, for docs/github-app.md. */
  what: string;
  /** The App's permission for it, as GitHub names it; reading is enough. */
  permission: string;
  route: `GET /repos/{owner}/{repo}/${string}`;
  parameters: JsonObject;
  /** The field of the answer that contains the list; absent: the answer is the list. */
  list?: string;
  /** How far back: the parameter that GitHub filters by, or the field by which an object counts as too old. */
  since?: { days: number; parameter?: { name: string; prefix: string }; field?: string };
  /** The most pages read; absent: all. */
  pages?: number;
  /**
   * True: the pages are read from the last to the first. An object that leaves the list meanwhile, as a pull request that
   * is closed does, moves the objects after it forward, and none of those is still to be read.
   */
  backwards?: true;
  /** The webhook that reports such an object, and its payload but for the repository; null: not one to import. */
  webhook: string;
  payload(item: JsonObject): JsonObject | null;
};

const closedDays = 30;
const runDays = 30;
const newest = 30;
const whole = { per_page: 100 };
const inField = (name: string) => (item: JsonObject) => (typeof item.id === 'number' ? { [name]: item } : null);

/** GitHub's issues include pull requests, which have a list of their own. */
const issueIn = (item: JsonObject) => (item.pull_request === undefined ? inField('issue')(item) : null);

/** Everything that an import reads from a repository, in an order in which related objects come first. */
export const importPasses: readonly ImportPass[] = [
  {
    kind: 'branch',
    what: 'the first 1,000',
    permission: 'Contents',
    route: 'GET /repos/{owner}/{repo}/branches',
    parameters: whole,
    pages: 10,
    webhook: 'push',
    payload: ({ name, commit }) =>
      typeof name === 'string' ? { ref: `refs/heads/${name}`, after: valueAt(commit, 'sha') ?? null } : null,
  },
  {
    kind: 'workflow',
    what: 'all',
    permission: 'Actions',
    route: 'GET /repos/{owner}/{repo}/actions/workflows',
    parameters: whole,
    list: 'workflows',
    webhook: 'workflow_run',
    payload: inField('workflow'),
  },
  {
    kind: 'workflow-run',
    what: `those of the last ${runDays} days, of which GitHub lists 1,000`,
    permission: 'Actions',
    route: 'GET /repos/{owner}/{repo}/actions/runs',
    parameters: whole,
    list: 'workflow_runs',
    since: { days: runDays, parameter: { name: 'created', prefix: '>=' } },
    webhook: 'workflow_run',
    payload: inField('workflow_run'),
  },
  {
    kind: 'release',
    what: `the newest ${newest}`,
    permission: 'Contents',
    route: 'GET /repos/{owner}/{repo}/releases',
    parameters: { per_page: newest },
    pages: 1,
    webhook: 'release',
    payload: inField('release'),
  },
  {
    kind: 'deployment',
    what: `the newest ${newest}, without their status`,
    permission: 'Deployments',
    route: 'GET /repos/{owner}/{repo}/deployments',
    parameters: { per_page: newest },
    pages: 1,
    webhook: 'deployment',
    payload: inField('deployment'),
  },
  {
    kind: 'pull-request',
    what: 'all open ones',
    permission: 'Pull requests',
    route: 'GET /repos/{owner}/{repo}/pulls',
    parameters: { ...whole, state: 'open', sort: 'created', direction: 'asc' },
    backwards: true,
    webhook: 'pull_request',
    payload: inField('pull_request'),
  },
  {
    kind: 'pull-request',
    what: `those closed in the last ${closedDays} days`,
    permission: 'Pull requests',
    route: 'GET /repos/{owner}/{repo}/pulls',
    parameters: { ...whole, state: 'closed', sort: 'updated', direction: 'desc' },
    since: { days: closedDays, field: 'closed_at' },
    webhook: 'pull_request',
    payload: inField('pull_request'),
  },
  {
    kind: 'issue',
    what: 'all open ones',
    permission: 'Issues',
    route: 'GET /repos/{owner}/{repo}/issues',
    parameters: { ...whole, state: 'open', sort: 'created', direction: 'asc' },
    backwards: true,
    webhook: 'issues',
    payload: issueIn,
  },
  {
    kind: 'issue',
    what: `those closed in the last ${closedDays} days`,
    permission: 'Issues',
    route: 'GET /repos/{owner}/{repo}/issues',
    parameters: { ...whole, state: 'closed', sort: 'updated', direction: 'desc' },
    since: { days: closedDays, parameter: { name: 'since', prefix: '' }, field: 'closed_at' },
    webhook: 'issues',
    payload: issueIn,
  },
];

/** The list of a pass in an answer; null when the answer holds none. */
export function listIn({ list }: Pick<ImportPass, 'list'>, data: unknown): JsonObject[] | null {
  const found = list === undefined ? data : isObject(data as JsonObject) ? (data as JsonObject)[list] : null;
  return Array.isArray(found) ? found.filter((item): item is JsonObject => isObject(item)) : null;
}

/** The observation of a listed object, exactly as its webhook would bring it; null: not one to import. */
export function importedObservation(pass: ImportPass, item: JsonObject, repository: JsonObject): Observation | null {
  const payload = pass.payload(item);
  if (payload === null) return null;
  return observationIn(pass.kind, pass.webhook, { ...payload, repository });
}

/** The observation of a repository itself, as GitHub lists it. */
export const importedRepository = (repository: JsonObject): Observation | null =>
  observationIn('repository', 'repository', { repository });

function observationIn(kind: string, webhook: string, payload: JsonObject): Observation | null {
  return observations(webhook, payload).find((one) => one.kind === kind) ?? null;
}

/** The part of a repository that an import keeps while it reads what is in it. */
export function repositoryOutline(repository: JsonObject): JsonObject {
  const fields = [
    'id',
    'name',
    'full_name',
    'private',
    'html_url',
    'description',
    'fork',
    'default_branch',
    'archived',
  ];
  const kept = fields.flatMap((name) => (repository[name] === undefined ? [] : [[name, repository[name]] as const]));
  const owner = valueAt(repository, 'owner', 'login') ?? null;
  return { ...Object.fromEntries(kept), owner: { login: owner } };
}
