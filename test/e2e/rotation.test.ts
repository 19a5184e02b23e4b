import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signatureHeaders, standardSignature } from '../../src/backends/signature.ts';
import { startPostgres } from '../store/postgres-server.ts';
import { type Server, startServer } from './harness/server.ts';
import { automation, created, webhook } from './harness/shapes.ts';
import { type Delivered, type Sink, startSink } from './harness/sink.ts';
import { until } from './harness/until.ts';

type Secrets = Record<string, string>;

const before = {
  CLIENT_SECRET: 'the first client secret',
  EVENTS_SECRET: 'the first events secret',
  SECRET_KEY: 'key-one',
};
const after = {
  CLIENT_SECRET: 'the next client secret',
  EVENTS_SECRET: 'the next events secret',
  SECRET_KEY: 'key-two',
};
const both = {
  ...after,
  CLIENT_SECRET_OLD: before.CLIENT_SECRET,
  EVENTS_SECRET_OLD: before.EVENTS_SECRET,
};

/** A folder of secrets as Kubernetes mounts one: a new version replaces a link. */
function createVolume(secrets: Secrets) {
  const folder = mkdtempSync(join(tmpdir(), 'catalog-volume-'));
  let version = 0;
  const mount = (files: Secrets): void => {
    version += 1;
    mkdirSync(join(folder, `..version${version}`));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, `..version${version}`, name), text);
    symlinkSync(`..version${version}`, join(folder, '..data_tmp'));
    renameSync(join(folder, '..data_tmp'), join(folder, '..data'));
  };
  mount(secrets);
  return { folder, mount, remove: () => rmSync(folder, { recursive: true }) };
}

