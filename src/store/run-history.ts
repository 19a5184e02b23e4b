import { sql } from 'kysely';
import type { Json } from '../core/json.ts';
import { bounded } from '../core/run/bounded.ts';
import { interrupted, type LogLine } from '../core/run/run.ts';
import type { Database } from './database.ts';
import { plain, plainOrNull } from './text.ts';

/** One attempt of a run; `outcome` null: its end was not seen. Times are ms since the epoch. */
export type Attempt = {
  attempt: number;
  startedAt: number;
  endedAt: number | null;
  outcome: string | null;
  statusCode: number | null;
  message: string | null;
  /** The request and response, if it failed and another attempt followed. */
  request: Json;
  response: Json;
};

/** Outcomes after which the call may or may not have been carried out; the same holds for an attempt without one. */
export const openOutcomes: readonly string[] = ['unknown', interrupted];

/** How an attempt ended. */
export type AttemptEnd = {
  runId: string;
  attempt: number;
  outcome: string;
  statusCode?: number;
  message?: string;
  /** A copy of what the run stores, which another attempt will overwrite. */
  request?: Json;
  response?: Json;
};

/** A stored line of a run's log. */
export type StoredLog = {
  id: string;
  runId: string;
  level: string;
  message: string;
  createdBy: string | null;
  createdAt: number;
};

/** Reads and writes the history of runs: their attempts and logs. */
export function createRunHistory(db: Database, now: () => number) {
  return {
    async endAttempts(ends: readonly AttemptEnd[]): Promise<void> {
      if (ends.length === 0) return;
      const rows = ends.map((end) => ({
        run_id: end.runId,
        attempt: end.attempt,
        outcome: end.outcome,
        status_code: end.statusCode ?? null,
        message: plainOrNull(end.message),
        // As text: Postgres would refuse an escaped NUL in nested JSON.
        request: end.request === undefined ? null : JSON.stringify(bounded(end.request)),
        response: end.response === undefined ? null : JSON.stringify(bounded(end.response)),
      }));
      await sql`update attempts set ended_at = ${new Date(now())}::timestamptz, outcome = input.outcome,
          status_code = input.status_code, message = input.message, request = input.request::json,
          response = input.response::json
        from json_to_recordset(${JSON.stringify(rows)}::json)
          as input(run_id text, attempt integer, outcome text, status_code integer, message text, request text,
            response text)
        where attempts.run_id = input.run_id and attempts.attempt = input.attempt`.execute(db);
    },

    /** How many attempts before the current one were interrupted by this service ending; only for runs with any. */
    async interruptions(runIds: readonly string[]): Promise<Map<string, number>> {
      if (runIds.length === 0) return new Map();
      const rows = await db
        .selectFrom('attempts')
        .select(['run_id', (count) => count.fn.countAll<number>().as('count')])
        .where('run_id', 'in', runIds)
        .where('outcome', '=', interrupted)
        .groupBy('run_id')
        .execute();
      return new Map(rows.map((row) => [row.run_id, Number(row.count)]));
    },

    /** Records that no earlier attempt of a run was carried out: a search found nothing. */
    async refuteAttempts(runId: string, before: number): Promise<void> {
      await db
        .updateTable('attempts')
        .set({ outcome: 'retry', message: 'Looked for and not found: nothing was started' })
        .where('run_id', '=', runId)
        .where('attempt', '<', before)
        .where((where) => where.or([where('outcome', 'is', null), where('outcome', 'in', openOutcomes)]))
        .execute();
    },

    /** Deletes attempts that were claimed but never started, as when their target is parked. */
    async cancelAttempts(attempts: readonly { runId: string; attempt: number }[]): Promise<void> {
      if (attempts.length === 0) return;
      const rows = attempts.map(({ runId, attempt }) => ({ run_id: runId, attempt }));
      await sql`delete from attempts using json_to_recordset(${JSON.stringify(rows)}::json) as input(run_id text, attempt integer)
        where attempts.run_id = input.run_id and attempts.attempt = input.attempt`.execute(db);
    },

    async attempts(runId: string): Promise<Attempt[]> {
      const rows = await db.selectFrom('attempts').selectAll().where('run_id', '=', runId).orderBy('attempt').execute();
      return rows.map((row) => ({
        attempt: row.attempt,
        startedAt: row.started_at.getTime(),
        endedAt: row.ended_at?.getTime() ?? null,
        outcome: row.outcome,
        statusCode: row.status_code,
        message: row.message,
        request: row.request,
        response: row.response,
      }));
    },

    async addLogs(lines: readonly (LogLine & { id: string; runId: string; by: string | null })[]): Promise<void> {
      if (lines.length === 0) return;
      const rows = lines.map((line) => ({
        id: line.id,
        run_id: line.runId,
        level: line.level,
        message: plain(line.message),
        created_by: plainOrNull(line.by),
      }));
      await sql`insert into run_logs (id, run_id, level, message, created_by, created_at)
        select id, run_id, level, message, created_by, ${new Date(now())}::timestamptz
        from json_to_recordset(${JSON.stringify(rows)}::json)
          as input(id text, run_id text, level text, message text, created_by text)`.execute(db);
    },

    /** The text of a run's newest log line; null when there is none. */
    async lastMessage(runId: string): Promise<string | null> {
      const row = await db
        .selectFrom('run_logs')
        .select('message')
        .where('run_id', '=', runId)
        .orderBy('seq', 'desc')
        .limit(1)
        .executeTakeFirst();
      return row?.message ?? null;
    },

    /** The text of the newest log line of each of these runs that has one. */
    async lastMessages(runIds: readonly string[]): Promise<Map<string, string>> {
      if (runIds.length === 0) return new Map();
      const { rows } = await sql<{ run_id: string; message: string }>`
        select distinct on (run_id) run_id, message from run_logs
        where run_id in (select json_array_elements_text(${JSON.stringify(runIds)}::json))
        order by run_id, seq desc`.execute(db);
      return new Map(rows.map((row) => [row.run_id, row.message]));
    },

    /** A run's log lines, oldest first. */
    async logs(runId: string, limit: number, offset: number): Promise<StoredLog[]> {
      const rows = await db
        .selectFrom('run_logs')
        .selectAll()
        .where('run_id', '=', runId)
        .orderBy('seq')
        .limit(limit)
        .offset(offset)
        .execute();
      return rows.map((row) => ({
        id: row.id,
        runId: row.run_id,
        level: row.level,
        message: row.message,
        createdBy: row.created_by,
        createdAt: row.created_at.getTime(),
      }));
    },
  };
}

/** The history of runs, through one database or transaction. */
export type RunHistory = ReturnType<typeof createRunHistory>;
