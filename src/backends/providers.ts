import type { JsonObject } from '../core/json.ts';
import type { AzureAccess } from './azure-devops/access.ts';
import { azureDevopsProvider } from './azure-devops/provider.ts';
import type { AgentStream, GitHub } from './backend.ts';
import { gitHubProvider } from './github/provider.ts';
import type { GitLabAccess } from './gitlab/access.ts';
import { gitlabProvider } from './gitlab/provider.ts';
import type { Kafka } from './kafka/access.ts';
import { kafkaProvider } from './kafka/provider.ts';
import type { Provider, ProviderConnection, Redelivery, Webhook, WorkReport } from './provider-contract.ts';

/**
 * Every provider the service connects to. Separate from `index.ts`, because the Action and the command line check
 * definitions without the clients.
 */
export const providers: readonly Provider[] = [gitHubProvider, gitlabProvider, azureDevopsProvider, kafkaProvider];

/** The providers' part of the services of a call. */
export type ProviderServices = {
  github: GitHub | null;
  gitlab: GitLabAccess;
  azureDevops: AzureAccess;
  /** Null when no brokers are configured. */
  kafka: Kafka | null;
};

/** The receiver of a provider's webhooks; null when the service is not configured for them. */
export type WebhookReceiver = {
  webhook: Webhook;
  receive: NonNullable<ProviderConnection['receive']> | null;
};

/** All providers, connected. */
export type Connections = {
  services: ProviderServices;
  receivers: readonly WebhookReceiver[];
  agentStream: AgentStream | null;
  redeliver: ((since: number) => Promise<Redelivery>) | null;
  close(): Promise<void>;
};

/** Connects every provider; `access`: each one's configuration, by name. */
export async function connectProviders(
  access: Readonly<Record<string, unknown>>,
  tools: { now(): number },
): Promise<Connections> {
  const open = await Promise.all(
    providers.map(async (provider) => ({ provider, ...(await provider.connect(access[provider.name], tools)) })),
  );
  return {
    // Each provider adds its own part, and a test compares the whole with the list.
    services: Object.assign({}, ...open.map(({ services }) => services)) as ProviderServices,
    receivers: open.flatMap(({ provider: { webhook }, receive = null }) => (webhook ? [{ webhook, receive }] : [])),
    agentStream: open.find(({ agentStream }) => agentStream)?.agentStream ?? null,
    redeliver: open.find(({ redeliver }) => redeliver)?.redeliver ?? null,
    close: async () => void (await Promise.all(open.map(({ close }) => close?.()))),
  };
}

/** Providers that send webhooks, those with the longer prefix first. */
const senders = providers
  .flatMap(({ name, webhook }) => (webhook ? [{ name, webhook }] : []))
  .sort((a, b) => b.webhook.prefix.length - a.webhook.prefix.length);

/** The names of providers that send webhooks. */
export const senderNames: readonly string[] = senders.map(({ name }) => name).sort();

/** The provider that sent a delivery, by the delivery's stored name. */
export function senderOf(deliveryName: string): string {
  return senders.find(({ webhook }) => deliveryName.startsWith(webhook.prefix))?.name ?? '';
}

/** The prefix of a provider's delivery names, and the prefixes to exclude because they belong to other providers. */
export function deliveryNamesOf(sender: string): { prefix: string; except: readonly string[] } {
  const prefix = senders.find(({ name }) => name === sender)?.webhook.prefix ?? '';
  const longer = senders.map(({ webhook }) => webhook.prefix).filter((one) => one.length > prefix.length);
  return { prefix, except: longer.filter((one) => one.startsWith(prefix)) };
}

/** What a delivery reports on work that a run started; null when it reports nothing about any. */
export function workReportOf(name: string, payload: JsonObject): WorkReport | null {
  const sender = senders.find(({ webhook }) => name.startsWith(webhook.prefix));
  return sender?.webhook.reportOf(name, payload) ?? null;
}
