import { createPool, type Pool } from '../../src/jq/pool.ts';
import { waitLimitMs } from '../wait-limit.ts';

/** The built worker. */
export const workerUrl = new URL('../../build/jq-worker.mjs', import.meta.url);

type Job = Parameters<Pool['run']>[0];

/** What tests write to see it stopped: it never ends, or not before it has used all memory. */
const endless = /def (\w+): (1 \+ )?\1\b|\[repeat\(|\[range\(1e9|\* \(?1e9|\* 3e7|reduce range\(1/;

const runsEndless = ({ program, input }: Job): boolean => input !== '' && endless.test(program);

/**
 * Threads with real deadlines for programs that have to be stopped, and none for any other: however slow the machine is, only
 * the former run out of time.
 */
export function createPatientPool(mustStop: (job: Job) => boolean = runsEndless): Pool {
  const pool = createPool(workerUrl, 2);
  return {
    ...pool,
    run: (job, options) =>
      pool.run(job, mustStop(job) ? options : { ...options, deadline: waitLimitMs, expires: Number.POSITIVE_INFINITY }),
  };
}

let shared: Pool | undefined;

/** Threads that all files of a test worker share, because each takes a second of CPU to start; they end with the worker. */
export function sharedPool(): Pool {
  shared ??= { ...createPatientPool(), close: async () => {} };
  return shared;
}
