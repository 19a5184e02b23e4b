import { parentPort, workerData } from 'node:worker_threads';
import type { PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely';
import { AppError } from '../core/error.ts';
import { createPglitePool } from './pglite.ts';

// The thread of the embedded database: its statements, of up to some 100 ms each, must not hold up sockets and timers.

/**
 * A request of the service's thread: a statement of a connection, the end of a connection's use, or closing the
 * database.
 */
export type EngineRequest =
  | { type: 'query'; id: number; connection: number; text: string; values: readonly unknown[] }
  | { type: 'release'; connection: number }
  | { type: 'end'; id: number };

/** An error as a message: a copied error would lose its class and its SQLSTATE. */
export type SentError = { message: string; stack: string | undefined; app: boolean; fields: Record<string, unknown> };

/**
 * A message of the database's thread: whether it opened, the answer to a request, or that the engine cannot continue.
 */
export type EngineAnswer =
  | { type: 'opened' }
  | { type: 'unopened'; error: SentError }
  | { type: 'done'; id: number; result: PostgresQueryResult<unknown> | null }
  | { type: 'failed'; id: number; error: SentError }
  | { type: 'broken'; sentence: string };

/**
 * Statements after which a connection is kept for its user, because they begin a transaction or take a lock. After all others the
 * next user's statement follows at once, without waiting until the other thread has read the answer.
 */
const keepsConnection = /\b(begin|start\s+transaction|pg_advisory)/i;

const endsTransaction = /^\s*(commit|rollback)\s*;?\s*$/i;

/** Fields of database errors that can be copied to another thread, such as SQLSTATE and the constraint's name. */
function fieldsOf(error: Error): Record<string, unknown> {
  const simple = Object.entries(error).filter(([, value]) => typeof value === 'string' || typeof value === 'number');
  return Object.fromEntries(simple);
}

function sent(thrown: unknown): SentError {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const { message, stack } = error;
  return { message, stack, app: error instanceof AppError, fields: { name: error.name, ...fieldsOf(error) } };
}

async function serve(port: NonNullable<typeof parentPort>, directory: string): Promise<void> {
  const say = (answer: EngineAnswer) => port.postMessage(answer);
  let pool: PostgresPool;
  try {
    pool = await createPglitePool(directory, { onBroken: (sentence) => say({ type: 'broken', sentence }) });
  } catch (error) {
    return say({ type: 'unopened', error: sent(error) });
  }
  const kept = new Map<number, PostgresPoolClient>();

  function release(connection: number): void {
    kept.get(connection)?.release();
    kept.delete(connection);
  }

  async function query({ connection, text, values }: Extract<EngineRequest, { type: 'query' }>) {
    const client = kept.get(connection) ?? (await pool.connect());
    if (keepsConnection.test(text)) kept.set(connection, client);
    try {
      return await client.query(text, values);
    } finally {
      if (!kept.has(connection)) client.release();
      else if (endsTransaction.test(text)) release(connection);
    }
  }

  function answer(id: number, work: Promise<PostgresQueryResult<unknown> | null>): void {
    work.then(
      (result) => say({ type: 'done', id, result }),
      (error: unknown) => say({ type: 'failed', id, error: sent(error) }),
    );
  }

  port.on('message', (ask: EngineRequest) => {
    if (ask.type === 'release') release(ask.connection);
    else if (ask.type === 'query') answer(ask.id, query(ask));
    else
      answer(
        ask.id,
        pool.end().then(() => null),
      );
  });
  say({ type: 'opened' });
}

if (parentPort === null) throw new Error('This file runs in a thread that src/store/pglite-thread.ts starts.');
void serve(parentPort, (workerData as { directory: string }).directory);
