import type { Outcome } from '../../core/run/run.ts';
import type { Call } from '../backend.ts';
import { followPause } from './follow-pause.ts';

/** How long work that was just started may not show up yet, ms. */
const maxDelayMs = 10 * 60_000;

/** The outcomes of looking at unfinished work, which are the same for every system. */
export type FollowProgress = {
  /** True once the work should have appeared: if it is missing now, it is gone. */
  isDue: boolean;
  /** The work continues; after the system's maximum time the run ends. `after`: seconds until the next look. */
  waiting(message: string, after?: number): Outcome;
  /** The look itself failed, which an operator may have to fix. */
  trouble(message: string, after?: number): Outcome;
};

/** Creates the outcomes for one look. `maxDays`: the age after which unfinished work never will finish. */
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
