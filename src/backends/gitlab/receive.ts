import { createHash, timingSafeEqual } from 'node:crypto';
import { AppError } from '../../core/error.ts';
import { parseObject } from '../../core/json.ts';
import type { Receipt, StoredDelivery } from '../github/receive.ts';
import { pipelinePart } from './pipeline.ts';

/** A webhook as it came over HTTP. `id` is empty where GitLab (before 17.4) gives none. */
export type RawGitLabDelivery = { id: string; token: string; rawBody: Uint8Array };

const idForm = /^[A-Za-z0-9_-]{1,100}$/;

/**
 * Receives GitLab's pipeline webhooks: checks the token and stores what speaks of the pipeline. The work is done
 * afterwards, because GitLab waits ten seconds only and stops calling who often fails.
 */
export function createGitLabWebhooks(secret: string, store: (delivery: StoredDelivery) => Promise<unknown>) {
  const expected = digest(secret);
  return {
    /** Rejects with AppError when it could not be stored. */
    async receive({ id, token, rawBody }: RawGitLabDelivery): Promise<Receipt> {
      if (!timingSafeEqual(digest(token), expected)) return 'bad-signature';
      const payload = parseObject(Buffer.from(rawBody).toString('utf8'));
      if (payload === null) return 'invalid';
      const part = pipelinePart(payload);
      // Other events are none of our business; an error would make GitLab give up on us.
      if (part === null) return 'stored';
      // Equal bodies say the same, so one that comes twice without an id is one.
      const name = idForm.test(id) ? id : createHash('sha256').update(rawBody).digest('hex');
      try {
        await store({ id: `gitlab-${name}`, name: 'gitlab_pipeline', payload: part });
      } catch (cause) {
        throw new AppError('unavailable', 'The webhook could not be stored.', { cause });
      }
      return 'stored';
    },
  };
}

/** Of one length, so that a comparison tells nothing. */
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
