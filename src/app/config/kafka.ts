import type { variables } from './variables.ts';

/** The brokers as the environment names them. */
export type KafkaConfig = {
  /** `host:port` each. */
  brokers: readonly string[];
  tls: boolean;
  sasl: (({ mechanism: 'scram-sha-512' } | { mechanism: 'plain' }) & { username: string; password: string }) | null;
};

/** Reads what the environment says of Kafka; null without brokers. */
export function readKafka(
  value: (name: keyof typeof variables) => string | undefined,
  problems: string[],
): KafkaConfig | null {
  const brokers = value('KAFKA_BROKERS');
  const username = value('KAFKA_USERNAME');
  const password = value('KAFKA_PASSWORD');
  const mechanism = value('KAFKA_SASL_MECHANISM');
  const tls = value('KAFKA_TLS');
  if ((username === undefined) !== (password === undefined)) {
    problems.push('KAFKA_USERNAME and KAFKA_PASSWORD are set together or not at all');
  }
  if (mechanism !== undefined && username === undefined) {
    problems.push('KAFKA_SASL_MECHANISM needs KAFKA_USERNAME and KAFKA_PASSWORD');
  }
  if (brokers === undefined) {
    if ([username, password, mechanism, tls].some((one) => one !== undefined)) {
      problems.push('KAFKA_BROKERS is required with any other variable of Kafka');
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
