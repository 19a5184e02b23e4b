import type { JsonObject } from '../../core/json.ts';
import type { RunPhase, RunStatus } from '../../core/run/run.ts';

/** A run as the API answers it. */
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
    history: { attempt: number; outcome: string; statusCode: number | null; message: string | null }[];
  };
};

const phases: Partial<Record<RunPhase, string>> = {
  queued: 'Queued',
  retrying: 'Waiting to retry',
  parked: 'Target is failing',
  waiting: 'Waiting for an agent',
  blocked: 'Blocked: the chain is too long',
};

/** The state of a run in words. */
export function stateWords(run: RunView): string {
  if (run.status === 'SUCCESS') return 'Succeeded';
  if (run.execution.phase === 'blocked') return 'Blocked: the chain is too long';
  if (run.status === 'FAILURE') return 'Failed';
  return phases[run.execution.phase] ?? 'In progress';
}

/** The one line that says how a run went. */
export function resultWords(run: RunView): string {
  const last = run.execution.history.at(-1);
  const message = run.summary || run.statusLabel || last?.message || '';
  const attempts = `${run.execution.attempts} attempt${run.execution.attempts === 1 ? '' : 's'}`;
  return [stateWords(run), message, attempts].filter((part) => part !== '').join(' · ');
}
