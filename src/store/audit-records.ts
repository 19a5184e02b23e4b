import { type Selectable, sql } from 'kysely';
import type { AuditRecord } from '../core/event/audit.ts';
import type { Database } from './database.ts';
import type { Tables } from './tables.ts';

/** How many records one statement writes. */
const perStatement = 1_000;

/** Reads and writes audit records of changes that are not events; records never change. */
export function createAuditRecords(db: Database, now: () => number) {
  return {
    async insert(records: readonly Omit<AuditRecord, 'at'>[]): Promise<void> {
      for (let from = 0; from < records.length; from += perStatement) {
        const rows = records.slice(from, from + perStatement).map(({ before, after, ...record }) => ({
          ...record,
          // As text: Postgres would refuse an escaped NUL in nested JSON.
          before: before && JSON.stringify(before),
          after: after && JSON.stringify(after),
        }));
        await sql`
          insert into audit_records (id, at, resource, identifier, action, changed_by, origin, before, after)
          select id, ${new Date(now())}::timestamptz, resource, identifier, action, by, origin, before::json, after::json
          from json_to_recordset(${JSON.stringify(rows)}::json) as input(id text, resource text, identifier text,
            action text, by text, origin text, before text, after text)`.execute(db);
      }
    },

    /** Records made before the record `id` (null: from the newest), newest first. */
    async before(id: string | null, limit: number): Promise<AuditRecord[]> {
      return (await newest(id, limit).execute()).map(read);
    },

    /**
     * The changes of one object, without operators' actions on it, made before the record `id` (null: from the newest),
     * newest first.
     */
    async of(resource: string, identifier: string, id: string | null, limit: number): Promise<AuditRecord[]> {
      const query = newest(id, limit)
        .where('resource', '=', resource)
        .where('identifier', '=', identifier)
        .where('action', 'in', ['CREATE', 'UPDATE', 'DELETE']);
      return (await query.execute()).map(read);
    },

    /** Deletes records made before `before` (ms); returns how many. */
    async purge(before: number, limit: number): Promise<number> {
      const { rows } = await sql`
        delete from audit_records where seq in (
          select seq from audit_records where at < ${new Date(before)}::timestamptz limit ${limit}) returning seq`.execute(
        db,
      );
      return rows.length;
    },
  };

  function newest(id: string | null, limit: number) {
    const query = db.selectFrom('audit_records').selectAll().orderBy('seq', 'desc').limit(limit);
    if (id === null) return query;
    return query.where('seq', '<', (records) => records.selectFrom('audit_records').select('seq').where('id', '=', id));
  }
}

/** The audit records, through one database or transaction. */
export type AuditRecords = ReturnType<typeof createAuditRecords>;

function read(row: Selectable<Tables['audit_records']>): AuditRecord {
  const { id, at, resource, identifier, action, changed_by: by, origin, before, after } = row;
  return { id, at: at.getTime(), resource, identifier, action, by, origin, before, after };
}
