import type { Outcome } from '../../core/run/run.ts';
import type { Call } from '../backend.ts';
import { followPause } from './follow-pause.ts';

/** How long work that was just started may be missing on the other side. */
const maxDelayMs = 10 * 60_000;

/** The outcomes of a look at work that has not ended, which are the same for every system. */
export type FollowProgress = {
  /** True once the work should have appeared: that it is missing then means that it is gone. */
  isDue: boolean;
  /** The work goes on; after the system's longest time the run ends. `after`: seconds before the next look. */
  waiting(message: string, after?: number): Outcome;
  /** The look itself failed, which somebody may have to fix. */
  trouble(message: string, after?: number): Outcome;
};

/** Opens the outcomes for one look. `maxDays`: after so long, work that has not ended never will. */
export function followProgress(
  { externalId, createdAt, services }: Pick<Call, 'createdAt' | 'services'> & { externalId: string },
  { system, maxDays }: { system: string; maxDays: number },
): FollowProgress {
  const ageMs = services.now() - createdAt;
  const waiting = (message: string, after = 0, more: { trouble?: true } = {}): Outcome =>
    ageMs > maxDays * 24 * 3_600_000
      ? { type: 'rejected', message: `${system} reported no end within ${maxDays} days. ${message}` }
      : { type: 'accepted', message, externalId, followAfter: Math.max(after, followPause(ageMs)), ...more };
  return {
    isDue: ageMs > maxDelayMs,
    waiting: (message, after) => waiting(message, after),
    trouble: (message, after) => waiting(message, after, { trouble: true }),
  };
}
