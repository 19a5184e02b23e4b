import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Call } from '../../../src/backends/backend.ts';
import type { KafkaMessage, KafkaResult } from '../../../src/backends/kafka/access.ts';
import { sendFailure } from '../../../src/backends/kafka/failure.ts';
import { kafka } from '../../../src/backends/kafka/kafka.ts';
import { signedContent } from '../../../src/backends/kafka/message.ts';
import { portableJson } from '../../../src/backends/kafka/portable-json.ts';
import { portSignature, standardSignature } from '../../../src/backends/signature.ts';
import type { Json, JsonObject } from '../../../src/core/json.ts';
import { agentMessage } from '../../fakes/port-agent-vector.ts';

const runId = 'r_0123456789abcdef';
const now = Date.parse('2026-01-01T00:00:00Z');

/** Makes one attempt with brokers that answer so, and returns the outcome with what they got. */
async function make(method: JsonObject, result: KafkaResult | null = { type: 'written', partition: 3, offset: '7' }) {
  const messages: KafkaMessage[] = [];
  const send = async (message: KafkaMessage) => {
    messages.push(message);
    return result ?? Promise.reject(new Error('there are no brokers'));
  };
  const services = {
    kafka: result === null ? null : { send },
    now: () => now,
    orgId: 'org',
    signing: () => ({ current: 'signing secret', old: null }),
    agentSecret: () => 'client secret',
  };
  const call = { runId, automation: 'a', method, shown: method, signal: AbortSignal.timeout(1_000), services };
  const outcome = await kafka.invoke(call as unknown as Call);
  return { outcome, messages };
}

describe('backends/kafka/kafka', () => {
  test('a message goes to the topic of the organization, under the id of the run', async () => {
    const { outcome, messages } = await make({ type: 'KAFKA', payload: { text: 'é' } });
    expect(messages).toMatchObject([{ topic: 'org.runs', key: runId }]);
    expect(outcome).toEqual({
      type: 'accepted',
      message: 'Written to org.runs, partition 3, offset 7; waiting for its consumer to report',
    });
  });

  test('its record is signed over its bytes, as a webhook is', async () => {
    const { messages } = await make({ type: 'KAFKA', payload: [1, 'é'] });
    const [{ value, headers }] = messages as [KafkaMessage];
    expect(String(value)).toBe('[1,"é"]');
    expect(headers).toMatchObject({
      'x-port-signature': portSignature('signing secret', now / 1000, value),
      'x-port-timestamp': String(now / 1000),
      'webhook-id': runId,
      'webhook-signature': standardSignature('signing secret', runId, now / 1000, value),
    });
  });

  test("an object also carries the signature that Port's agent checks", async () => {
    const payload = { z: 1, headers: { Mine: 'a', 'X-Port-Signature': 'forged' }, a: 'é', small: 0.00001 };
    const { messages } = await make({ type: 'KAFKA', payload });
    const text = String(messages[0]?.value);
    expect(Object.keys(JSON.parse(text))).toEqual(['z', 'headers', 'a', 'small']);
    const { 'X-Port-Signature': signature, 'X-Port-Timestamp': timestamp } = JSON.parse(text).headers;
    const plain = '{"z":1,"headers":{"Mine":"a"},"a":"é","small":1e-05}';
    const expected = createHmac('sha256', 'client secret').update(`${timestamp}.${plain}`).digest('base64');
    expect(signature).toBe(`v1,${expected}`);
    expect(timestamp).toBe(now / 1000);
    expect(text).toContain('"small":1e-05');
  });

  test("the signature is the one of Port's agent", () => {
    expect(signedContent(agentMessage, 'test', 1713277889).headers).toEqual({
      'X-Port-Signature': 'v1,uuBMfcio3oscejO5bOtL97K1AmiZjxDvou7sChjMNeE=',
      'X-Port-Timestamp': 1713277889,
    });
  });

  test.each<[Json, string]>([
    [1e-5, '1e-05'],
    [-1.5e-7, '-1.5e-07'],
    [1e-12, '1e-12'],
    [0.0001, '0.0001'],
    [1e21, '1e+21'],
    [0, '0'],
    [{ a: [null, true, 'ü"\n\u0001'] }, '{"a":[null,true,"ü\\"\\n\\u0001"]}'],
  ])('%j is written as Python writes it', (value, text) => {
    expect(portableJson(value)).toBe(text);
    expect(JSON.parse(text)).toEqual(value);
  });

  test('without a payload the message names the automation and the run', async () => {
    const { messages } = await make({ type: 'KAFKA' });
    expect(JSON.parse(String(messages[0]?.value))).toMatchObject({ action: 'a', context: { runId } });
  });

  test.each([null, 'text', 5])('a payload that rendered to %j is not a message', async (payload) => {
    const { outcome, messages } = await make({ type: 'KAFKA', payload });
    expect(outcome).toMatchObject({ type: 'rejected', message: expect.stringContaining('neither') });
    expect(messages).toEqual([]);
  });

  test('without brokers the message says what to set', async () => {
    const { outcome } = await make({ type: 'KAFKA', payload: {} }, null);
    expect(outcome).toMatchObject({ type: 'rejected', message: expect.stringContaining('Set KAFKA_BROKERS') });
  });

  test.each([
    ['unsent', 'retry'],
    ['unanswered', 'unknown'],
    ['refused', 'rejected'],
  ] as const)('%s has the matching outcome', async (type, expected) => {
    const { outcome } = await make({ type: 'KAFKA', payload: {} }, { type, message: 'because' });
    expect(outcome).toEqual({ type: expected, message: 'because' });
  });

  test.each([
    ['NOT_LEADER_FOR_PARTITION', 'unsent'],
    ['NOT_ENOUGH_REPLICAS', 'unsent'],
    ['NOT_ENOUGH_REPLICAS_AFTER_APPEND', 'unanswered'],
    ['REQUEST_TIMED_OUT', 'unanswered'],
    ['MESSAGE_TOO_LARGE', 'refused'],
    ['TOPIC_AUTHORIZATION_FAILED', 'unsent'],
  ])('a broker that answers %s: the message is %s', (type, expected) => {
    const answer = Object.assign(new Error('in words'), { name: 'KafkaJSProtocolError', type });
    const { result, lost } = sendFailure(new Error('wrapped', { cause: answer }), 'org.runs');
    expect(result).toMatchObject({ type: expected, message: expect.stringContaining(`org.runs (${type})`) });
    expect(lost).toBe(false);
  });
});
