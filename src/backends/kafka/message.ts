import { isObject, type Json, type JsonObject } from '../../core/json.ts';
import { withTraceparent } from '../../core/trace/traceparent.ts';
import type { Services } from '../backend.ts';
import { portSignature, signatureHeaders } from '../signature.ts';
import type { KafkaMessage } from './access.ts';
import { portableJson } from './portable-json.ts';

/**
 * The message for one run in `<ORG_ID>.runs`, keyed so that repeats are recognized. It is signed twice:
 * its record headers are a webhook's, over its exact bytes; an object also carries Port's signature under `headers`,
 * over the message without it, as Port's agent checks it. A trace is a record header.
 */
export function runMessage(
  key: string,
  content: Json,
  services: Pick<Services, 'orgId' | 'agentSecret' | 'signing' | 'now'>,
  traceparent: string | null,
): KafkaMessage {
  const now = services.now();
  const value = Buffer.from(
    portableJson(isObject(content) ? signedContent(content, services.agentSecret(), Math.floor(now / 1000)) : content),
  );
  return {
    topic: `${services.orgId}.runs`,
    key,
    value,
    headers: withTraceparent(
      { 'content-type': 'application/json', ...signatureHeaders(services.signing(), key, value, now) },
      traceparent,
    ),
  };
}

/** Adds Port's signature to a message's `headers`; `timestamp` in seconds since the epoch. */
export function signedContent(content: JsonObject, secret: string, timestamp: number): JsonObject {
  const {
    'X-Port-Signature': _,
    'X-Port-Timestamp': __,
    ...headers
  } = isObject(content.headers) ? content.headers : {};
  const plain = { ...content, headers };
  const signature = portSignature(secret, timestamp, Buffer.from(portableJson(plain)));
  return { ...plain, headers: { ...headers, 'X-Port-Signature': signature, 'X-Port-Timestamp': timestamp } };
}
