import type { JsonObject } from '../core/json.ts';
import type { Outcome } from '../core/run/run.ts';
import type { AgentStream, Backend } from './backend.ts';
import type { ProviderServices } from './providers.ts';
import type { Variable } from './variable.ts';

/**
 * A system that the service connects to, whole: what definitions may ask of it, how it is configured, and what it reports.
 * Adding one is a folder that exports such an object, and its lines in `index.ts` and `providers.ts`.
 */
export type Provider<Access = unknown> = {
  /** The name in the API and under which its access is kept. */
  name: string;
  /** What definitions may ask of it. */
  backend: Backend;
  /** The environment variables that configure it. */
  variables: Readonly<Record<string, Variable>>;
  /** Reads its configuration; reports problems instead of throwing. */
  access(environment: Environment): Access;
  /** Opens the connection that backends use. */
  connect(access: Access, tools: { now(): number }): Promise<Connection>;
  /** How it reports what became of its work; absent: it sends no webhooks. */
  webhook?: Webhook;
};

/** The environment as a provider reads it. */
export type Environment = {
  /** A variable of some provider's table, trimmed, checked and with its default. */
  value(name: string): string | undefined;
  /** The values of `SECRET_<NAME>`, by name. */
  secrets: Readonly<Record<string, string>>;
  /** Variables that are in no table. */
  others: readonly (readonly [name: string, text: string])[];
  /** Takes a problem as a sentence; all are reported together. */
  problem(sentence: string): void;
};

/** A provider that is connected. */
export type Connection = {
  /** What its backend finds among the services of a call. */
  services: Partial<ProviderServices>;
  /** Opens the reception of webhooks: each is checked, then stored; null when the service is not configured for them. */
  receive?: ((store: StoreDelivery) => ReceiveWebhook) | null;
  /** Asks the provider to send again what did not arrive since then (ms); null when it cannot. */
  redeliver?: ((since: number) => Promise<Redelivery>) | null;
  /** Where agents may read their runs instead of claiming them; null without. */
  agentStream?: AgentStream | null;
  close?(): Promise<void>;
};

/** What is fixed about a provider's webhooks. */
export type Webhook = {
  /** The route that receives them, `/api/<name>/webhooks`. */
  path: `/api/${string}/webhooks`;
  /** The provider's name as people write it. */
  title: string;
  /** One line for the API's documentation. */
  summary: string;
  /** The variables that must be set before webhooks are received. */
  needs: string;
  /** What a caller whose signature or token is wrong should check. */
  refusal: string;
  /** The headers without which a request is not a webhook. */
  headers: readonly string[];
  /** The largest webhook the provider sends, bytes. */
  maxBytes: number;
  /** What the names of its deliveries begin with in the database; empty for GitHub, whose names came first. */
  prefix: string;
  /** What a delivery reports about work that a run started; null when it reports nothing of the kind. */
  reportOf(name: string, payload: JsonObject): WorkReport | null;
};

/** What a delivery reports about a run's work: which it is, and how it ended; null while it has not. */
export type WorkReport = { externalId: string; outcome: Outcome | null };

/** A webhook as it came over HTTP: its headers and the bytes that were signed. */
export type WebhookRequest = { header(name: string): string; rawBody: Uint8Array };

/** Checks a webhook and stores it. Rejects with AppError when it could not be stored. */
export type ReceiveWebhook = (request: WebhookRequest) => Promise<Receipt>;

/** A webhook that was checked, as it is stored; the id repeats when the provider sends it again. */
export type StoredDelivery = { id: string; name: string; payload: JsonObject };

/** Stores a delivery, once for each id; when it rejects, the delivery counts as failed. */
export type StoreDelivery = (delivery: StoredDelivery) => Promise<unknown>;

/** `stored`: kept, now or before; `invalid`: not a webhook; `bad-signature`: not signed with the configured secret. */
export type Receipt = 'stored' | 'invalid' | 'bad-signature';

/** What one pass over a provider's list of failed deliveries did. */
export type Redelivery = {
  /** Deliveries looked at. */
  examined: number;
  /** Those that the provider was asked to send again. */
  requested: string[];
  /** False when the provider stopped answering before everything was seen; the next pass takes up the rest. */
  complete: boolean;
};
