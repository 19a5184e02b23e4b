import { AppError } from '../../core/error.ts';
import type { AuditRecord } from '../../core/event/audit.ts';
import type { JsonObject } from '../../core/json.ts';
import type { RevisionView } from '../../core/views/revision-view.ts';
import type { World } from '../world.ts';
import { type Actions, hashOf, type WrittenAutomation } from './automations.ts';
import type { Expected } from './expected.ts';
import { automationResource, type ChangeAuthor } from './record-changes.ts';

/** The changes to one automation, even a deleted one. */
export type History = {
  /** Returns a page of changes, newest first; `after`: the id of the change after which the page begins. */
  page(identifier: string, page: { after: string | null; limit: number }): Promise<HistoryPage>;
  /** Restores a revision of an automation; creates the automation again if it was deleted. */
  restore(identifier: string, revision: string, author: ChangeAuthor, expected?: Expected): Promise<WrittenAutomation>;
};

/** The changes on a page, and where the next page begins. */
export type HistoryPage = { revisions: RevisionView[]; next: string | null };

/** How many changes are read at once to find a revision. */
const batchSize = 100;

/** Opens the histories. */
export function createHistory({ store }: Pick<World, 'store'>, actions: Pick<Actions, 'create' | 'replace'>): History {
  const { automations, auditRecords } = store;

  async function find(identifier: string, revision: string): Promise<JsonObject> {
    let before: string | null = null;
    for (;;) {
      const records: AuditRecord[] = await auditRecords.of(automationResource, identifier, before, batchSize);
      for (const record of records) {
        for (const side of [record.after, record.before])
          if (revisionOf(side) === revision && side !== null) return side;
      }
      before = records.at(-1)?.id ?? null;
      if (records.length < batchSize) break;
    }
    throw new AppError('not_found', `The history of ${identifier} has no revision ${revision}`);
  }

  return {
    async page(identifier, { after, limit }) {
      const records = await auditRecords.of(automationResource, identifier, after, limit + 1);
      if (records.length === 0 && after === null && (await automations.get(identifier)) === null) {
        throw new AppError('not_found', `The automation ${identifier} has never existed`);
      }
      const shown = records.slice(0, limit);
      return { revisions: shown.map(view), next: records.length > limit ? (shown.at(-1)?.id ?? null) : null };
    },

    async restore(identifier, revision, author, expected) {
      const definition = await find(identifier, revision);
      if ((await automations.get(identifier)) === null) return actions.create(definition, author);
      return actions.replace(identifier, definition, author, { expected });
    },
  };
}

function view({ id, at, by, origin, action, before, after }: AuditRecord): RevisionView {
  const [revision, previous] = [revisionOf(after), revisionOf(before)];
  return { id, at: new Date(at).toISOString(), by, origin, action, revision, previous, before, after };
}

function revisionOf(definition: JsonObject | null): string | null {
  return definition === null ? null : hashOf(definition);
}
