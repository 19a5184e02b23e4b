import type { BackendSpec } from '../core/definition/backend-spec.ts';
import type { Json, JsonObject } from '../core/json.ts';
import type { LogLine, Outcome } from '../core/run/run.ts';
import type { ProviderServices } from './providers.ts';

/**
 * One invocation method, whole: adding a backend is one file that exports such an object and one line in `index.ts`.
 * Validation in the Action and the bot, the editor's schema, the docs, execution and the contract tests
 * all follow from it.
 */
export type Backend = BackendSpec & {
  /** True when a repeated call is recognised by the other side, so an unknown outcome may be sent again. */
  idempotent: boolean;
  /** What fails together: calls with one key are parked together, e.g. `https://hooks.slack.com`. */
  target(method: JsonObject): string;
  /**
   * Why a rendered invocation cannot be sent at all, as far as we can tell on our own; null when it can. Such a run fails
   * for good before its target is looked at: it says nothing of the target, and must not use up its probe.
   */
  refusal?(method: JsonObject): string | null;
  /** Makes one attempt. Never throws for what the other side does: that is an outcome. */
  invoke(call: Call): Promise<Outcome>;
  /**
   * Finds what the attempt sent at `sentAt` (ms) started: before a re-send after an unknown outcome, and before `follow`
   * when an accepted run has no external id. Null: nothing was started. `unknown`: it cannot be told (yet) and guessing
   * would be wrong, so ask again later and do not re-send.
   */
  search?(call: Call & { sentAt: number }): Promise<Outcome | null>;
  /** Asks how an accepted run stands; `accepted` again means not finished yet. */
  follow?(call: Call & { externalId: string }): Promise<Outcome>;
  /** For runs that it offers: what the agent that claims one is given, made of the rendered invocation method. */
  agentPayload?(method: JsonObject): JsonObject;
};

/** One attempt, with everything a backend may use. */
export type Call = {
  runId: string;
  automation: string;
  /** 1 for the first attempt. */
  attempt: number;
  /** When the run was created, ms since the epoch; bounds a search for what an attempt started. */
  createdAt: number;
  /** The invocation method rendered with the real secrets: for the socket only, never kept, logged or put in messages. */
  method: JsonObject;
  /** The same with `[secret NAME]` in place of each secret: for messages. */
  shown: JsonObject;
  log(line: LogLine): void;
  signal: AbortSignal;
  services: Services;
};

/** The world as backends see it; the entries wire real ones, tests give loopback ones. */
export type Services = ProviderServices & {
  http: Http;
  catalog: Catalog;
  /**
   * Where a URL of Port's API (or of ours) really leads and with which authorization; null for any other URL.
   * Port authenticates calls to its own API; definitions rely on it.
   */
  api(url: string, runId: string): Promise<ApiAddress | null>;
  claims: Claims;
  now(): number;
  orgId: string;
  /** Signs outgoing webhooks (`x-port-signature` and Standard Webhooks); the client secret by default. */
  signingSecret: string;
  /** Signs what Port's agent reads from the stream: the client secret, the only one that the agent knows. */
  agentSecret: string;
  /** Where agents may read their runs; null when no provider has one. */
  agentStream: AgentStream | null;
  /** Whether agents read their runs from that stream, as the last one to start said; else they claim them through the API. */
  agentsReadStream(): Promise<boolean>;
};

/** A stream that agents read their runs from, instead of claiming them. */
export type AgentStream = {
  /** The addresses and the login that an agent reads with. */
  login: { brokers: string[]; username: string; password: string };
  /** Writes what one run is about. */
  write(call: Call, content: Json): Promise<Outcome>;
};

/** Where a call of the catalog's API really leads, and how it is authorized: by a header, or by a client that does it. */
export type ApiAddress = { url: string; authorization?: string; http?: Http };

/** The HTTP client that all HTTP backends share: timeouts, response cap, no redirects, no private addresses. */
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
  /** An address that we ourselves chose, such as our own API: it may be private. */
  trusted?: boolean;
  /** Not by way of a proxy: the address is our own. */
  direct?: boolean;
};

/**
 * What became of a request: an answer; `unsent` (certain that the other side saw nothing, e.g. connection refused);
 * `refused` (we do not make that call); `unanswered` (sent, but no answer: it may have been carried out); or `unreadable`
 * (the other side did answer, and nobody can read what).
 */
export type HttpResult =
  | {
      type: 'answer';
      status: number;
      headers: Record<string, string>;
      text: string;
      /** True when `text` is not all of the answer; `lost` says why. */
      truncated: boolean;
      lost?: string;
    }
  | { type: 'unsent' | 'refused' | 'unanswered' | 'unreadable'; message: string };

/** What our other runs hold on the other side, so that a search never takes what is not its own. */
export type Claims = {
  /** Those of the external ids that belong to a run already. */
  taken(externalIds: readonly string[]): Promise<readonly string[]>;
  /** True when another run has an attempt at the same target, begun since `since` (ms), whose outcome nobody knows yet. */
  contested(runId: string, target: string, since: number): Promise<boolean>;
};

/** An operation on one repository, as GitHub's documentation writes it; the client fills in owner and repo itself. */
export type RepositoryRoute = `${'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'} /repos/{owner}/{repo}${string}`;

/** Calls to GitHub as our App, installation by installation. */
export type GitHub = {
  /**
   * One REST call as the installation that owns the repository, without automatic retries of a call that may have taken
   * effect. Never rejects, whatever GitHub answers.
   */
  request(
    owner: string,
    repo: string,
    route: RepositoryRoute,
    parameters: JsonObject,
    signal?: AbortSignal,
  ): Promise<GitHubResult>;
  /** The repository's default branch, remembered for some minutes; `fresh` asks GitHub again. */
  defaultBranch(
    owner: string,
    repo: string,
    options?: { fresh?: boolean; signal?: AbortSignal },
  ): Promise<{ type: 'branch'; name: string } | GitHubResult>;
  /** The name under which GitHub shows what our App does, e.g. `catalog-automations[bot]`; null when GitHub did not say. */
  login(): Promise<string | null>;
};

/** GitHub's answer, or why there was none; `no-installation` when our App is not installed for the repository. */
export type GitHubResult =
  | { type: 'answer'; status: number; data: Json; headers: Record<string, string> }
  /** `forbidden`: it is installed, and GitHub refuses all the same: an IP allow list, SAML, a suspension. */
  | { type: 'no-installation'; message: string; forbidden?: true }
  | { type: 'unsent' | 'unanswered'; message: string };

/** The catalog as UPSERT_ENTITY writes it: ours, or a real Port. */
export type Catalog = {
  /** Merges into an entity, or creates it; in ours the change is an event caused by the run. Ours rejects with AppError. */
  upsert(blueprint: string, entity: JsonObject, cause: { runId: string }): Promise<EntityWritten | NotWritten>;
};

/** An entity was written; a real Port does not say whether it was there before. */
export type EntityWritten = { type: 'written'; identifier: string; created?: boolean; changed?: boolean };

/** Why an entity was not written. */
export type NotWritten = Exclude<Outcome, { type: 'succeeded' | 'accepted' }>;
