import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { createKafka } from '../../../src/backends/kafka/client.ts';
import { freePort } from '../../fakes/ports.ts';
import { waitLimitMs } from '../../wait-limit.ts';

const message = { topic: 'org.runs', key: 'one', value: Buffer.from('{}'), headers: {} };

describe('backends/kafka/connect', () => {
  test('without a responding broker nothing is sent, and the message lists every broker', async () => {
    const brokers = [`127.0.0.1:${await freePort()}`, `127.0.0.1:${await freePort()}`];
    const kafka = createKafka({ brokers, tls: false, sasl: null });
    expect(await kafka.send(message, AbortSignal.timeout(waitLimitMs))).toEqual({
      type: 'unsent',
      message: expect.stringMatching(`^No connection to the Kafka brokers ${brokers.join(', ')}: .*ECONNREFUSED`),
    });
    await kafka.close();
  });

  test.each([
    [true, 0x16],
    [false, 0x00],
  ])('with TLS %j the first byte is %i: a handshake, or the length of a request', async (tls, first) => {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const heard = once(server, 'connection').then(async ([socket]) => {
      const [bytes] = await once(socket as Socket, 'data');
      (socket as Socket).destroy();
      server.close();
      return (bytes as Buffer)[0];
    });
    const kafka = createKafka({
      brokers: [`127.0.0.1:${port}`],
      tls,
      sasl: null,
      connectTimeout: 500,
      answerTimeout: 500,
    });
    const result = await kafka.send(message, AbortSignal.timeout(waitLimitMs));
    expect(result).not.toMatchObject({ type: 'written' });
    expect(await heard).toBe(first);
    await kafka.close();
  });
});
