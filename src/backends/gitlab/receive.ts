import { createHash, timingSafeEqual } from 'node:crypto';
import { AppError } from '../../core/error.ts';
import { parseObject } from '../../core/json.ts';
import { readTraceparent } from '../../core/trace/traceparent.ts';
import type { ReceiveWebhook, StoreDelivery } from '../provider-contract.ts';
import { pipelinePart } from './pipeline.ts';

/** The prefix of GitLab's webhook names in the database; none of GitHub's has it. */
export const deliveryPrefix = 'gitlab_';

const idForm = /^[A-Za-z0-9_-]{1,100}$/;

/**
 * Receives pipeline webhooks: checks the token and stores the part about the pipeline. The work is done later, because
 * GitLab waits only ten seconds and disables webhooks that keep failing.
 */
export function createGitLabWebhooks(secret: string, store: StoreDelivery): ReceiveWebhook {
  const expected = digest(secret);
  return async ({ header, rawBody }) => {
    if (!timingSafeEqual(digest(header('x-gitlab-token')), expected)) return 'bad-signature';
    const payload = parseObject(Buffer.from(rawBody).toString('utf8'));
    if (payload === null) return 'invalid';
    const part = pipelinePart(payload);
    // Other events are ignored: an error would make GitLab disable the webhook.
    if (part === null) return 'stored';
    // GitLab sends no key before 17.4. Without one, deliveries with equal bodies count as the same.
    const key = header('idempotency-key');
    const name = idForm.test(key) ? key : createHash('sha256').update(rawBody).digest('hex');
    try {
      const trace = readTraceparent(header('traceparent'));
      const delivery = { id: `gitlab-${name}`, name: `${deliveryPrefix}pipeline`, payload: part };
      await store({ ...delivery, ...(trace !== null && { trace }) });
    } catch (cause) {
      throw new AppError('unavailable', 'The webhook could not be stored.', { cause });
    }
    return 'stored';
  };
}

/** Hashed to equal lengths, so that the comparison reveals nothing. */
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
