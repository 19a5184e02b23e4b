import type { Json, JsonObject } from '../../core/json.ts';
import type { RunPhase, RunStatus } from '../../core/run/run.ts';
import type { PauseView } from '../../core/views/pause-view.ts';
import type { ChainedRun, RunRow } from '../../core/views/run-view.ts';

/** One attempt of a run, as returned by the API. */
export type AttemptView = {
  attempt: number;
  outcome: string;
  statusCode: number | null;
  message: string | null;
  /** The request and the response; null if they are not stored. */
  request: unknown;
  response: unknown;
  startedAt: string;
  endedAt: string | null;
};

/** An expression of a condition and what it gave, as a run keeps it. */
export type ReasonView = {
  expression: string;
  rewritten?: string;
  value?: Json;
  error?: string;
  skipped?: boolean;
};

/** A run, as returned by the API. */
export type RunView = {
  id: string;
  status: RunStatus;
  action: { identifier: string; title: string };
  entity?: { identifier: string; title: string };
  blueprint?: { identifier: string };
  summary?: string;
  statusLabel?: string;
  link: string[];
  payload?: JsonObject;
  response?: unknown;
  createdAt: string;
  endedAt?: string;
  execution: {
    phase: RunPhase;
    event: string;
    reason: unknown;
    attempts: number;
    target: string | null;
    chain: string[];
    before: ChainedRun[];
    after: ChainedRun[];
    revision: string;
    /** The run that retries this one, and the one that it retries or the replay that it belongs to; null: none. */
    retriedAs: string | null;
    repeats: string | null;
    /** The pause that holds it. */
    held: PauseView | null;
    history: AttemptView[];
  };
};

const phases: Partial<Record<RunPhase, string>> = {
  queued: 'Queued',
  retrying: 'Waiting to retry',
  parked: 'Target is failing',
  held: 'Paused',
  limited: 'Waiting for its limits',
  waiting: 'Waiting for an agent',
  blocked: 'Blocked: the chain is too long',
};

const statuses: Readonly<Record<RunStatus, string>> = {
  SUCCESS: 'Succeeded',
  FAILURE: 'Failed',
  IN_PROGRESS: 'In progress',
};

/** The filter by status of runs. */
export const statusChoice = {
  name: 'status',
  label: 'Status',
  options: Object.entries(statuses).map(([value, title]) => ({ value, title })),
};

/** The state of a run in words. */
export function stateWords({ status, phase }: { status: RunStatus; phase: RunPhase }): string {
  return (status === 'SUCCESS' ? undefined : phases[phase]) ?? statuses[status];
}

/** A number of attempts in words. */
export function attemptWords(attempts: number): string {
  return `${attempts} attempt${attempts === 1 ? '' : 's'}`;
}

/** The line that summarizes a listed run. */
export function rowWords(row: RunRow): string {
  return [stateWords(row), row.summary ?? '', attemptWords(row.attempts)].filter((part) => part !== '').join(' · ');
}

/** The line that summarizes a run. */
export function resultWords(run: RunView): string {
  const last = run.execution.history.at(-1);
  const message = run.summary || run.statusLabel || last?.message || '';
  const state = stateWords({ status: run.status, phase: run.execution.phase });
  return [state, message, attemptWords(run.execution.attempts)].filter((part) => part !== '').join(' · ');
}

const outcomes: Readonly<Record<string, { words: string; isError: boolean }>> = {
  succeeded: { words: 'Succeeded', isError: false },
  accepted: { words: 'Accepted', isError: false },
  offered: { words: 'Offered to an agent', isError: false },
  shadowed: { words: 'Not called: shadow mode', isError: false },
  unconfirmed: { words: 'No outcome yet', isError: false },
  rejected: { words: 'Rejected', isError: true },
  retry: { words: 'Failed for now', isError: true },
  unknown: { words: 'Unknown whether it was carried out', isError: true },
  interrupted: { words: 'Interrupted', isError: true },
};

/** The outcome of an attempt in words, and whether its message is an error. */
export function attemptOutcome({ outcome }: AttemptView): { words: string; isError: boolean } {
  return outcomes[outcome] ?? { words: outcome, isError: false };
}
