import { setTimeout as pause } from 'node:timers/promises';
import { AppError } from '../../core/error.ts';
import type { World } from '../world.ts';

/** How often a replica sends its heartbeat, ms. */
export const beatIntervalMs = 2_000;

/** How long after its last heartbeat a replica's work is taken over, ms. */
export const deadAfterMs = 15_000;

/** How long one heartbeat may take, ms: the next one uses another connection. */
const beatTimeoutMs = 5_000;

/** The longest gap in our own heartbeats that still counts as steady, ms. */
const maxGapMs = deadAfterMs / 2;

/** This process's heartbeat. */
export type Heartbeat = {
  beat(): Promise<void>;
  /**
   * True once our heartbeats have succeeded long enough for every live replica to have sent one too. Right after a
   * database outage all replicas look dead, and the first one back would take over all their work.
   */
  isSteady(): boolean;
};

/** Sends heartbeats and records how reliably they get through. */
export function createHeartbeat({ store, clock, settings }: Pick<World, 'store' | 'clock' | 'settings'>): Heartbeat {
  let since = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;

  return {
    async beat() {
      const given = store.replicas.beat(settings.replica);
      // Once we have stopped waiting, a failure is already known.
      given.catch(() => {});
      const waiting = new AbortController();
      const late = pause(beatTimeoutMs, null, { ref: false, signal: waiting.signal }).then(
        () => Promise.reject(new AppError('unavailable', 'The database did not accept a heartbeat in time')),
        () => {},
      );
      await Promise.race([given, late]).finally(() => waiting.abort());
      const now = clock.now();
      if (now - last > maxGapMs) since = now;
      last = now;
    },

    isSteady() {
      const now = clock.now();
      return now - last <= maxGapMs && now - since >= deadAfterMs;
    },
  };
}
