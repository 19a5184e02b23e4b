import type { PostgresPool, PostgresPoolClient } from 'kysely';
import pg from 'pg';

/** bigint as a number: our sequences stay far below 2^53, and PGlite reads them so too. */
const int8 = 20;

/**
 * How long to wait, ms: for a connection, be it made or free again, and for the answer to a statement. A host that is gone
 * without a word would otherwise be waited for as long as TCP does.
 */
const timeoutMs = { connection: 15_000, statement: 30_000 };

/** How long a connection is silent before the system asks whether the other side is still there, ms. */
const silence = 10_000;

/** A server by URL, and the schema that holds our tables. */
export type PostgresOptions = { url: string; schema: string; connections?: number };

/**
 * Connections to Postgres. `onError` hears of those that broke while nobody used them; `statement`: how long one
 * may take, ms; 0 for as long as it needs.
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
    // Every statement of ours and of the queue finds its tables by this path, none names the schema.
    options: `-c search_path=${quoteIdentifier(options.schema)}`,
    application_name: 'catalog-automations',
    types: {
      getTypeParser: (oid: number, format?: 'text' | 'binary') =>
        oid === int8 ? Number : pg.types.getTypeParser(oid, format as 'text'),
    },
  });
  // Without listeners, a database that restarts would take this process down: the pool speaks for connections that wait,
  // each one for itself while somebody has it, be it between two statements of a transaction.
  pool.on('error', onError);
  pool.on('connect', (client) => void client.on('error', onError));
  return {
    connect: async () => guarded(await pool.connect()),
    end: () => pool.end(),
  } as PostgresPool;
}

/** Throws a connection away once a statement on it was not answered in time: what comes next would wait behind it. */
function guarded(client: pg.PoolClient): PostgresPoolClient {
  let late: Error | null = null;
  return {
    async query(text: string, values: unknown[]) {
      if (late !== null) throw late;
      try {
        return await client.query(text, values);
      } catch (error) {
        // The driver's own words; it has no code for it.
        if (error instanceof Error && error.message === 'Query read timeout') late = error;
        throw error;
      }
    },
    release: () => client.release(late ?? undefined),
  } as unknown as PostgresPoolClient;
}

/** A name as SQL takes it. */
export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
