import { isObject, type Json } from '../../core/json.ts';
import type { BulkView } from '../../core/views/bulk-view.ts';
import type { ImportProgress } from '../../core/views/import-view.ts';

const titles: Record<BulkView['kind'], string> = {
  retry: 'Retry',
  cancel: 'Cancel',
  stop: 'Cancel waiting runs',
  replay: 'Replay events',
  import: 'Import from GitHub',
};

const deeds: Record<BulkView['kind'], string> = {
  retry: 'retried',
  cancel: 'cancelled',
  stop: 'cancelled',
  replay: 'started',
  import: 'imported',
};

/** Describes the request of a bulk job, such as "Retry: target https://example.com, status FAILURE". */
export function bulkTitle({ kind, request }: Pick<BulkView, 'kind' | 'request'>): string {
  const { as, ...filter } = request as Record<string, Json>;
  const parts = Object.entries(filter).map(([name, value]) => `${name} ${textOf(value)}`);
  const title = kind === 'retry' && as === 'new' ? 'Retry as new runs' : titles[kind];
  return parts.length === 0 ? title : `${title}: ${parts.join(', ')}`;
}

/** Describes the progress and the results of a bulk job. */
export function bulkProgress({ kind, done, total, changed, waiting, skipped, import: progress }: BulkView): string {
  const of = total === null ? '' : ` of ${total}`;
  const what = kind === 'import' ? 'objects' : kind === 'replay' ? 'events' : 'runs';
  const parts = [`${done}${of} ${what} processed`, `${changed} ${deeds[kind]}`];
  if (waiting > 0) parts.push(`${waiting} waiting for their target`);
  if (skipped > 0) parts.push(`${skipped} left unchanged`);
  if (progress) parts.push(...importParts(progress));
  return parts.join(' · ');
}

function importParts({ repositories, repository, problemCount, waits }: ImportProgress): string[] {
  const { found, done, skipped } = repositories;
  return [
    `${done + skipped} of ${found} repositories`,
    ...(repository === null ? [] : [`now ${repository}`]),
    ...(waits === null ? [] : [`waits until ${waits.until}: ${waits.why}`]),
    ...(problemCount > 0 ? [`${problemCount} problems`] : []),
  ];
}

const states: Record<BulkView['state'], string> = {
  running: 'Running',
  done: 'Done',
  cancelled: 'Cancelled',
  failed: 'Failed',
};

/** The state of a bulk job in a word. */
export function bulkState(state: BulkView['state']): string {
  return states[state];
}

function textOf(value: Json): string {
  if (Array.isArray(value)) return value.length > 3 ? `${value.length} of them` : value.map(textOf).join(' ');
  return isObject(value) ? JSON.stringify(value) : String(value);
}
