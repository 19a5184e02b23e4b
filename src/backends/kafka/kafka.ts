import { isObject } from '../../core/json.ts';
import type { Outcome } from '../../core/run/run.ts';
import { parsedText } from '../../core/source/json-text.ts';
import type { Backend, Call } from '../backend.ts';
import { writeRun } from './write-run.ts';

/** Writes a message for each run; the topic's consumer does the work and reports to the run. */
export const kafka: Backend = {
  type: 'KAFKA',
  title: 'Writes a signed message to the Kafka topic `<ORG_ID>.runs`.',
  schema: {
    type: 'object',
    title: 'Kafka message',
    description: "Writes a signed message, keyed by the run's id, to the Kafka topic `<ORG_ID>.runs`.",
    required: ['type'],
    additionalProperties: false,
    properties: {
      type: { const: 'KAFKA' },
      payload: {
        type: ['object', 'array', 'string'],
        portType: ['object', 'array'],
        description:
          'The message; templates are allowed everywhere. If it is an object, the signature is added under headers. Omitted: a message with the automation and the run.',
      },
    },
  },
  example: {
    type: 'KAFKA',
    payload: {
      resourceType: 'run',
      context: { runId: '{{ .run.id }}', entity: '{{ .event.context.entityIdentifier }}' },
      payload: { properties: '{{ .event.diff.after.properties }}' },
    },
  },
  // A message written twice has the same key and id both times.
  idempotent: true,
  target: () => 'kafka',
  lacks: (_method, { kafka: brokers }) =>
    brokers === null ? 'It writes to Kafka, but the service has no brokers (KAFKA_BROKERS).' : null,
  invoke,
};

async function invoke(call: Call): Promise<Outcome> {
  const { payload: written } = call.method;
  if (written === undefined) {
    const context = { runId: call.runId };
    return writeRun(call, { action: call.automation, resourceType: 'run', status: 'TRIGGERED', context });
  }
  const payload = parsedText(written);
  if (isObject(payload) || Array.isArray(payload)) return writeRun(call, payload);
  return { type: 'rejected', message: 'The payload rendered neither to an object nor to an array' };
}
