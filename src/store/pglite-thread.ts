import { Worker } from 'node:worker_threads';
import type { PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely';
import { AppError } from '../core/error.ts';
import type { EmbeddedEngine } from './database.ts';
import type { EngineAnswer, EngineRequest, SentError } from './pglite-worker.ts';

/** The SQLSTATE of a database whose process ended, which callers treat as an outage. */
const ended = '57P02';

type PendingAnswer = { resolve(result: PostgresQueryResult<unknown> | null): void; reject(error: Error): void };

/**
 * The embedded database of a folder, in a thread of its own, behind the pool interface of `pg`. A connection costs nothing
 * until its first statement; statements of several connections follow each other without a round trip between the threads.
 * `onBroken` is called with a sentence when the engine or its thread cannot continue.
 */
export async function startPgliteThread(
  directory: string,
  workerUrl: URL,
  onBroken: (sentence: string) => void,
): Promise<PostgresPool> {
  const worker = new Worker(workerUrl, { workerData: { directory } });
  const waiting = new Map<number, PendingAnswer>();
  let failure: Error | null = null;
  let ending = false;
  let ids = 0;
  let connections = 0;
  let opening: PendingAnswer | null = null;

  const fail = (cause: Error): void => {
    if (ending || failure !== null) return;
    failure = Object.assign(new Error(`The thread of the embedded database ended: ${cause.message}`, { cause }), {
      code: ended,
    });
    if (opening !== null) {
      // The caller reports a start that failed.
      opening.reject(failure);
      return;
    }
    for (const { reject } of waiting.values()) reject(failure);
    waiting.clear();
    onBroken(`The embedded database in ${directory} ended: ${cause.message}`);
  };
  worker.on('error', (error) => fail(error instanceof Error ? error : new Error(String(error))));
  worker.on('exit', (code) => fail(new Error(`exit code ${code}`)));
  worker.on('message', (answer: EngineAnswer) => {
    if (answer.type === 'opened') return opening?.resolve(null);
    if (answer.type === 'unopened') return opening?.reject(received(answer.error));
    if (answer.type === 'broken') return onBroken(answer.sentence);
    const one = waiting.get(answer.id);
    waiting.delete(answer.id);
    if (answer.type === 'done') one?.resolve(answer.result);
    else one?.reject(received(answer.error));
  });

  function ask(make: (id: number) => EngineRequest): Promise<PostgresQueryResult<unknown> | null> {
    return new Promise((resolve, reject) => {
      if (failure !== null) return reject(failure);
      const id = ids++;
      worker.postMessage(make(id));
      waiting.set(id, { resolve, reject });
    });
  }

  try {
    await new Promise<unknown>((resolve, reject) => {
      opening = { resolve, reject };
    });
  } catch (error) {
    ending = true;
    await worker.terminate();
    throw error;
  } finally {
    opening = null;
  }

  return {
    async connect() {
      const connection = connections++;
      return {
        query: (text: string, values: readonly unknown[] = []) =>
          ask((id) => ({ type: 'query', id, connection, text, values })),
        release: () => worker.postMessage({ type: 'release', connection } satisfies EngineRequest),
      } as PostgresPoolClient;
    },
    async end() {
      if (failure === null) await ask((id) => ({ type: 'end', id }));
      ending = true;
      await worker.terminate();
    },
  } as PostgresPool;
}

/** Opens embedded databases in threads of their own, which the built `pglite-worker.mjs` at `workerUrl` runs. */
export function inThread(workerUrl: URL): EmbeddedEngine {
  return (directory, onBroken) => startPgliteThread(directory, workerUrl, onBroken);
}

function received({ message, stack, app, fields }: SentError): Error {
  const { code, ...others } = fields;
  if (app) return new AppError('unavailable', message);
  return Object.assign(new Error(message), others, {
    ...(code !== undefined && { code }),
    ...(stack !== undefined && { stack }),
  });
}
