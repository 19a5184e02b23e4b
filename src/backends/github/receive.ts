import type { Probot } from 'probot';
import { AppError } from '../../core/error.ts';
import { isObject, type Json, type JsonObject, parseObject, valueAt } from '../../core/json.ts';
import { readTraceparent } from '../../core/trace/traceparent.ts';
import type { ReceiveWebhook, StoreDelivery } from '../provider-contract.ts';

/** The headers of every GitHub webhook: its id, event and signature. */
export const webhookHeaders = ['X-GitHub-Delivery', 'X-GitHub-Event', 'X-Hub-Signature-256'] as const;

/** The dependencies of receiving webhooks. */
export type GitHubWebhooksOptions = {
  probot: Probot;
  store: StoreDelivery;
  /** Called with an account whose installation changed, so that nothing cached for it is used any more. */
  forget(owner: string): void;
};

/** Webhooks about the App's installation: after these, what is cached for the account may be wrong. */
const installationEvents: readonly string[] = ['installation', 'installation_repositories', 'repository'];

const idForm = /^[A-Za-z0-9-]{1,100}$/;
/** Some event names have digits, such as `projects_v2_item`. */
const nameForm = /^[a-z][a-z0-9_]{0,59}$/;

/**
 * Receives GitHub's webhooks. Handlers only store them and the work is done later, so that an answer never takes longer
 * than GitHub waits and an internal failure never looks like the sender's mistake.
 */
export function createGitHubWebhooks({ probot, store, forget }: GitHubWebhooksOptions): ReceiveWebhook {
  // Probot passes on no other header.
  const traces = new Map<string, string>();
  probot.onAny(async ({ id, name, payload }) => {
    // The signature was checked over JSON, so the payload is JSON.
    const received: Json = payload as unknown as JsonObject;
    if (!isObject(received)) return;
    const trace = traces.get(id);
    await store({ id, name, payload: received, ...(trace !== undefined && { trace }) });
    if (installationEvents.includes(name)) for (const owner of accountsOf(received)) forget(owner);
  });

  return async ({ header, rawBody }) => {
    const [id = '', name = '', signature = ''] = webhookHeaders.map((one) => header(one.toLowerCase()));
    if (!idForm.test(id) || !nameForm.test(name)) return 'invalid';
    await probot.ready();
    const text = Buffer.from(rawBody.buffer, rawBody.byteOffset, rawBody.byteLength).toString('utf8');
    // In two steps, because Probot's verifyAndReceive passes a wrong signature with its payload to the error handlers.
    const signed =
      signature !== '' && text !== '' && (await probot.webhooks.verify(text, signature).catch(() => false));
    if (!signed) return 'bad-signature';
    const payload = parseObject(text);
    if (payload === null) return 'invalid';
    const trace = readTraceparent(header('traceparent'));
    if (trace !== null) traces.set(id, trace);
    try {
      // GitHub may send events that octokit's types do not know; handlers accept any.
      await probot.webhooks.receive({ id, name, payload } as never);
    } catch (cause) {
      throw new AppError('unavailable', 'The webhook could not be stored; GitHub will be asked to send it again.', {
        cause,
      });
    } finally {
      traces.delete(id);
    }
    return 'stored';
  };
}

function accountsOf(payload: JsonObject): string[] {
  const owners = [
    valueAt(payload, 'installation', 'account', 'login'),
    valueAt(payload, 'repository', 'owner', 'login'),
    valueAt(payload, 'organization', 'login'),
  ];
  return owners.filter((owner) => typeof owner === 'string');
}