describe('e2e/rotation', () => {
  let postgres: Awaited<ReturnType<typeof startPostgres>>;
  let sink: Sink;
  let volumes: ReturnType<typeof createVolume>[];
  let servers: Server[];
  beforeAll(async () => {
    [postgres, sink] = await Promise.all([startPostgres(), startSink()]);
    volumes = [createVolume(before), createVolume(before)];
    servers = await Promise.all(
      volumes.map(({ folder }) =>
        startServer({
          DATABASE_URL: postgres.url,
          CLIENT_ID: 'rotated',
          SECRETS_DIR: folder,
          ALLOWED_HOSTS: sink.host,
        }),
      ),
    );
  });
  afterAll(async () => {
    await Promise.all(servers.map((server) => server[Symbol.asyncDispose]()));
    await sink[Symbol.asyncDispose]();
    await postgres.stop();
    for (const volume of volumes) volume.remove();
  });

  const basic = (secret: string) => `Basic ${Buffer.from(`rotated:${secret}`).toString('base64')}`;
  const changes = (server: Server): number =>
    server.log().filter(({ msg }) => msg === 'the secrets of SECRETS_DIR changed').length;
  /** Gives one replica other secrets, and waits until it uses them. */
  async function mount(index: number, secrets: Secrets): Promise<void> {
    const server = servers[index] as Server;
    const known = changes(server);
    volumes[index]?.mount(secrets);
    await until(
      () => changes(server),
      (count) => count > known,
    );
  }

  test('while every secret is replaced on two replicas under load, nothing is refused and each call verifies', async () => {
    const used = { secrets: before as Secrets };
    const refused: string[] = [];
    let sent = 0;
    let running = true;
    const call = async (url: string, headers: Record<string, string>, body?: string) => {
      const response = await fetch(url, {
        method: body === undefined ? 'GET' : 'POST',
        headers,
        ...(body && { body }),
      });
      await response.arrayBuffer();
      if (!response.ok) refused.push(`${response.status} ${url}`);
      return response;
    };
    const json = { 'content-type': 'application/json' };
    const tokenFrom = async (server: Server, secret: string): Promise<string> => {
      const body = JSON.stringify({ clientId: 'rotated', clientSecret: secret });
      const response = await fetch(`${server.url}/v1/auth/access_token`, { method: 'POST', headers: json, body });
      if (!response.ok) refused.push(`${response.status} for a token`);
      return ((await response.json()) as { accessToken: string }).accessToken;
    };
    const [first, second] = servers as [Server, Server];
    const authorization = basic(before.CLIENT_SECRET);
    const listener = automation(
      'loaded',
      { type: 'ENTITY_CREATED', blueprintIdentifier: 'loaded' },
      webhook(sink.at('/loaded'), { runId: '{{ .run.id }}' }, { headers: { 'x-key': '{{ .secrets.KEY }}' } }),
    );
    await call(`${first.url}/v1/actions`, { ...json, authorization }, JSON.stringify(listener));
    // Tokens of each replica, used on the other one to the end.
    const tokens = [await tokenFrom(second, before.CLIENT_SECRET), await tokenFrom(first, before.CLIENT_SECRET)];

    const load = async (worker: number): Promise<void> => {
      for (let turn = 0; running; turn += 1) {
        const server = servers[turn % 2] as Server;
        const { CLIENT_SECRET: secret = '', EVENTS_SECRET: signing = '' } = used.secrets;
        const text = JSON.stringify(Array.from({ length: 5 }, (_, n) => created('loaded', `e-${worker}-${turn}-${n}`)));
        const { 'idempotency-key': _, ...signed } = signatureHeaders(
          { current: signing, old: null },
          `msg-${worker}-${turn}`,
          Buffer.from(text),
          Date.now(),
        );
        await call(`${server.url}/v1/events`, { ...json, ...signed }, text);
        sent += 5;
        await call(`${server.url}/v1/actions`, { authorization: basic(secret) });
        await call(`${server.url}/v1/actions`, { authorization: `Bearer ${tokens[turn % 2]}` });
        const fresh = await tokenFrom(server, secret);
        await call(`${(servers[(turn + 1) % 2] as Server).url}/v1/actions`, { authorization: `Bearer ${fresh}` });
      }
    };
    const enough = async (): Promise<void> => {
      const from = sent;
      await until(
        () => sent,
        (count) => count >= from + 200,
      );
    };
    const workers = [load(0), load(1), load(2), load(3)];
    await enough();
    for (const [secrets, next] of [
      [both, after],
      [after, after],
    ] as const) {
      await mount(0, secrets);
      await enough();
      await mount(1, secrets);
      used.secrets = next;
      await enough();
    }
    running = false;
    await Promise.all(workers);
    expect(refused).toEqual([]);
    await until(
      () => sink.deliveries('/loaded').length,
      (count) => count === sent,
    );

    const verifies = ({ headers, body }: Delivered, secret: string): boolean =>
      String(headers['webhook-signature'])
        .split(' ')
        .includes(
          standardSignature(
            secret,
            String(headers['webhook-id']),
            String(headers['webhook-timestamp']),
            Buffer.from(body),
          ),
        );
    const calls = sink.requests('/loaded');
    expect(calls.filter((one) => !verifies(one, before.EVENTS_SECRET) && !verifies(one, after.EVENTS_SECRET))).toEqual(
      [],
    );
    expect(calls.some((one) => verifies(one, before.EVENTS_SECRET) && verifies(one, after.EVENTS_SECRET))).toBe(true);
    expect(verifies(calls.at(-1) as Delivered, before.EVENTS_SECRET)).toBe(false);
    expect(new Set(calls.map(({ headers }) => headers['x-key']))).toEqual(new Set(['key-one', 'key-two']));
    for (const server of servers) {
      const old = await fetch(`${server.url}/v1/actions`, { headers: { authorization } });
      expect(old.status).toBe(401);
    }
  });

  test('a replica that starts with the new secret alone has the same key', async () => {
    const [first, second] = servers as [Server, Server];
    const body = JSON.stringify({ clientId: 'rotated', clientSecret: after.CLIENT_SECRET });
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${second.url}/v1/auth/access_token`, { method: 'POST', headers, body });
    const { accessToken } = (await answer.json()) as { accessToken: string };
    await first.stop();
    await first.start();
    const read = await fetch(`${first.url}/v1/actions`, { headers: { authorization: `Bearer ${accessToken}` } });
    expect(read.status).toBe(200);
  });
});
