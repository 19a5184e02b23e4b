import type { Json } from '../../core/json.ts';
import type { Outcome } from '../../core/run/run.ts';
import type { Call } from '../backend.ts';
import { idempotencyKeyOf } from '../signature.ts';
import { runMessage } from './message.ts';

/** The outcome for a run whose message was not written. */
const withoutRecord = { refused: 'rejected', unsent: 'retry', unanswered: 'unknown' } as const;

/** Writes a run's message. The consumer reports to the run, so a written message leaves the run in progress. */
export async function writeRun(call: Call, content: Json): Promise<Outcome> {
  const { kafka } = call.services;
  if (kafka === null) {
    const message =
      'No Kafka brokers are configured. Set KAFKA_BROKERS, with KAFKA_USERNAME and KAFKA_PASSWORD if the brokers require them, and restart the service';
    return { type: 'rejected', message };
  }
  const message = runMessage(idempotencyKeyOf(call), content, call.services, call.traceparent ?? null);
  const result = await kafka.send(message, call.signal);
  if (result.type !== 'written') return { type: withoutRecord[result.type], message: result.message };
  const place = `partition ${result.partition}${result.offset === null ? '' : `, offset ${result.offset}`}`;
  return { type: 'accepted', message: `Written to ${message.topic}, ${place}; waiting for its consumer to report` };
}
