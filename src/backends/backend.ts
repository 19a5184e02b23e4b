import type { BackendSpec } from '../core/definition/backend-spec.ts';
import type { Json, JsonObject } from '../core/json.ts';
import type { LogLine, Outcome } from '../core/run/run.ts';
import type { GitHubMembers } from './github/members.ts';
import type { ProviderServices } from './providers.ts';
import type { SigningSecrets } from './signature.ts';

/**
 * One invocation method, complete: a new backend is one file that exports such an object, and one line in `index.ts`.
 * Validation in the Action and the bot, the editor's schema, the docs, execution and the contract tests are all derived
 * from it.
 */
export type Backend = BackendSpec & {
  /** True when the receiver recognizes a repeated call, so that it may be sent again after an unknown outcome. */
  idempotent: boolean;
  /**
   * Returns the key of the target: calls with the same key fail together and share a circuit breaker, e.g.
   * `https://hooks.slack.com`.
   */
  target(method: JsonObject): string;
  /**
   * Why a rendered invocation cannot be sent at all, as far as we can tell locally; null when it can. Such a run fails
   * for good before its target is checked: it says nothing about the target and must not use up its probe.
   */
  refusal?(method: JsonObject): string | null;
  /**
   * Says, as a sentence about its automation, what the service lacks to make this call, as far as the written method
   * shows; null when nothing is known to be missing. For plans, before anything is called.
   */
  lacks?(method: JsonObject, setup: Setup): string | null | Promise<string | null>;
  /** Makes one attempt. Never throws for anything the receiver does: that is an outcome. */
  invoke(call: Call): Promise<Outcome>;
  /**
   * Finds what the attempt sent at `sentAt` (ms) started: before repeating a call with an unknown outcome, and before
   * `follow` when an accepted run has no external id. Null: nothing was started. `unknown`: it is not clear yet, so ask
   * again later and do not repeat the call.
   */
  search?(call: Call & { sentAt: number }): Promise<Outcome | null>;
  /** Asks for the state of an accepted run; `accepted` again means that it has not finished. */
  follow?(call: Call & { externalId: string }): Promise<Outcome>;
  /**
   * For runs offered to agents: what the claiming agent gets, made from the rendered invocation method and, where there is
   * one, the trace to pass on.
   */
  agentPayload?(method: JsonObject, traceparent: string | null): JsonObject;
};

/** The setup of the service, to find out what it lacks. */
export type Setup = ProviderServices & {
  /** True when a real Port is connected. */
  port: boolean;
  /** True for a URL whose host is private and not in ALLOWED_HOSTS. */
  isPrivate(url: string): Promise<boolean>;
};

/** One attempt, with everything a backend may use. */
export type Call = {
  runId: string;
  /** The key by which the receiver recognizes a repeat, when it is another run's: a retry of that one. */
  idempotencyKey?: string;
  automation: string;
  /** 1 for the first attempt. */
  attempt: number;
  /** When the run was created, ms since the epoch; limits the search for what an attempt started. */
  createdAt: number;
  /**
   * The invocation method rendered with the real secrets: only for the call itself, never stored, logged or put in
   * messages.
   */
  method: JsonObject;
  /** The invocation method with `[secret NAME]` in place of each secret: for messages. */
  shown: JsonObject;
  log(line: LogLine): void;
  signal: AbortSignal;
  /** The trace to pass on, as a `traceparent`; null or absent: there is none. Calls over HTTP carry it anyway. */
  traceparent?: string | null;
  services: Services;
};

/** The outside world as backends see it; entry points wire the real services, tests use loopback ones. */
export type Services = ProviderServices & {
  http: Http;
  catalog: Catalog;
  /**
   * Resolves a URL of Port's API, or of our own, to its real address and authorization; null for any other URL. Port
   * authenticates calls to its own API, and definitions rely on it.
   */
  api(url: string, runId: string): Promise<ApiAddress | null>;
  claims: Claims;
  now(): number;
  orgId: string;
  /**
   * The secrets that sign outgoing webhooks now (`x-port-signature` and Standard Webhooks); the client secret by
   * default.
   */
  signing(): SigningSecrets;
  /** Signs what Port's agent reads from the stream: the client secret, the only secret the agent knows. */
  agentSecret(): string;
  /** The stream from which agents may read their runs; null when no provider has one. */
  agentStream: AgentStream | null;
  /**
   * True when agents read their runs from that stream, as the last agent to start asked for; otherwise they claim them
   * through the API.
   */
  agentsReadStream(): Promise<boolean>;
};

/** A stream from which agents read their runs instead of claiming them. */
export type AgentStream = {
  /** The brokers and login for agents. */
  login: { brokers: string[]; username: string; password: string };
  /** Writes one run's message. */
  write(call: Call, content: Json): Promise<Outcome>;
};

/** The real address of a call to the catalog's API and its authorization: a header, or a client that adds it. */
export type ApiAddress = { url: string; authorization?: string; http?: Http };

