import { afterAll, beforeAll, expect, test } from 'vitest';
import { createKafka, type KafkaOptions } from '../../../src/backends/kafka/client.ts';
import { startKafka } from '../../fakes/kafka.ts';
import { describeKafka } from '../../fakes/kafka-suite.ts';
import { waitLimitMs } from '../../wait-limit.ts';

describeKafka('backends/kafka/client', () => {
  let peer: Awaited<ReturnType<typeof startKafka>>;
  let kafka: ReturnType<typeof createKafka>;

  beforeAll(async () => {
    peer = await startKafka();
    kafka = createKafka({ brokers: [peer.brokers], tls: false, sasl: null, answerTimeout: 4_000 });
  });
  afterAll(async () => {
    await kafka.close();
    await peer[Symbol.asyncDispose]();
  });

  const send = (topic: string, key: string, signal = AbortSignal.timeout(waitLimitMs)) =>
    kafka.send({ topic, key, value: Buffer.from('{"é":1}'), headers: { a: 'b', c: 'ü' } }, signal);
  const keys = async (topic: string) => (await peer.read(topic)).map(({ key }) => key).sort();

  test('a message is written with its key, bytes and headers, and one key has one partition', async () => {
    const first = await send('org.plain', 'one');
    const second = await send('org.plain', 'one');
    expect(first).toMatchObject({ type: 'written', offset: '0' });
    expect(second).toMatchObject({ ...first, offset: '1' });
    const record = { key: 'one', text: '{"é":1}', headers: { a: 'b', c: 'ü' } };
    expect(await peer.read('org.plain')).toMatchObject([record, record]);
  });

  test('many at once are all written, once each', async () => {
    const names = Array.from({ length: 200 }, (_, index) => `key-${index}`);
    const results = await Promise.all(names.map((name) => send('org.many', name)));
    expect(results.filter(({ type }) => type !== 'written')).toEqual([]);
    expect(await keys('org.many')).toEqual(names.sort());
  });

  test('a write without an answer may have been carried out, and is not repeated here', async () => {
    peer.proxy.loseAnswers(1);
    expect(await send('org.lost', 'one')).toMatchObject({
      type: 'unanswered',
      message: expect.stringMatching(/^Kafka did not confirm the message for org\.lost, which may have been written: /),
    });
    expect(await keys('org.lost')).toEqual(['one']);
    expect(await send('org.lost', 'two')).toMatchObject({ type: 'written' });
    expect(await keys('org.lost')).toEqual(['one', 'two']);
  });

  test('nothing is sent while the brokers are unavailable, and the message is sent once they are back', async () => {
    await peer.proxy.down();
    // The first one finds out that the connection is gone.
    expect(await send('org.away', 'zero')).not.toMatchObject({ type: 'written' });
    const results = await Promise.all(['a', 'b', 'c'].map((key) => send('org.away', key)));
    expect(results).toEqual(
      Array(3).fill({
        type: 'unsent',
        message: expect.stringMatching(/^No connection to the Kafka brokers 127\.0\.0\.1:\d+: .*ECONNREFUSED/),
      }),
    );
    await peer.proxy.up();
    expect(await send('org.away', 'd')).toMatchObject({ type: 'written' });
    expect(await keys('org.away')).toEqual(['d']);
  });

  test('silent brokers are waited for no longer than the attempt may take', async () => {
    await send('org.silent', 'before');
    peer.proxy.mute(true);
    expect(await send('org.silent', 'one', AbortSignal.timeout(200))).toMatchObject({
      type: 'unanswered',
      message: expect.stringContaining('aborted by this service'),
    });
    expect(await send('org.silent', 'two')).not.toMatchObject({ type: 'written' });
    peer.proxy.mute(false);
    expect(await send('org.silent', 'three')).toMatchObject({ type: 'written' });
    expect(await keys('org.silent')).toEqual(['before', 'one', 'three']);
  });

  test.each(['scram-sha-512', 'plain'] as const)('brokers that require a login by %s get it', async (mechanism) => {
    const login = { mechanism, username: 'me, myself', password: 'a=b,c ü' };
    await using guarded = await startKafka(login);
    const open = (sasl: typeof login | null) =>
      createKafka({ brokers: [guarded.brokers], tls: false, sasl: sasl as KafkaOptions['sasl'], answerTimeout: 4_000 });
    const message = { topic: 'org.login', key: 'one', value: Buffer.from('{}'), headers: {} };
    const outcomes = [];
    for (const sasl of [login, { ...login, password: 'wrong' }, null]) {
      const client = open(sasl);
      outcomes.push(await client.send(message, AbortSignal.timeout(waitLimitMs)));
      await client.close();
    }
    expect(outcomes).toMatchObject([
      { type: 'written' },
      { type: 'unsent', message: expect.stringContaining('are KAFKA_USERNAME and KAFKA_PASSWORD right?') },
      {},
    ]);
    expect(outcomes[2]).not.toMatchObject({ type: 'written' });
    expect(JSON.stringify(outcomes)).not.toContain('a=b');
    expect(await guarded.read('org.login')).toHaveLength(1);
  });
});
