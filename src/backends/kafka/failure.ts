import { messageOf } from '../../core/error.ts';
import type { KafkaResult } from './access.ts';

/** Protocol errors after which the message may still have been written. */
const uncertain: ReadonlySet<string> = new Set([
  'UNKNOWN',
  'REQUEST_TIMED_OUT',
  'NETWORK_EXCEPTION',
  'NOT_ENOUGH_REPLICAS_AFTER_APPEND',
  'KAFKA_STORAGE_ERROR',
]);

/** Protocol errors that the same message would get every time. */
const final: ReadonlySet<string> = new Set([
  'MESSAGE_TOO_LARGE',
  'RECORD_LIST_TOO_LARGE',
  'INVALID_TOPIC_EXCEPTION',
  'INVALID_RECORD',
]);

/** Advice for errors that an operator can fix. */
const remedies: Readonly<Record<string, string>> = {
  UNKNOWN_TOPIC_OR_PARTITION: 'create the topic, for the brokers do not make one by themselves',
  TOPIC_AUTHORIZATION_FAILED: 'allow KAFKA_USERNAME to write to the topic',
  CLUSTER_AUTHORIZATION_FAILED: 'allow KAFKA_USERNAME to write',
};

/** Says why there is no connection, as a sentence for the operator. */
export function connectFailure(error: unknown, brokers: readonly string[]): string {
  const root = rootOf(error);
  const reason = messageOf(root);
  const way = nameOf(root) === 'KafkaJSSASLAuthenticationError' ? '; are KAFKA_USERNAME and KAFKA_PASSWORD right?' : '';
  return `No connection to the Kafka brokers ${brokers.join(', ')}: ${reason}${way}`;
}

/**
 * The result of a failed write. Only a broker's own answer is certain; any other error may have come after the message
 * was written. `lost`: the connection should be replaced.
 */
export function sendFailure(error: unknown, topic: string): { result: KafkaResult; lost: boolean } {
  const root = rootOf(error);
  const code = codeOf(root);
  if (code === null) {
    const message = `Kafka did not confirm the message for ${topic}, which may have been written: ${messageOf(root)}`;
    return { result: { type: 'unanswered', message }, lost: true };
  }
  const remedy = remedies[code];
  const message = `Kafka refused the message for ${topic} (${code})${remedy === undefined ? '' : `: ${remedy}`}`;
  const type = final.has(code) ? 'refused' : uncertain.has(code) ? 'unanswered' : 'unsent';
  return { result: { type, message }, lost: false };
}

/** Unwraps the original error from kafkajs's wrappers. */
function rootOf(error: unknown): unknown {
  let root = error;
  while (root instanceof Error && root.cause instanceof Error && root.cause !== root) root = root.cause;
  return root;
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : '';
}

/** The protocol's name of the error, if a broker sent one. */
function codeOf(error: unknown): string | null {
  return nameOf(error) === 'KafkaJSProtocolError' && error instanceof Error && 'type' in error
    ? String(error.type)
    : null;
}
