import type { RunPhase } from '../run/run.ts';

/** The kinds of objects that can be paused. */
export type PauseKind = 'automation' | 'target';

/** The pause of an automation or a target. Times are ms since the epoch. */
export type Pause = {
  kind: PauseKind;
  name: string;
  reason: string;
  by: string | null;
  since: number;
  /** When it ends by itself; null: it lasts until someone ends it. */
  until: number | null;
};

/** A pause as the API shows it. Times are RFC 3339. */
export type PauseView = Omit<Pause, 'since' | 'until'> & { since: string; until: string | null };

/** The pauses, and how many runs they hold. */
export type PausesView = { pauses: readonly PauseView[]; heldRuns: number };

/** How many of the runs that have not ended are held. */
export function heldRuns({ runs }: { runs: readonly { phase: RunPhase; count: number }[] }): number {
  return runs.find(({ phase }) => phase === 'held')?.count ?? 0;
}

/** Converts a pause to what the API shows. */
export function pauseView(pause: Pause): PauseView {
  const { since, until } = pause;
  return {
    ...pause,
    since: new Date(since).toISOString(),
    until: until === null ? null : new Date(until).toISOString(),
  };
}

/** A pause in words, such as `paused by ada since 2026-11-29T03:00:00.000Z: wrong numbers`. */
export function pauseWords(pause: Pause): string {
  const { by, reason, since, until } = pauseView(pause);
  const end = until === null ? '' : `, until ${until}`;
  return `paused by ${by ?? 'someone'} since ${since}${end}: ${reason}`;
}
