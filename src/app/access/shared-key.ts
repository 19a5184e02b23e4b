import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { SigningSecrets } from '../../backends/signature.ts';
import type { SealedKey } from '../../store/access-keys.ts';
import type { Store } from '../../store/store.ts';

/** The key that signs tokens and sessions; `isNew`: it replaces a key that none of the client secrets could open. */
export type SharedKey = { key: Buffer; isNew: boolean };

/**
 * Opens the key that all replicas on a database share, and creates it on first use. It is stored encrypted with each
 * valid client secret, so replicas that know the old secret, the new one or both open the same key, and tokens and
 * sessions survive a rolling rotation. Copies for secrets that are no longer valid are deleted. `known`: the key that
 * this process has already opened.
 */
export async function openSharedKey(
  store: Pick<Store, 'transaction'>,
  secrets: SigningSecrets,
  known?: Buffer,
): Promise<SharedKey> {
  const valid = [secrets.current, ...(secrets.old === null ? [] : [secrets.old])];
  return store.transaction(async ({ accessKeys }) => {
    await accessKeys.lock();
    const stored = await accessKeys.list();
    const opened = valid.flatMap((secret) => open(stored, secret) ?? []);
    const key = opened[0] ?? known ?? randomBytes(32);
    const names = valid.map(nameOfSecret);
    const isSame = stored.length === names.length && stored.every(({ sealedFor }) => names.includes(sealedFor));
    if (!isSame || opened.length === 0) await accessKeys.replace(valid.map((secret) => seal(key, secret)));
    return { key, isNew: opened.length === 0 && known === undefined && stored.length > 0 };
  });
}

function derive(secret: string, purpose: string, length: number): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', `catalog-automations ${purpose}`, length));
}

/** Identifies a secret without revealing anything about it. */
export function nameOfSecret(secret: string): string {
  return derive(secret, 'name of a secret', 16).toString('hex');
}

function seal(key: Buffer, secret: string): SealedKey {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', derive(secret, 'seal of the shared key', 32), nonce);
  const sealed = Buffer.concat([nonce, cipher.update(key), cipher.final(), cipher.getAuthTag()]);
  return { sealedFor: nameOfSecret(secret), sealed: sealed.toString('base64') };
}

function open(keys: readonly SealedKey[], secret: string): Buffer | null {
  const found = keys.find(({ sealedFor }) => sealedFor === nameOfSecret(secret));
  if (found === undefined) return null;
  const sealed = Buffer.from(found.sealed, 'base64');
  const decipher = createDecipheriv(
    'aes-256-gcm',
    derive(secret, 'seal of the shared key', 32),
    sealed.subarray(0, 12),
  );
  decipher.setAuthTag(sealed.subarray(-16));
  return Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]);
}
