import { messageOf } from '../../core/error.ts';
import { openSharedKey } from '../access/shared-key.ts';
import type { LiveSecrets } from '../config/live-secrets.ts';
import { warnOfShortSecrets } from '../config/short-secrets.ts';
import type { World } from '../world.ts';

/** How often the files of `SECRETS_DIR` are read, ms; they are few and small. */
const intervalMs = 2_000;

/** The key that replicas share, and the end of following the secrets. */
export type FollowedSecrets = { key: Buffer; stop(): void };

/** Opens the key for tokens and sessions, and then watches the secrets in `SECRETS_DIR`. */
export async function followSecrets(
  { store, log }: Pick<World, 'store' | 'log'>,
  secrets: LiveSecrets,
): Promise<FollowedSecrets> {
  warnOfShortSecrets(secrets.named(), log);
  const { key, isNew } = await openSharedKey(store, secrets.client());
  if (isNew) {
    log.warn({}, 'CLIENT_SECRET changed without CLIENT_SECRET_OLD: earlier tokens and sessions are refused');
  }
  const look = (): void => {
    if (!secrets.reload()) return;
    warnOfShortSecrets(secrets.named(), log);
    openSharedKey(store, secrets.client(), key).catch((error: unknown) => {
      log.error({ error: messageOf(error) }, 'the signing key could not be encrypted with the new client secret');
    });
  };
  const timer = setInterval(look, intervalMs);
  return { key, stop: () => clearInterval(timer) };
}
