import type { Producer } from 'kafkajs';
import type { Kafka, KafkaAccess, KafkaMessage, KafkaResult } from './access.ts';
import { connectFailure, sendFailure } from './failure.ts';

/** The brokers and their timeouts, in milliseconds. */
export type KafkaOptions = KafkaAccess & { connectTimeout?: number; answerTimeout?: number };

/** One producer and its number of messages in progress; a retired one accepts no more and closes after the last. */
type ProducerConnection = { producer: Producer; busy: number; retired: boolean };

/**
 * Connects to the brokers through kafkajs, loaded with the first message. It does not resend messages: the run's own
 * attempts do, on the documented schedule and under one key. A producer that failed is replaced, because its view of
 * the brokers may be outdated.
 */
export function createKafka(options: KafkaOptions): Kafka & { close(): Promise<void> } {
  const { brokers, tls, sasl, connectTimeout = 3_000, answerTimeout = 15_000 } = options;
  let current: Promise<ProducerConnection> | null = null;

  async function open(): Promise<ProducerConnection> {
    const { Kafka, logLevel, Partitioners } = await import('kafkajs');
    const client = new Kafka({
      clientId: 'catalog-automations',
      brokers: [...brokers],
      ssl: tls,
      ...(sasl && { sasl }),
      connectionTimeout: connectTimeout,
      authenticationTimeout: connectTimeout,
      requestTimeout: answerTimeout,
      // Enough to try each broker, and to wait until a new topic has leaders; after that, the run's next attempt.
      retry: { retries: Math.min(5, Math.max(2, brokers.length)), initialRetryTime: 100, maxRetryTime: 1_000 },
      // Anything that it would log is already in the attempt's outcome.
      logLevel: logLevel.NOTHING,
    });
    const producer = client.producer({ createPartitioner: Partitioners.DefaultPartitioner, retry: { retries: 0 } });
    try {
      await producer.connect();
    } catch (error) {
      await end(producer);
      throw error;
    }
    return { producer, busy: 0, retired: false };
  }

  function connect(): Promise<ProducerConnection> {
    if (current !== null) return current;
    const opening = open();
    current = opening;
    opening.catch(() => {
      if (current === opening) current = null;
    });
    return opening;
  }

  async function write(connection: ProducerConnection, { topic, ...message }: KafkaMessage, signal: AbortSignal) {
    const record = { ...message, value: Buffer.from(message.value) };
    const sent = connection.producer.send({ topic, acks: -1, timeout: answerTimeout, messages: [record] });
    const [written] = await orAborted(sent, signal);
    return { partition: written?.partition ?? 0, offset: written?.baseOffset ?? null };
  }

  return {
    async send(message, signal): Promise<KafkaResult> {
      const opening = connect();
      let connection: ProducerConnection;
      try {
        connection = await orAborted(opening, signal);
      } catch (error) {
        return { type: 'unsent', message: connectFailure(error, brokers) };
      }
      connection.busy += 1;
      try {
        return { type: 'written', ...(await write(connection, message, signal)) };
      } catch (error) {
        const { result, lost } = sendFailure(error, message.topic);
        if (lost) {
          connection.retired = true;
          if (current === opening) current = null;
        }
        return result;
      } finally {
        connection.busy -= 1;
        if (connection.retired && connection.busy === 0) void end(connection.producer);
      }
    },

    async close() {
      const last = await current?.catch(() => null);
      if (last) await end(last.producer);
    },
  };
}

/** Disconnects a producer; one that fails to disconnect is dropped anyway. */
async function end(producer: Producer): Promise<void> {
  await producer.disconnect().catch(() => {});
}

/** Rejects when the signal aborts. The library does not support signals, so the work itself continues unobserved. */
function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(new Error('it was aborted by this service'));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
