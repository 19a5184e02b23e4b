import type { JsonObject } from '../../core/json.ts';
import type { RevisionView } from '../../core/views/revision-view.ts';

const ways: Readonly<Record<string, string>> = {
  UI: 'on the page',
  API: 'by the API',
  SYNC: 'by a sync',
  FOLDER: 'from the folder',
  AUTOMATION: 'by an automation',
};

/** How a change was made; empty for a way that this page does not know. */
export function wayOf({ origin }: Pick<RevisionView, 'origin'>): string {
  return ways[origin] ?? '';
}

/** Describes a change, as the end of a sentence that begins with the author. */
export function deedOf({ action, before, after }: Pick<RevisionView, 'action' | 'before' | 'after'>): string {
  if (action === 'CREATE') return 'created it';
  if (action === 'DELETE') return 'deleted it';
  if (before !== null && after !== null && isSwitch(before, after)) {
    return after.publish === false ? 'switched it off' : 'switched it on';
  }
  return 'changed it';
}

function isSwitch(before: JsonObject, after: JsonObject): boolean {
  return JSON.stringify({ ...before, publish: null }) === JSON.stringify({ ...after, publish: null });
}

/** Who made a change, without the kind of caller before the name. */
export function authorOf(by: string): string {
  return by.replace(/^(user|client|github|folder):/, '');
}
