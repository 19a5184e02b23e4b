import type { Causation } from '../event/event.ts';
import type { Json, JsonObject } from '../json.ts';

/** The status of a run in Port's API; once a run has ended, its status never changes. */
export type RunStatus = 'IN_PROGRESS' | 'SUCCESS' | 'FAILURE';

/**
 * The phases of a run inside the service: queued (waiting for its first attempt) → invoking (an attempt is running) →
 * accepted (the other side is working on it) → ended; or retrying (waiting for the next attempt), parked (the circuit
 * breaker of its target is open), held (its automation or target is paused), limited (waiting for the concurrency, rate
 * or debounce of its automation), waiting (for an agent to claim it, then accepted), blocked (the chain of runs was too long).
 */
export const runPhases = [
  'queued',
  'invoking',
  'retrying',
  'parked',
  'held',
  'limited',
  'waiting',
  'accepted',
  'ended',
  'blocked',
] as const;

/** One of the phases. */
export type RunPhase = (typeof runPhases)[number];

/** What a backend returns for one attempt. Messages are shown and stored, so they never contain a secret. */
export type Outcome =
  | { type: 'succeeded'; message?: string; statusCode?: number; response?: Json; link?: string; externalId?: string }
  /**
   * The other side accepted the call and is working on it. With `followAfter`, it is polled after that many seconds,
   * and the run ends with what the other side reports. Without it, only a report through our API ends the run.
   */
  | {
      type: 'accepted';
      message?: string;
      statusCode?: number;
      response?: Json;
      externalId?: string;
      link?: string;
      followAfter?: number;
      /** Polling itself failed; the message says why and goes to the log of the run. */
      trouble?: true;
    }
  /** The automation is in shadow mode: the request was rendered, and nothing was called. */
  | { type: 'shadowed'; message: string; statusCode?: never; response?: never }
  /** Another party is to make the call: the run waits until an agent claims what is offered `to` it (`agentTarget`). */
  | { type: 'offered'; to: string; message: string; statusCode?: number; response?: Json }
  /** Permanent: the same call would be rejected again. */
  | { type: 'rejected'; message: string; statusCode?: number; response?: Json }
  /** Nothing was done for certain; `after` is in seconds, if the other side gave a time. */
  | { type: 'retry'; message: string; after?: number; statusCode?: number; response?: Json }
  /** The call was sent, but it is not known whether it was carried out. */
  | { type: 'unknown'; message: string; statusCode?: number; response?: Json };

/** The stored outcome of an attempt whose process died before it had one. */
export const interrupted = 'interrupted';

/** A line in the log of a run. */
export type LogLine = { level: 'info' | 'warning' | 'error'; message: string };

/** An update of a run from outside (Port's PATCH /v1/actions/runs/{id}). */
export type RunReport = {
  status?: 'SUCCESS' | 'FAILURE';
  statusLabel?: string;
  link?: string | string[];
  message?: JsonObject;
  summary?: string;
  externalRunId?: string;
};

/** A stored run: one execution of one automation for one event. Times are in ms since the epoch. */
export type Run = {
  id: string;
  eventId: string;
  automation: string;
  /** Identifies the definition that the event was matched with, which may be older than the present one. */
  definitionHash: string;
  status: RunStatus;
  phase: RunPhase;
  statusLabel: string | null;
  summary: string | null;
  link: string[];
  message: JsonObject | null;
  /** The id of the work on the other side, such as a workflow run. */
  externalId: string | null;
  /** The rendered invocation without secrets; null before the first attempt. */
  payload: JsonObject | null;
  response: Json;
  /** Why it fired: the result of each expression of the condition. */
  reason: Json;
  attempt: number;
  /** The target that fails together with it, such as a host; null before the first attempt. */
  target: string | null;
  /** The replica whose attempt is running; while waiting, the agent that has claimed the run. */
  claimedBy: string | null;
  /** When the next attempt is due; while waiting, when the claim expires. */
  nextAt: number | null;
  depth: number;
  /** The runs that led to it, oldest first. */
  chain: string[];
  createdAt: number;
  updatedAt: number;
  endedAt: number | null;
  updatedBy: string | null;
  /** The run that it retries or the replay that it belongs to; empty for the first run of an event and automation. */
  repeats: string;
  /** The idempotency key that it sends, when that is another run's; null: its own id. */
  idempotencyKey: string | null;
  /** True for a run of an automation in shadow mode: it is recorded, and never called. */
  shadow: boolean;
  /** The attempt that the limits of its automation allow; null when it never waited for them. */
  permit: number | null;
  /** The entity that it is about, where a later run of the same entity replaces it. */
  debounce: string | null;
  /** The trace that its attempts continue, as a `traceparent`; null: there is none. */
  trace: string | null;
};

/**
 * Creates a run that waits for its first attempt; `now` is in ms. The caller fills in what else is known from matching.
 */
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
    repeats: '',
    idempotencyKey: null,
    shadow: false,
    permit: null,
    debounce: null,
    trace: null,
  };
}

/**
 * The causation of an event caused by a run: one level deeper in the chain than the run. Without a run, the event is
 * from outside.
 */
export function causedBy(run: Pick<Run, 'id' | 'depth' | 'chain' | 'trace'> | null): Causation {
  if (run === null) return { depth: 0, chain: [] };
  const { id, depth, chain, trace } = run;
  return { depth: depth + 1, chain: [...chain, id], ...(trace !== null && { trace }) };
}
