import type { PauseView } from './pause-view.ts';

/**
 * The state of a target. `open`: it keeps failing, and only one run at a time probes it; `slow`: its runs wait for calls
 * in progress; `failing`: it failed lately, not often enough to open; `closed`: it works, as far as we know.
 */
export type TargetState = 'paused' | 'open' | 'slow' | 'failing' | 'closed';

/** The states of a target in words. */
export const targetTitles: Readonly<Record<TargetState, string>> = {
  open: 'Keeps failing',
  failing: 'Failed lately',
  slow: 'Slow',
  paused: 'Paused',
  closed: 'Works',
};

/** How many runs of a target wait, in words. */
export function waitingWords(count: number): string {
  if (count === 0) return 'no run waits';
  return count === 1 ? '1 run waits' : `${count} runs wait`;
}

/** A target that fails, is paused or has waiting runs. Times are RFC 3339. */
export type TargetRow = {
  target: string;
  state: TargetState;
  /** Failures in a row. */
  failures: number;
  /** Since when its circuit breaker is open. */
  since: string | null;
  /** When the next run may probe it. */
  nextProbeAt: string | null;
  /** The last failure. */
  reason: string | null;
  /** How many of its runs wait. */
  waitingRuns: number;
  paused: PauseView | null;
};
