import type { Observation } from '../../core/catalog/github/kinds.ts';
import type { BulkJob } from '../../store/bulk-jobs.ts';
import type { Tx } from '../../store/store.ts';
import type { UsableMapping } from '../event-sources/take-observation.ts';
import type { ImportCursor } from './import-cursor.ts';

/** What was asked for: the account, the repositories (absent: all), and whether automations fire. */
export type ImportRequest = { account: string; repositories?: string[]; fire?: boolean };

/** What one step came to; `store` is done in the transaction that records the progress. */
export type ImportStep = {
  cursor: ImportCursor;
  read?: number;
  changed?: number;
  /** Until when (ms) the import waits. */
  until?: number | null;
  /** True: the import is complete. */
  ended?: true;
  /** Why it cannot go on. */
  over?: string;
  store?(tx: Tx): Promise<void>;
};

/** Brings observations into the catalog; null when the import has ended or is another replica's. */
export type TakeAll = (
  observations: readonly Observation[],
  mapping: UsableMapping,
) => Promise<{ changed: number; problems: string[] } | null>;

/** What a step is given. */
export type StepInput = {
  job: BulkJob;
  request: ImportRequest;
  cursor: ImportCursor;
  mapping: UsableMapping;
  take: TakeAll;
  /** Aborted when the process stops. */
  signal: AbortSignal;
};

/** The step that waits and tries the same again. */
export function waiting(cursor: ImportCursor, until: number, why: string): ImportStep {
  return { cursor: { ...cursor, waits: { until: new Date(until).toISOString(), why } }, until };
}
