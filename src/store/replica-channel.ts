import { createHash } from 'node:crypto';
import pg from 'pg';
import type { PostgresOptions } from './postgres.ts';

/** Passes short messages between the replicas on one database. */
export type ReplicaChannel = {
  /** Sends to the other replicas; while the connection is broken nothing is sent, and `onGap` follows on both sides. */
  send(topics: readonly string[]): void;
  close(): Promise<void>;
};

/** The owner of a channel, and its callbacks. */
export type ChannelOptions = Pick<PostgresOptions, 'url' | 'schema'> & {
  replica: string;
  onMessage(topics: readonly string[]): void;
  /** Called when the connection is back, because messages may have been lost. */
  onGap(): void;
  onError(error: unknown): void;
};

const waitMs = { again: 1_000, look: 15_000, answer: 10_000, end: 2_000 };

/** Postgres refuses longer messages (8,000 bytes). */
const maxBytes = 7_900;

/**
 * Opens the channel on a dedicated connection, because a listener must keep its connection, and a notification inside a
 * transaction would make all commits wait for each other. It reconnects while it is open.
 */
export function openReplicaChannel(options: ChannelOptions): ReplicaChannel {
  const { url, schema, replica, onMessage, onGap, onError } = options;
  // A fixed length: schemas may be as long as a channel's name may be.
  const channel = `catalog_automations_${createHash('sha256').update(schema).digest('hex').slice(0, 16)}`;
  let open: pg.Client | null = null;
  let closed = false;
  let gap = false;
  let timer: NodeJS.Timeout | null = null;

  async function connect(): Promise<void> {
    timer = null;
    const client = new pg.Client({
      connectionString: url,
      connectionTimeoutMillis: waitMs.answer,
      query_timeout: waitMs.answer,
      keepAlive: true,
      application_name: 'catalog-automations-news',
    });
    client.on('notification', ({ payload = '' }) => receive(payload));
    client.on('error', (error) => lose(client, error));
    client.on('end', () => lose(client, new Error('The database closed the connection')));
    try {
      await client.connect();
      await client.query(`listen ${channel}`);
    } catch (error) {
      return lose(client, error);
    }
    if (closed) return void client.end().catch(() => {});
    open = client;
    if (gap) {
      onGap();
      send(['*']);
    }
    gap = false;
    look(client);
  }

  /** Checks that the connection still works, because a vanished host sends nothing. */
  function look(client: pg.Client): void {
    timer = setTimeout(() => {
      client.query('select 1').then(
        () => open === client && look(client),
        (error: unknown) => lose(client, error),
      );
    }, waitMs.look);
    timer.unref();
  }

  const lost = new WeakSet<pg.Client>();
  function lose(client: pg.Client, error: unknown): void {
    if (closed || lost.has(client)) return;
    lost.add(client);
    open = null;
    if (!gap) onError(error);
    gap = true;
    void client.end().catch(() => {});
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(() => void connect(), waitMs.again);
    timer.unref();
  }

  function receive(payload: string): void {
    const { from, topics } = JSON.parse(payload) as { from: string; topics: string[] };
    if (from !== replica) onMessage(topics);
  }

  function send(topics: readonly string[]): void {
    if (open === null) {
      gap = true;
      return;
    }
    const client = open;
    const text = JSON.stringify({ from: replica, topics });
    const payload = Buffer.byteLength(text) > maxBytes ? JSON.stringify({ from: replica, topics: ['*'] }) : text;
    client.query('select pg_notify($1, $2)', [channel, payload]).catch((error: unknown) => lose(client, error));
  }

  void connect();
  return {
    send,
    async close() {
      closed = true;
      if (timer !== null) clearTimeout(timer);
      // A server that vanished never confirms the end.
      const timeout = new Promise<void>((resolve) => setTimeout(resolve, waitMs.end).unref());
      await Promise.race([open?.end().catch(() => {}), timeout]);
    },
  };
}
