import { createHmac } from 'node:crypto';

/** The secrets that sign what is sent and received; while one replaces another, both are valid. */
export type SigningSecrets = { current: string; old: string | null };

/**
 * The secret for a header that can contain only one signature: the old one while it is valid, because receivers still
 * have it.
 */
export function singleSecret({ current, old }: SigningSecrets): string {
  return old ?? current;
}

/** The key behind a Standard Webhooks secret: base64 after `whsec_`, else the text's own bytes. */
function keyOf(secret: string): Buffer {
  return secret.startsWith('whsec_') ? Buffer.from(secret.slice('whsec_'.length), 'base64') : Buffer.from(secret);
}

/** The `webhook-signature` of the Standard Webhooks specification, over the exact bytes that are sent. */
export function standardSignature(secret: string, id: string, timestamp: number | string, body: Uint8Array): string {
  const mac = createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.`).update(body);
  return `v1,${mac.digest('base64')}`;
}

/** The `x-port-signature` of Port's documentation: HMAC-SHA256 with the secret over `<timestamp>.<body>`. */
export function portSignature(secret: string, timestamp: number | string, body: Uint8Array): string {
  const mac = createHmac('sha256', secret).update(`${timestamp}.`).update(body);
  return `v1,${mac.digest('base64')}`;
}

/** The key by which the receiver of a call recognizes a repeat: the id of the run, or of the one that it retries. */
export function idempotencyKeyOf({ runId, idempotencyKey }: { runId: string; idempotencyKey?: string }): string {
  return idempotencyKey ?? runId;
}

/**
 * All signature headers of one attempt; `now` in ms. The id is the call's idempotency key. Standard Webhooks
 * allows a signature for each valid secret, Port's header only one.
 */
export function signatureHeaders(
  secrets: SigningSecrets,
  key: string,
  body: Uint8Array,
  now: number,
): Record<string, string> {
  const timestamp = Math.floor(now / 1000);
  const valid = [secrets.current, ...(secrets.old === null ? [] : [secrets.old])];
  return {
    'x-port-timestamp': String(timestamp),
    'x-port-signature': portSignature(singleSecret(secrets), timestamp, body),
    'webhook-id': key,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': valid.map((secret) => standardSignature(secret, key, timestamp, body)).join(' '),
    'idempotency-key': key,
  };
}
