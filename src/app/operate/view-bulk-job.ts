import type { BulkView } from '../../core/views/bulk-view.ts';
import type { BulkJob } from '../../store/bulk-jobs.ts';
import { progressOf } from '../import/import-cursor.ts';

/** A bulk job as the API shows it. */
export function bulkView({ counts, cursor, failures: _, cancelledBy, lane: __, ...job }: BulkJob): BulkView {
  const state =
    job.endedAt === null ? 'running' : cancelledBy !== null ? 'cancelled' : job.problem !== null ? 'failed' : 'done';
  return {
    ...job,
    ...counts,
    state,
    createdAt: new Date(job.createdAt).toISOString(),
    endedAt: job.endedAt === null ? null : new Date(job.endedAt).toISOString(),
    ...(job.kind === 'import' && { import: progressOf(cursor) }),
  };
}
