import type { KafkaResult } from '../../../src/backends/kafka/access.ts';
import { type Lacks, type Misfortune, type Peer, words } from './peer.ts';

/** What brokers do not do. */
export const kafkaLacks: Lacks = {
  busy: 'the protocol has no word for when to come back',
  flood: 'a broker answers with an offset alone',
};

/** What the client says of each misfortune; that it says so of real brokers is tested in backends/kafka/client. */
const results: Partial<Record<Misfortune, KafkaResult>> = {
  silence: { type: 'unanswered', message: 'Kafka did not confirm the message' },
  absence: { type: 'unsent', message: 'No connection to the Kafka brokers' },
  breakdown: { type: 'unsent', message: 'Kafka refused the message (LEADER_NOT_AVAILABLE)' },
  refusal: { type: 'refused', message: `Kafka refused the message: ${words}` },
};

/** Brokers behind their client. */
export async function startKafkaPeer(): Promise<Peer> {
  let misfortune: Misfortune | null = null;
  let calls = 0;
  return {
    method: (secret) => ({ type: 'KAFKA', payload: { secret } }),
    services: {
      kafka: {
        async send() {
          if (misfortune !== 'absence') calls += 1;
          const result = misfortune === null ? undefined : results[misfortune];
          return result ?? { type: 'written', partition: 0, offset: '7' };
        },
      },
    },
    meet(next) {
      misfortune = next;
    },
    calls: () => calls,
    async [Symbol.asyncDispose]() {},
  };
}
