import type { CheckState, HealthReport } from '../views/health-view.ts';
import type { Pause } from '../views/pause-view.ts';

/** The result of a check; `fix`: what to do about a problem. */
export type CheckResult = { state: CheckState; message: string; fix?: string };

/** One check of `doctor`, with its documentation; it only evaluates facts that were gathered before. */
export type HealthCheck<Facts> = {
  name: string;
  title: string;
  /** What the check examines and when it complains, for the docs. */
  about: string;
  /** Evaluates the facts; null if there is nothing to check. */
  look(facts: Facts): CheckResult | null;
};

/** The state of our App on GitHub, or why GitHub does not answer; `needs`: what the service requires of an App. */
export type AppFacts = { needs: AppGrants } & ({ granted: AppGrants } | { problem: string });

/** The permissions of an App and the webhooks that it receives. */
export type AppGrants = { permissions: Readonly<Record<string, string>>; events: readonly string[] };

/** The facts that the service knows about itself. Times are in ms. */
export type ServiceFacts = {
  report: HealthReport;
  /** The names of the variables that are set, never their values. */
  variables: readonly string[];
  migrations: { applied: readonly string[]; known: readonly string[] };
  /** Bytes left for the embedded database; null with Postgres. */
  freeBytes: number | null;
  /** By how much the service's clock is ahead of others, by their name. */
  clocks: readonly { name: string; ahead: number }[];
  /** Null: no App is configured. */
  app: AppFacts | null;
  failingTasks: readonly { task: string; failures: number }[];
  /** How long the oldest run has been due, and the oldest event unmatched; null: nothing waits. */
  lag: { run: number | null; event: number | null };
  unmatchedEvents: number;
  pauses: readonly Pause[];
  /** How many runs the pauses hold. */
  heldRuns: number;
};

/** The facts that the caller of a service finds out by itself. Times are in ms. */
export type CallerFacts = {
  url: string;
  /** The version that answered, or why there was no useful answer. */
  answer: { version: string } | { problem: string; refused: boolean };
  /** By how much the caller's clock is ahead of the service's; null: unknown. */
  ahead: number | null;
  /** The problems that a service on this machine would have at start; null: it answers, or is elsewhere. */
  local: { problems: readonly string[]; freeBytes: number | null } | null;
};
