import { setImmediate } from 'node:timers/promises';
import { type AuditFilter, auditEntry, isAudited } from '../../core/event/audit.ts';
import type { JsonObject } from '../../core/json.ts';
import type { Events } from '../../store/events.ts';

/** Returns the newest entries that match a filter, at most `limit`. */
export type AuditLog = (filter: AuditFilter, limit: number) => Promise<JsonObject[]>;

/** How many events are read at once. */
const batchSize = 500;

/** How many events one request scans: a filter without matches must not read the whole history. */
const maxRead = 50_000;

/** Creates the audit log: changes in the catalog and in runs, as far back as events are kept. */
export function createAuditLog(events: Pick<Events, 'before'>): AuditLog {
  return async (filter, limit) => {
    const found: JsonObject[] = [];
    let before: string | null = null;
    for (let read = 0; read < maxRead; read += batchSize) {
      const batch = await events.before(before, batchSize);
      for (const { event, chain } of batch) {
        const entry = auditEntry({ event, runId: chain.at(-1) ?? null });
        if (!isAudited(entry, filter)) continue;
        found.push(entry);
        if (found.length === limit) return found;
      }
      const last = batch.at(-1);
      if (batch.length < batchSize || last === undefined) break;
      before = last.event.id;
      // PGlite answers in microtasks: without yielding to the event loop, a long scan would block everything else.
      await setImmediate();
    }
    return found;
  };
}
