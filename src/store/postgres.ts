import type { PostgresPool, PostgresPoolClient } from 'kysely';
import pg from 'pg';

/** The type id of bigint, read as a number: our sequences stay far below 2^53, and PGlite does the same. */
const int8 = 20;

/**
 * How long to wait for a connection and for a statement's answer, ms. Otherwise, the wait for a vanished host would
 * last as long as TCP's timeouts.
 */
const timeoutMs = { connection: 15_000, statement: 30_000 };

/** How long a connection may be silent before TCP checks that the server is still there, ms. */
const silence = 10_000;

/** A server by URL, and the schema of our tables. */
export type PostgresOptions = { url: string; schema: string; connections?: number };

/**
 * Creates the pool of Postgres connections. `onError` gets errors of idle connections; `statement`: the statement
 * timeout, ms; 0 for none.
 */
export function createPostgresPool(
  options: PostgresOptions & { statement?: number },
  onError: (error: unknown) => void,
): PostgresPool {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.connections ?? 10,
    connectionTimeoutMillis: timeoutMs.connection,
    query_timeout: options.statement ?? timeoutMs.statement,
    keepAlive: true,
    keepAliveInitialDelayMillis: silence,
    // All our statements and the queue's find their tables through this path; none names the schema.
    options: `-c search_path=${quoteIdentifier(options.schema)}`,
    application_name: 'catalog-automations',
    types: {
      getTypeParser: (oid: number, format?: 'text' | 'binary') =>
        oid === int8 ? Number : pg.types.getTypeParser(oid, format as 'text'),
    },
  });
  // Without listeners, a restarting database would crash this process: idle connections report errors on the pool,
  // those in use on themselves, even between two statements of a transaction.
  pool.on('error', onError);
  pool.on('connect', (client) => void client.on('error', onError));
  return {
    connect: async () => guarded(await pool.connect()),
    end: () => pool.end(),
  } as PostgresPool;
}

/** Discards a connection once a statement on it has timed out: the next statements would wait behind it. */
function guarded(client: pg.PoolClient): PostgresPoolClient {
  let late: Error | null = null;
  return {
    async query(text: string, values: unknown[]) {
      if (late !== null) throw late;
      try {
        return await client.query(text, values);
      } catch (error) {
        // The driver has no error code for it, only this message.
        if (error instanceof Error && error.message === 'Query read timeout') late = error;
        throw error;
      }
    },
    release: () => client.release(late ?? undefined),
  } as unknown as PostgresPoolClient;
}

/** Quotes a name for SQL. */
export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
