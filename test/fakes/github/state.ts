import type { JsonObject } from '../../../src/core/json.ts';

/** Permissions of an App's installation or of a workflow's token, e.g. `{ actions: 'write' }`; `metadata` is always read. */
export type Permissions = Readonly<Record<string, 'read' | 'write'>>;

/** An installation of the App on one account. */
export type Installation = { id: number; account: string; permissions: Permissions; suspended: boolean };

/** A file of a pull request, as the list of changed files has it. */
export type ChangedFile = { filename: string; status: string; previous_filename?: string };

/** A comment on an issue or pull request. */
export type Comment = { id: number; issue: number; author: string; body: string; at: number };

/** One repository: its branches are maps from path to text. */
export type Repository = {
  id: number;
  owner: string;
  name: string;
  /** `owner/repo` under which it was known before; GitHub still finds it by them. */
  formerNames?: string[];
  defaultBranch: string;
  branches: Map<string, Map<string, string>>;
  disabledWorkflows: Set<string>;
  pulls: Map<number, ChangedFile[]>;
  opened: OpenedPull[];
  comments: Comment[];
  /** The pull requests that were merged, by the commit that they were merged as. */
  merged?: Map<string, number>;
  archived?: boolean;
  /** What its lists hold besides, by the last part of their path, such as `issues`. */
  listed: Map<string, Listed[]>;
  /** What GitHub answers to everything about it, such as 451. */
  refusal?: { status: number; body: { message: string } };
};

/** An object in a list: an issue, a pull request, a release. */
export type Listed = JsonObject & { id: number };

/** The hourly limit, as the headers of each answer show it; `reset` in seconds since the epoch. */
export type RateLimit = { limit: number; remaining: number; reset: number };

/** One workflow run. */
export type WorkflowRun = {
  id: number;
  repository: Repository;
  workflow: string;
  ref: string;
  inputs: Record<string, string>;
  title: string;
  actor: string;
  number: number;
  attempt: number;
  status: 'queued' | 'in_progress' | 'completed';
  conclusion: string | null;
  createdAt: number;
  updatedAt: number;
};

/** A token and what it opens: an installation's repositories, or one repository. */
export type Token = {
  token: string;
  login: string;
  account: string;
  repository: string | null;
  permissions: Permissions;
};

/** How the dispatch endpoint treats `return_run_details`: as today, or as older GitHub Enterprise Servers. */
export type RunDetails = 'answered' | 'ignored' | 'refused with 422' | 'refused with 400';

/** An open pull request. */
export type OpenedPull = { number: number; title: string; head: string; base: string; body: string };

/** Who there is, and how they sign in with the App. */
export type People = {
  signIn: { clientId: string; clientSecret: string; callback: string };
  /** The person who uses the browser; null: the person declines. */
  person: string | null;
  codes: Map<string, { login: string; challenge: string; redirectUri: string }>;
  /** `org/login` in lower case, with the state of the membership. */
  members: Map<string, 'active' | 'pending'>;
  /** `owner/repo login` in lower case, with the permission. */
  rights: Map<string, 'admin' | 'write' | 'read' | 'none'>;
};

/** Everything the fake remembers. */
export type State = {
  appId: number;
  slug: string;
  runDetails: RunDetails;
  now: () => number;
  /** Null: answers do not mention a limit. */
  rateLimit: RateLimit | null;
  installations: Installation[];
  repositories: Repository[];
  runs: WorkflowRun[];
  tokens: Token[];
  people: People;
  nextId: () => number;
};

/** A new, empty GitHub with one App. */
export function createState(now: () => number): State {
  let last = 1_000_000;
  return {
    appId: 4242,
    slug: 'catalog-bot',
    runDetails: 'answered',
    now,
    rateLimit: null,
    installations: [],
    repositories: [],
    runs: [],
    tokens: [],
    people: {
      signIn: { clientId: 'Iv23clientid', clientSecret: 'the client secret of the App', callback: '' },
      person: null,
      codes: new Map(),
      members: new Map(),
      rights: new Map(),
    },
    nextId: () => {
      last += 1;
      return last;
    },
  };
}

/** Names on GitHub ignore case. */
export function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** The repository of that name, if there is one. */
export function findRepository(state: State, owner: string, name: string): Repository | undefined {
  const named = state.repositories.find((repository) => same(repository.owner, owner) && same(repository.name, name));
  return named ?? state.repositories.find(({ formerNames = [] }) => formerNames.includes(`${owner}/${name}`));
}

/** The installation that covers a repository's owner. */
export function installationOf(state: State, owner: string): Installation | undefined {
  return state.installations.find((installation) => same(installation.account, owner));
}
