import type { RunPhase, RunStatus } from '../run/run.ts';

/** One run in a list. Times are RFC 3339. */
export type RunRow = {
  id: string;
  automation: string;
  status: RunStatus;
  phase: RunPhase;
  /** One line: the result or the reason of a failure. */
  summary: string | null;
  event: string;
  blueprint: string | null;
  entity: string | null;
  target: string | null;
  attempts: number;
  nextAttemptAt: string | null;
  createdAt: string;
  updatedAt: string;
  endedAt: string | null;
  /** True for a run that was recorded and not called. */
  shadow: boolean;
};

/** Another run of a chain, as a link to it shows it. */
export type ChainedRun = { id: string; automation: string; status: RunStatus; phase: RunPhase };

/** One event in a list. Times are RFC 3339. */
export type EventRow = {
  id: string;
  /** `entity` or `run`. */
  type: string;
  action: string;
  blueprint: string | null;
  entity: string | null;
  source: string;
  receivedAt: string;
  matchedAt: string | null;
  /** How many runs it led to. */
  runs: number;
  /** How many conditions failed with an error on it. */
  failed: number;
};
