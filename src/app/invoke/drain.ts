import { setTimeout as pause } from 'node:timers/promises';
import type { World } from '../world.ts';
import { type CircuitBreaker, maxSlowCalls, slowAfterMs } from './circuit-breaker.ts';

/** How many runs a round queues at most. */
const maxRound = 800;

/** The pause between rounds of runs for a target that was slow, ms: by then it is known whether it is slow again. */
const drainPauseMs = slowAfterMs + 250;

/**
 * Queues the runs parked for targets that have recovered, in rounds; a run parked again during this is not queued
 * twice. `room` resolves when the queue has room: new runs must not wait behind all of these.
 */
export async function drainTargets(
  world: Pick<World, 'store'>,
  targets: readonly string[],
  wake: () => void,
  room: () => Promise<unknown> = async () => {},
): Promise<void> {
  for (const target of targets) {
    let last: string | null = null;
    do {
      await room();
      last = await drainRound(world, target, last, wake);
    } while (last !== null);
  }
}

/**
 * Queues the runs that wait for a target that was slow: first as many as it may have in progress, then twice as many each
 * round, until it is slow again. Every run beyond what it can take would be claimed and put back for nothing.
 */
export async function drainSlow(
  world: Pick<World, 'store'>,
  target: string,
  wake: () => void,
  breaker: Pick<CircuitBreaker, 'isFull'>,
  stopping: AbortSignal,
  rest: (ms: number) => Promise<unknown> = (ms) => pause(ms, null, { signal: stopping }),
): Promise<void> {
  let size = maxSlowCalls;
  let last: string | null = null;
  while (!breaker.isFull(target) && !stopping.aborted) {
    last = await drainRound(world, target, last, wake, size);
    if (last === null) return;
    size = Math.min(maxRound, size * 2);
    await rest(drainPauseMs).catch(() => {});
  }
}

/** Queues one round of runs; returns the last one's id, or null when there are no more. */
async function drainRound(
  world: Pick<World, 'store'>,
  target: string,
  after: string | null,
  wake: () => void,
  size = 200,
): Promise<string | null> {
  const last = await world.store.transaction(async (tx) => {
    const runs = await tx.runs.parkedOn(target, size, after);
    await tx.runs.save(runs.map((run) => ({ ...run, phase: 'queued', nextAt: null })));
    await tx.jobs.put(runs.map((run) => ({ kind: 'invoke', runId: run.id })));
    return runs.at(-1)?.id ?? null;
  });
  wake();
  return last;
}
