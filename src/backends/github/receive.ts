import type { Probot } from 'probot';
import { AppError } from '../../core/error.ts';
import { isObject, type Json, type JsonObject, parseObject, valueAt } from '../../core/json.ts';
import type { ReceiveWebhook, StoreDelivery } from '../provider.ts';

/** The headers of each of GitHub's webhooks: its id, its event and its signature. */
export const webhookHeaders = ['X-GitHub-Delivery', 'X-GitHub-Event', 'X-Hub-Signature-256'] as const;

/** What the reception of webhooks needs. */
export type GitHubWebhooksOptions = {
  probot: Probot;
  store: StoreDelivery;
  /** Called with an account whose installation changed, so that nothing remembered of it is used any more. */
  forget(owner: string): void;
};

/** Webhooks of the App itself: after these, what we know of the account's repositories may be wrong. */
const installationEvents: readonly string[] = ['installation', 'installation_repositories', 'repository'];

const idForm = /^[A-Za-z0-9-]{1,100}$/;
/** Some names have digits, such as `projects_v2_item`. */
const nameForm = /^[a-z][a-z0-9_]{0,59}$/;

/**
 * Receives GitHub's webhooks. Handlers only store; the work is done afterwards, so that an answer never takes longer than
 * GitHub waits and a failure of ours never looks like one of the sender's.
 */
export function createGitHubWebhooks({ probot, store, forget }: GitHubWebhooksOptions): ReceiveWebhook {
  probot.onAny(async ({ id, name, payload }) => {
    // What the signature covered was JSON, so this is it.
    const received: Json = payload as unknown as JsonObject;
    if (!isObject(received)) return;
    await store({ id, name, payload: received });
    if (installationEvents.includes(name)) for (const owner of accountsOf(received)) forget(owner);
  });

  return async ({ header, rawBody }) => {
    const [id = '', name = '', signature = ''] = webhookHeaders.map((one) => header(one.toLowerCase()));
    if (!idForm.test(id) || !nameForm.test(name)) return 'invalid';
    await probot.ready();
    const text = Buffer.from(rawBody.buffer, rawBody.byteOffset, rawBody.byteLength).toString('utf8');
    // In two steps: Probot's verifyAndReceive reports a wrong signature to its error handlers, payload and all.
    const signed =
      signature !== '' && text !== '' && (await probot.webhooks.verify(text, signature).catch(() => false));
    if (!signed) return 'bad-signature';
    const payload = parseObject(text);
    if (payload === null) return 'invalid';
    try {
      // GitHub may send events that octokit's types do not know; handlers take any.
      await probot.webhooks.receive({ id, name, payload } as never);
    } catch (cause) {
      throw new AppError('unavailable', 'The webhook could not be stored; GitHub will be asked to send it again.', {
        cause,
      });
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
