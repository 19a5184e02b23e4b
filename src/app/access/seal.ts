import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

/** Signs values that a browser keeps for us, and verifies them. */
export type Seal = {
  /** Returns the value as signed text; it is readable, so it must not contain a secret. */
  close(value: object, expiresAt: number): string;
  /** Returns the value; null when the text was forged, was made for another purpose, or has expired. */
  open(text: string): Record<string, unknown> | null;
};

/**
 * Creates a seal for one purpose, which rejects values sealed for other purposes. `key`: the key that all replicas
 * share; `now` in ms.
 */
export function createSeal(shared: Buffer, purpose: string, now: () => number): Seal {
  const key = Buffer.from(hkdfSync('sha256', shared, '', `catalog-automations ${purpose}`, 32));
  const sign = (payload: string): Buffer => createHmac('sha256', key).update(payload).digest();
  return {
    close(value, expiresAt) {
      const payload = Buffer.from(JSON.stringify({ ...value, expiresAt })).toString('base64url');
      return `${payload}.${sign(payload).toString('base64url')}`;
    },
    open(text) {
      const [payload = '', signature = '', ...rest] = text.split('.');
      const given = Buffer.from(signature, 'base64url');
      const expected = sign(payload);
      if (rest.length > 0 || given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
      const value = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Record<string, unknown>;
      return typeof value.expiresAt === 'number' && value.expiresAt > now() ? value : null;
    },
  };
}
