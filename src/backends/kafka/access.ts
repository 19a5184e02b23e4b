import type { ProviderEnvironment } from '../provider-contract.ts';
import { oneOf, type Variable } from '../variable.ts';

/** A connection to the brokers; a message counts as written once all in-sync replicas have it. */
export type Kafka = {
  /** Sends one message; never rejects, whatever the brokers do. */
  send(message: KafkaMessage, signal: AbortSignal): Promise<KafkaResult>;
};

/** A message whose bytes are final. */
export type KafkaMessage = { topic: string; key: string; value: Uint8Array; headers: Record<string, string> };

/**
 * The result of a message: written; `unsent` (certainly not written); `refused` (never will be); or `unanswered` (may
 * have been written).
 */
export type KafkaResult =
  | { type: 'written'; partition: number; offset: string | null }
  | { type: 'unsent' | 'refused' | 'unanswered'; message: string };

/** The configured brokers and the login. */
export type KafkaAccess = {
  /** Each as `host:port`. */
  brokers: readonly string[];
  tls: boolean;
  sasl: (({ mechanism: 'scram-sha-512' } | { mechanism: 'plain' }) & { username: string; password: string }) | null;
};

/** The variables that configure Kafka. */
export const kafkaVariables: Readonly<Record<string, Variable>> = {
  KAFKA_BROKERS: {
    description: 'Kafka brokers to send messages to: `host:port`, separated by commas.',
    check: (text: string) =>
      text.split(',').every((broker) => /^[^\s:/]+:\d{1,5}$/.test(broker.trim()))
        ? undefined
        : 'must be host:port, several separated by commas',
  },
  KAFKA_USERNAME: { description: 'User name for the brokers.' },
  KAFKA_PASSWORD: { description: 'Password for the brokers.', secret: true },
  KAFKA_SASL_MECHANISM: {
    description: 'SASL mechanism for the user name: `scram-sha-512` or `plain`.',
    defaultText: '`scram-sha-512` with a user name',
    check: oneOf('scram-sha-512', 'plain'),
  },
  KAFKA_TLS: {
    description: 'Whether connections to the brokers are encrypted: `true` or `false`.',
    defaultText: '`true` with a user name, else `false`',
    check: oneOf('true', 'false'),
  },
};

/** Reads the configuration of Kafka; null without brokers. */
export function readKafka({ value, problem }: ProviderEnvironment): KafkaAccess | null {
  const brokers = value('KAFKA_BROKERS');
  const username = value('KAFKA_USERNAME');
  const password = value('KAFKA_PASSWORD');
  const mechanism = value('KAFKA_SASL_MECHANISM');
  const tls = value('KAFKA_TLS');
  if ((username === undefined) !== (password === undefined)) {
    problem('KAFKA_USERNAME and KAFKA_PASSWORD must be set together or not at all');
  }
  if (mechanism !== undefined && username === undefined) {
    problem('KAFKA_SASL_MECHANISM needs KAFKA_USERNAME and KAFKA_PASSWORD');
  }
  if (brokers === undefined) {
    if ([username, password, mechanism, tls].some((one) => one !== undefined)) {
      problem('KAFKA_BROKERS is required with any other Kafka variable');
    }
    return null;
  }
  const login = username === undefined || password === undefined ? null : { username, password };
  return {
    brokers: brokers.split(',').map((broker) => broker.trim()),
    tls: tls === undefined ? login !== null : tls === 'true',
    sasl: login && (mechanism === 'plain' ? { mechanism, ...login } : { mechanism: 'scram-sha-512', ...login }),
  };
}
