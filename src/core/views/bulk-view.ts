import type { ImportProgress } from './import-view.ts';

/** What a bulk job does. */
export type BulkKind = 'retry' | 'cancel' | 'stop' | 'replay' | 'import';

/** How far a bulk job is. */
export type BulkCounts = {
  /** How many it looked at and decided. */
  done: number;
  /** How many it changed. */
  changed: number;
  /** Runs that stay parked until the one probe that was sent to their target succeeds. */
  waiting: number;
  /** How many it left unchanged, because they had changed since it was asked for. */
  skipped: number;
};

/** A bulk job as the API shows it. Times are RFC 3339. */
export type BulkView = BulkCounts & {
  id: string;
  kind: BulkKind;
  state: 'running' | 'done' | 'cancelled' | 'failed';
  by: string | null;
  /** What was asked for. */
  request: object;
  /** How many it was about when it was asked for; null when counting them would have taken too long. */
  total: number | null;
  /** Why it failed. */
  problem: string | null;
  createdAt: string;
  endedAt: string | null;
  /** Of an import: how far it is. */
  import?: ImportProgress;
};
