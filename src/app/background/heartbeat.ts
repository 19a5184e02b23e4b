import { setTimeout as pause } from 'node:timers/promises';
import { AppError } from '../../core/error.ts';
import type { World } from '../world.ts';

/** How often a replica gives its sign of life, ms. */
export const beatIntervalMs = 2_000;

/** After how long without a sign of life a replica's work is taken over, ms. */
export const deadAfterMs = 15_000;

/** How long one sign may take, ms: the next one goes over another connection. */
const beatTimeoutMs = 5_000;

/** How long ours may have been missing, ms, without others having looked dead meanwhile. */
const maxGapMs = deadAfterMs / 2;

/** This process' signs of life. */
export type Heartbeat = {
  beat(): Promise<void>;
  /**
   * True when ours have come through for so long that whoever lives has given one as well. After an outage of the
   * database everybody looks dead, to whoever comes back first.
   */
  isSteady(): boolean;
};

/** Gives signs of life and notes how well they come through. */
export function createHeartbeat({ store, clock, settings }: Pick<World, 'store' | 'clock' | 'settings'>): Heartbeat {
  let since = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;

  return {
    async beat() {
      const given = store.replicas.beat(settings.replica);
      // Should it fail after we stopped waiting, that is no news.
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
