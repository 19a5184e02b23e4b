import type { Causation } from '../event/event.ts';
import type { Json, JsonObject } from '../json.ts';

/** A run's status as Port's API shows it; an ended status never changes again. */
export type RunStatus = 'IN_PROGRESS' | 'SUCCESS' | 'FAILURE';

/**
 * Where a run stands inside the service:
 * queued (waits for its first attempt) → invoking (an attempt is under way) → accepted (the other side works on it)
 * → ended; retrying (waits for the next attempt), parked (its target is down), waiting (for an agent to take it, then
 * accepted), blocked (the chain was too deep).
 */
export type RunPhase = 'queued' | 'invoking' | 'retrying' | 'parked' | 'waiting' | 'accepted' | 'ended' | 'blocked';

/** What a backend returns for one attempt. Messages are shown and kept: they never hold a secret. */
export type Outcome =
  | { type: 'succeeded'; message?: string; statusCode?: number; response?: Json; link?: string; externalId?: string }
  /**
   * The other side took it and works on it. `followAfter` asks to be followed: polled after so many seconds, and ended by
   * what the other side reports to us. Without it only a report through our API ends the run.
   */
  | {
      type: 'accepted';
      message?: string;
      statusCode?: number;
      response?: Json;
      externalId?: string;
      link?: string;
      followAfter?: number;
      /** The look itself failed: the message says why, and the run's log tells it. */
      trouble?: true;
    }
  /** Somebody else is to make the call: the run waits until an agent claims what is offered `to` it (`agentTarget`). */
  | { type: 'offered'; to: string; message: string; statusCode?: number; response?: Json }
  /** Permanent: the same call would be refused again. */
  | { type: 'rejected'; message: string; statusCode?: number; response?: Json }
  /** Certain that nothing was done; `after` in seconds when the other side named it. */
  | { type: 'retry'; message: string; after?: number; statusCode?: number; response?: Json }
  /** The call was sent and no answer tells whether it was carried out. */
  | { type: 'unknown'; message: string; statusCode?: number; response?: Json };

/** Kept as the outcome of an attempt whose process died before it knew one. */
export const interrupted = 'interrupted';

/** One line of a run's log. */
export type LogLine = { level: 'info' | 'warning' | 'error'; message: string };

/** What the outside reports about a run (Port's PATCH /v1/actions/runs/{id}). */
export type RunReport = {
  status?: 'SUCCESS' | 'FAILURE';
  statusLabel?: string;
  link?: string | string[];
  message?: JsonObject;
  summary?: string;
  externalRunId?: string;
};

/** One execution of one automation for one event, as it is kept. Times are ms since the epoch. */
export type Run = {
  id: string;
  eventId: string;
  automation: string;
  /** Names the definition it was matched with, which may be older than the automation's present one. */
  definitionHash: string;
  status: RunStatus;
  phase: RunPhase;
  statusLabel: string | null;
  summary: string | null;
  link: string[];
  message: JsonObject | null;
  /** The other side's name for what it does for us, e.g. a workflow run. */
  externalId: string | null;
  /** The invocation as rendered without secrets; null before the first attempt. */
  payload: JsonObject | null;
  response: Json;
  /** Why it fired: what each expression of the condition gave. */
  reason: Json;
  attempt: number;
  /** What fails together with it, such as a host; null before the first attempt. */
  target: string | null;
  /** The replica whose attempt is under way; while waiting, the agent that has claimed it. */
  claimedBy: string | null;
  /** When the next attempt is due; while waiting, until when the claim holds. */
  nextAt: number | null;
  depth: number;
  /** The runs that led to it, oldest first. */
  chain: string[];
  createdAt: number;
  updatedAt: number;
  endedAt: number | null;
  updatedBy: string | null;
};

/** A run that waits for its first attempt; `now` in ms. What the matching knows besides is filled in by the caller. */
export function queuedRun(facts: { id: string; eventId: string; automation: string; now: number }): Run {
  return {
    id: facts.id,
    eventId: facts.eventId,
    automation: facts.automation,
    definitionHash: '',
    status: 'IN_PROGRESS',
    phase: 'queued',
    statusLabel: null,
    summary: null,
    link: [],
    message: null,
    externalId: null,
    payload: null,
    response: null,
    reason: null,
    attempt: 0,
    target: null,
    claimedBy: null,
    nextAt: null,
    depth: 0,
    chain: [],
    createdAt: facts.now,
    updatedAt: facts.now,
    endedAt: null,
    updatedBy: null,
  };
}

/** Where an event stands that a run caused: one deeper in the chain than the run; outside every chain without one. */
export function causedBy(run: Pick<Run, 'id' | 'depth' | 'chain'> | null): Causation {
  return run === null ? { depth: 0, chain: [] } : { depth: run.depth + 1, chain: [...run.chain, run.id] };
}
