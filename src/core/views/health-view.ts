import type { FolderView } from './folder-view.ts';

/** A system that the service can connect to; names of the variables that are set and of those that are not, never values. */
export type ConnectionView = { title: string; set: readonly string[]; unset: readonly string[] };

/** The report on what needs attention, as far back as events and runs are kept. Times are RFC 3339. */
export type HealthReport = {
  /** The folder of definitions of the replica that answers; null when it loads none. */
  folder: FolderView | null;
  /** Targets whose circuit breaker is open: their runs wait. */
  targets: readonly {
    key: string;
    failures: number;
    since: string | null;
    probeAt: string | null;
    reason: string | null;
  }[];
  /** Conditions that failed with an error on one of the newest events on which any failed. */
  conditions: readonly { automation: string; events: number; message: string; lastEvent: string; lastAt: string }[];
  /** Active automations whose latest run failed. */
  failing: readonly { automation: string; run: string; at: string }[];
  /** Active automations without a run; `total` counts those beyond the list too. */
  neverFired: { total: number; automations: readonly { identifier: string; title: string | null; since: string }[] };
  /** Of the newest `looked` events, those that led to no run, by blueprint. */
  unmatched: { looked: number; blueprints: readonly { blueprint: string | null; events: number; lastAt: string }[] };
  /** Webhooks that could not be handled completely, newest first. */
  deliveries: readonly {
    id: string;
    webhook: string;
    receivedAt: string;
    waitsFor: string | null;
    problems: readonly string[];
  }[];
  connections: readonly ConnectionView[];
  /** Secrets that definitions use but the service lacks. */
  missingSecrets: readonly { name: string; automations: readonly string[] }[];
};

/** How a check of the service ended: a warning is worth a look, an error keeps something from working. */
export type CheckState = 'ok' | 'warning' | 'error';

/** A check of the service as `doctor` prints it: what was found in one sentence, and how to fix it. */
export type CheckView = { name: string; title: string; state: CheckState; message: string; fix: string | null };
