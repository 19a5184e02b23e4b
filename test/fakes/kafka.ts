import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import type { KafkaLogin } from './kafka-login.ts';
import { startKafkaProxy } from './kafka-proxy.ts';

/** A message as kcat read it. */
export type KafkaRecord = {
  key: string;
  text: string;
  headers: Record<string, string>;
  partition: number;
  offset: number;
};

const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** Whether kcat is there; without it, and outside of CI, what needs it is skipped. */
export function hasKcat(): boolean {
  try {
    execFileSync('kcat', ['-V'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/**
 * A Kafka cluster of one broker: librdkafka's own, inside a kcat that holds it open. The service reaches it through a
 * proxy, which can be down; kcat reads past the proxy what was really written.
 */
export async function startKafka(login: KafkaLogin | null = null) {
  const holder = spawn(
    'kcat',
    ['-b', '127.0.0.1:1', '-X', 'test.mock.num.brokers=1', '-d', 'mock', '-C', '-q', '-t', 'held-open'],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  running.add(holder);
  const port = await portOf(holder);
  const proxy = await startKafkaProxy(port, login);
  const run = promisify(execFile);
  return {
    proxy,
    /** `host:port` of the proxy, as KAFKA_BROKERS wants it. */
    brokers: `127.0.0.1:${proxy.port}`,
    /** Every message of a topic, by partition. */
    async read(topic: string): Promise<KafkaRecord[]> {
      const { stdout } = await run(
        'kcat',
        ['-b', `127.0.0.1:${port}`, '-C', '-q', '-e', '-J', '-o', 'beginning', '-t', topic],
        { maxBuffer: 64 * 1024 * 1024 },
      );
      return stdout.split('\n').flatMap((line) => (line === '' ? [] : recordOf(line)));
    },
    async [Symbol.asyncDispose](): Promise<void> {
      await proxy.down();
      const ended = once(holder, 'close');
      holder.kill('SIGKILL');
      await ended;
      running.delete(holder);
    },
  };
}

/** Where the cluster listens: kcat says so first of all. */
async function portOf(holder: ChildProcess): Promise<number> {
  let said = '';
  return new Promise((resolve, reject) => {
    holder.on('error', reject);
    holder.on('close', () => reject(new Error(`kcat ended: ${said}`)));
    holder.stderr?.setEncoding('utf8').on('data', (text: string) => {
      if (said.length > 100_000) return;
      said += text;
      const port = /bootstrap\.servers=127\.0\.0\.1:(\d+)/.exec(said)?.[1];
      if (port !== undefined) resolve(Number(port));
    });
  });
}

function recordOf(line: string): KafkaRecord {
  const { key, payload, headers = [], partition, offset } = JSON.parse(line);
  const pairs = Array.from({ length: headers.length / 2 }, (_, index) => headers.slice(2 * index, 2 * index + 2));
  return { key, text: payload, headers: Object.fromEntries(pairs), partition, offset };
}
