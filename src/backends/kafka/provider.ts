import type { Provider } from '../provider-contract.ts';
import { type KafkaAccess, kafkaVariables, readKafka } from './access.ts';
import { createKafka } from './client.ts';
import { kafka } from './kafka.ts';
import { writeRun } from './write-run.ts';

/** Kafka: delivers runs to the topic's consumers, including Port's agents. */
export const kafkaProvider: Provider<KafkaAccess | null> = {
  name: 'kafka',
  backend: kafka,
  variables: kafkaVariables,
  access: readKafka,
  async connect(access) {
    if (access === null) return { services: { kafka: null } };
    const client = createKafka(access);
    const { brokers, sasl } = access;
    const login = { brokers: [...brokers], username: sasl?.username ?? '', password: sasl?.password ?? '' };
    return { services: { kafka: client }, agentStream: { login, write: writeRun }, close: () => client.close() };
  },
};
