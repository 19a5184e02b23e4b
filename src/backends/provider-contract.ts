import type { JsonObject } from '../core/json.ts';
import type { Outcome } from '../core/run/run.ts';
import type { AgentStream, Backend } from './backend.ts';
import type { ProviderServices } from './providers.ts';
import type { Variable } from './variable.ts';

/**
 * A complete description of a system that the service connects to: what definitions can request, how it is configured,
 * and what it reports. A new one is a folder that exports such an object, and its lines in `index.ts` and
 * `providers.ts`.
 */
export type Provider<Access = unknown> = {
  /** Its name in the API, and the key of its configuration. */
  name: string;
  /** The backend that it adds for definitions. */
  backend: Backend;
  /** The environment variables that configure it. */
  variables: Readonly<Record<string, Variable>>;
  /** Reads its configuration; reports problems instead of throwing. */
  access(environment: ProviderEnvironment): Access;
  /** Opens the connection for its backend. */
  connect(access: Access, tools: { now(): number }): Promise<ProviderConnection>;
  /** The webhooks in which it reports on its work; absent: it sends none. */
  webhook?: Webhook;
};

/** The environment as a provider reads it. */
export type ProviderEnvironment = {
  /** A variable of a provider's table: trimmed, checked, with its default. */
  value(name: string): string | undefined;
  /** The values of `SECRET_<NAME>`, by name. */
  secrets: Readonly<Record<string, string>>;
  /** Variables that are in no table. */
  others: readonly (readonly [name: string, text: string])[];
  /** Records a problem as a sentence; all are reported together. */
  problem(sentence: string): void;
};

/** A connected provider. */
export type ProviderConnection = {
  /** The provider's part of the services of a call. */
  services: Partial<ProviderServices>;
  /** Creates the receiver that checks and stores webhooks; null when they are not configured. */
  receive?: ((store: StoreDelivery) => ReceiveWebhook) | null;
  /** Asks the provider to redeliver what did not arrive since then (ms); null when it cannot. */
  redeliver?: ((since: number) => Promise<Redelivery>) | null;
  /** The stream from which agents may read their runs instead of claiming them; null without one. */
  agentStream?: AgentStream | null;
  close?(): Promise<void>;
};

/** The fixed properties of a provider's webhooks. */
export type Webhook = {
  /** The route that receives them, `/api/<name>/webhooks`. */
  path: `/api/${string}/webhooks`;
  /** The provider's name as people write it. */
  title: string;
  /** One line for the API's documentation. */
  summary: string;
  /** The variables that must be set before webhooks are received. */
  needs: string;
  /** What to check when a signature or token is wrong. */
  refusal: string;
  /** The headers without which a request is not a webhook. */
  headers: readonly string[];
  /** The largest webhook the provider sends, bytes. */
  maxBytes: number;
  /** The prefix of its delivery names in the database; empty for GitHub, which was the first provider. */
  prefix: string;
  /** What a delivery reports on work that a run started; null when it reports nothing about any. */
  reportOf(name: string, payload: JsonObject): WorkReport | null;
};

/** A delivery's report on a run's work: which work, and how it ended; `outcome` is null while it has not ended. */
export type WorkReport = { externalId: string; outcome: Outcome | null };

/** A webhook as received over HTTP: its headers and the signed bytes. */
export type WebhookRequest = { header(name: string): string; rawBody: Uint8Array };

/** Checks a webhook and stores it. Rejects with AppError when it could not be stored. */
export type ReceiveWebhook = (request: WebhookRequest) => Promise<Receipt>;

/** A checked webhook, as it is stored; the id repeats when the provider sends it again. */
export type StoredDelivery = {
  id: string;
  name: string;
  payload: JsonObject;
  /** The trace that the webhook came with, as a `traceparent`. */
  trace?: string;
};

/** Stores a delivery, once for each id; when it rejects, the delivery counts as failed. */
export type StoreDelivery = (delivery: StoredDelivery) => Promise<unknown>;

/** `stored`: now or before; `invalid`: not a webhook; `bad-signature`: not signed with the configured secret. */
export type Receipt = 'stored' | 'invalid' | 'bad-signature';

/** The result of one pass over a provider's failed deliveries. */
export type Redelivery = {
  /** How many deliveries were examined. */
  examined: number;
  /** The deliveries that the provider was asked to resend. */
  requested: string[];
  /** False when the provider stopped answering before the end; the next pass continues. */
  complete: boolean;
};
