import type { Observation } from '../../core/catalog/github/kinds.ts';
import type { BulkJob } from '../../store/bulk-jobs.ts';
import type { Tx } from '../../store/store.ts';
import type { UsableMapping } from '../event-sources/take-observation.ts';
import type { ImportCursor } from './import-cursor.ts';

/** The requested import: the account, the repositories (absent: all), and whether automations fire. */
export type ImportRequest = { account: string; repositories?: string[]; fire?: boolean };

/** The result of one step; `store` is called in the transaction that records the progress. */
export type ImportStep = {
  cursor: ImportCursor;
  read?: number;
  changed?: number;
  /** Until when (ms) the import waits. */
  until?: number | null;
  /** True: the import is complete. */
  ended?: true;
  /** Why the import cannot continue. */
  over?: string;
  store?(tx: Tx): Promise<void>;
};

/** Applies observations to the catalog; null when the import has ended or another replica has taken it over. */
export type TakeAll = (
  observations: readonly Observation[],
  mapping: UsableMapping,
) => Promise<{ changed: number; problems: string[] } | null>;

/** The input of a step. */
export type StepInput = {
  job: BulkJob;
  request: ImportRequest;
  cursor: ImportCursor;
  mapping: UsableMapping;
  take: TakeAll;
  /** Aborted when the process stops. */
  signal: AbortSignal;
};

/** The step that waits and then repeats the same request. */
export function waiting(cursor: ImportCursor, until: number, why: string): ImportStep {
  return { cursor: { ...cursor, waits: { until: new Date(until).toISOString(), why } }, until };
}