/**
 * The HTTP client that all HTTP backends share: with timeouts, a response limit, no redirects and no private addresses.
 */
export type Http = {
  send(request: HttpRequest): Promise<HttpResult>;
};

/** A request whose body bytes are final: what is signed is what is sent. */
export type HttpRequest = {
  method: string;
  url: string;
  headers: Record<string, string>;
  body?: Uint8Array | undefined;
  signal?: AbortSignal | undefined;
  /** The address is our own choice, such as our own API, so it may be private. */
  trusted?: boolean;
  /** Bypasses the proxy, because the address is our own. */
  direct?: boolean;
  /** How long to wait for the answer, ms, if not the default time. */
  answerTimeout?: number;
};

/**
 * The result of a request: an answer; `unsent` (the receiver certainly saw nothing, e.g. connection refused); `refused`
 * (we do not make that call); `unanswered` (sent without an answer: it may have been carried out); or `unreadable` (the
 * receiver answered something that cannot be read).
 */
export type HttpResult =
  | {
      type: 'answer';
      status: number;
      headers: Record<string, string>;
      text: string;
      /** True when `text` is not the whole answer; `lost` says why. */
      truncated: boolean;
      lost?: string;
    }
  | { type: 'unsent' | 'refused' | 'unanswered' | 'unreadable'; message: string };

/** The work that other runs have already started on the provider's side, so that a search never claims it. */
export type Claims = {
  /** Returns those external ids that already belong to a run. */
  taken(externalIds: readonly string[]): Promise<readonly string[]>;
  /**
   * True when another run has an attempt at the same target, started since `since` (ms), whose outcome is still
   * unknown.
   */
  contested(runId: string, target: string, since: number): Promise<boolean>;
};

/** An operation on one repository, as GitHub's documentation writes it; the client fills in owner and repo. */
export type RepositoryRoute = `${'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'} /repos/{owner}/{repo}${string}`;

/** An operation that reads what an installation has, or one of its repositories. */
export type AccountRoute = 'GET /installation/repositories' | `GET /repos/{owner}/{repo}${string}`;

/** Calls GitHub as our App, through the installation that owns the repository. */
export type GitHub = {
  /**
   * Makes one REST call as the repository's installation, without automatic retries of a call that may have taken
   * effect; `headers` among the parameters are headers. Never rejects, whatever GitHub answers.
   */
  request(
    owner: string,
    repo: string,
    route: RepositoryRoute,
    parameters: JsonObject,
    signal?: AbortSignal,
  ): Promise<GitHubResult>;
  /** Makes one REST call as the installation on an account. Never rejects, whatever GitHub answers. */
  account(owner: string, route: AccountRoute, parameters: JsonObject, signal?: AbortSignal): Promise<GitHubResult>;
  /** The accounts that installed our App and did not suspend it. */
  accounts(signal?: AbortSignal): Promise<{ type: 'accounts'; names: string[] } | GitHubResult>;
  /** The repository's default branch, cached for some minutes; `fresh` asks GitHub again. */
  defaultBranch(
    owner: string,
    repo: string,
    options?: { fresh?: boolean; signal?: AbortSignal },
  ): Promise<{ type: 'branch'; name: string } | GitHubResult>;
  /**
   * The login under which GitHub shows what our App does, e.g. `catalog-automations[bot]`; null when GitHub did not
   * say.
   */
  login(): Promise<string | null>;
  /** Returns the state of our App on GitHub: its permissions and webhooks. */
  about(signal?: AbortSignal): Promise<GitHubResult>;
  /** GitHub's information on people: who belongs to an account, and who may push. */
  members: GitHubMembers;
  /** The address of GitHub for people, such as `https://github.com`. */
  webUrl: string;
};

/** GitHub's answer, or why there was none; `no-installation` when our App is not installed for the repository. */
export type GitHubResult =
  | { type: 'answer'; status: number; data: Json; headers: Record<string, string> }
  /** `forbidden`: the App is installed, but GitHub still refuses: an IP allow list, SAML, a suspension. */
  | { type: 'no-installation'; message: string; forbidden?: true }
  | { type: 'unsent' | 'unanswered'; message: string };

/** The catalog that UPSERT_ENTITY writes to: the built-in one, or a real Port. */
export type Catalog = {
  /**
   * Merges into an entity, or creates it. In the built-in catalog the change is an event caused by the run, and
   * refusals are AppErrors.
   */
  upsert(blueprint: string, entity: JsonObject, cause: { runId: string }): Promise<EntityWritten | NotWritten>;
};

/** A written entity; a real Port does not say whether it existed before. */
export type EntityWritten = { type: 'written'; identifier: string; created?: boolean; changed?: boolean };

/** Why an entity was not written. */
export type NotWritten = Exclude<Outcome, { type: 'succeeded' | 'accepted' }>;
