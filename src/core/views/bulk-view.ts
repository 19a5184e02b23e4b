import type { ImportProgress } from './import-view.ts';

/** What a bulk job does. */
export type BulkKind = 'retry' | 'cancel' | 'stop' | 'replay' | 'import';

/** The progress of a bulk job. */
export type BulkCounts = {
  /** How many it has processed. */
  done: number;
  /** How many it changed. */
  changed: number;
  /** Runs that stay parked until the one probe that was sent to their target succeeds. */
  waiting: number;
  /** How many it left unchanged, because they had changed since it was requested. */
  skipped: number;
};

/** A bulk job as the API shows it. Times are RFC 3339. */
export type BulkView = BulkCounts & {
  id: string;
  kind: BulkKind;
  state: 'running' | 'done' | 'cancelled' | 'failed';
  by: string | null;
  /** The request. */
  request: object;
  /** How many it covered when it was requested; null if counting them would have taken too long. */
  total: number | null;
  /** Why it failed. */
  problem: string | null;
  createdAt: string;
  endedAt: string | null;
  /** The progress of an import. */
  import?: ImportProgress;
};
