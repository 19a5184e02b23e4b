import { type Selectable, sql } from 'kysely';
import type { Event } from '../core/event/event.ts';
import type { JsonObject } from '../core/json.ts';
import type { Run } from '../core/run/run.ts';
import { externalKeyOf } from '../core/workflow/workflow-run.ts';
import type { Database } from './database.ts';
import { openOutcomes } from './run-history.ts';
import { assignments, columns, inputValues, read, recordset } from './run-rows.ts';
import type { Tables } from './tables.ts';
import { plain } from './text.ts';

/** A run that this replica may attempt now. */
export type ClaimedRun = {
  run: Run;
  event: Event;
  /**
   * When the earliest attempt that may have been carried out began, because its end was not seen or the backend could
   * not tell; ms since the epoch, null when there is none.
   */
  unconfirmedSince: number | null;
};

/** Which runs to list; every given field must match. */
export type RunFilter = {
  automation?: string[];
  active?: boolean;
  status?: string;
  externalId?: string;
  eventId?: string;
  target?: string;
  entity?: string;
  blueprint?: string;
  limit: number;
  offset?: number;
};

/** Defines which attempts are considered abandoned. Times are ms since the epoch. */
export type Abandonment = {
  /** Replicas without a heartbeat since then are dead; null: none is known to be. */
  aliveSince: number | null;
  /** Attempts started before this cannot be in progress: their replica never learned that its claim committed. */
  staleBefore: number;
  /** The calling replica, which knows about its own attempts. */
  replica: string;
};

/** `externalKeyOf` in SQL; there is an index on it. */
const externalKey = sql<string>`regexp_replace(external_id, '^gh_.*/', 'gh_')`;

/** Reads and writes the runs. */
export function createRuns(db: Database, now: () => number) {
  return {
    /**
     * Stores runs whose event and automation have none yet, or none that repeats the same, in one statement; returns the
     * ids of those. For a run that is already `invoking`, the start of its attempt is recorded too.
     */
    async insert(runs: readonly Run[]): Promise<Set<string>> {
      if (runs.length === 0) return new Set();
      const { rows } = await sql<{ id: string }>`
        with inserted as (
          insert into runs (${columns}) select ${inputValues} from ${recordset(runs)}
          on conflict (event_id, automation, repeats) do nothing returning id, phase, attempt, created_at
        ), started as (
          insert into attempts (run_id, attempt, started_at)
          select id, attempt, created_at from inserted where phase = 'invoking'
        )
        select id from inserted`.execute(db);
      return new Set(rows.map((row) => row.id));
    },

    /** Reads runs and blocks changes to them until the transaction ends. */
    async lock(ids: readonly string[]): Promise<Run[]> {
      if (ids.length === 0) return [];
      // In a fixed order, so that two transactions that lock the same runs cannot deadlock.
      const rows = await db.selectFrom('runs').selectAll().where('id', 'in', ids).orderBy('id').forUpdate().execute();
      return rows.map(read);
    },

    /** Writes whole runs back; the caller holds their locks. */
    async save(runs: readonly Run[]): Promise<void> {
      if (runs.length === 0) return;
      await sql`update runs set ${assignments} from ${recordset(runs)} where runs.id = input.id`.execute(db);
    },

    /**
     * Claims waiting runs, counts the attempt and records its start: from here on the call may have been made. `at`
     * (ms) is the time the run should be waiting for; a job left over from an earlier wait gets nothing.
     */
    async claim(asked: readonly { runId: string; at: number | null }[], replica: string): Promise<ClaimedRun[]> {
      if (asked.length === 0) return [];
      const wanted = JSON.stringify(
        asked.map(({ runId, at }) => ({ id: runId, at: at === null ? null : new Date(at) })),
      );
      const at = new Date(now());
      const { rows } = await sql<Selectable<Tables['runs']> & { event: Event; unconfirmed: Date | null }>`
        with claimed as (
          update runs set phase = 'invoking', attempt = attempt + 1, claimed_by = ${replica}, next_at = null
          from (select distinct id, at from json_to_recordset(${wanted}::json) as input(id text, at timestamptz)) as asked
          where runs.id = asked.id and runs.next_at is not distinct from asked.at
            and status = 'IN_PROGRESS' and phase in ('queued', 'retrying', 'parked')
          returning runs.*
        ), started as (
          insert into attempts (run_id, attempt, started_at)
          select id, attempt, ${at}::timestamptz from claimed
        )
        select claimed.*, events.event, (
          select min(started_at) from attempts where attempts.run_id = claimed.id and attempts.attempt < claimed.attempt
            and (attempts.outcome is null or attempts.outcome in (${sql.join(openOutcomes)}))
        ) as unconfirmed
        from claimed join events on events.id = claimed.event_id`.execute(db);
      return rows.map((row) => ({
        run: read(row),
        event: row.event,
        unconfirmedSince: row.unconfirmed?.getTime() ?? null,
      }));
    },

    /** Records what is about to be called, before a call that must not be repeated blindly. */
    async intend(id: string, target: string, payload: JsonObject): Promise<void> {
      await db
        .updateTable('runs')
        .set({ target: plain(target), payload: JSON.stringify(payload) })
        .where('id', '=', id)
        .where('status', '=', 'IN_PROGRESS')
        .execute();
    },

    /** Returns those external ids that belong to a run. */
    async takenExternalIds(externalIds: readonly string[]): Promise<string[]> {
      if (externalIds.length === 0) return [];
      const keys = [...new Set(externalIds.map(externalKeyOf))];
      const rows = await db.selectFrom('runs').select('external_id').where(externalKey, 'in', keys).execute();
      const taken = new Set(rows.map((row) => externalKeyOf(row.external_id ?? '')));
      return externalIds.filter((id) => taken.has(externalKeyOf(id)));
    },

    /** True when another run has an attempt at this target, started since `since` (ms), whose outcome is unknown. */
    async isContested(id: string, target: string, since: number): Promise<boolean> {
      const row = await db
        .selectFrom('runs')
        .innerJoin('attempts', 'attempts.run_id', 'runs.id')
        .select('runs.id')
        .where('runs.status', '=', 'IN_PROGRESS')
        .where('runs.target', '=', target)
        .where('runs.id', '!=', id)
        .where('runs.external_id', 'is', null)
        .where('attempts.started_at', '>=', new Date(since))
        .where((where) =>
          where.or([where('attempts.outcome', 'is', null), where('attempts.outcome', 'in', openOutcomes)]),
        )
        .limit(1)
        .executeTakeFirst();
      return row !== undefined;
    },

    async get(id: string): Promise<Run | null> {
      const row = await db.selectFrom('runs').selectAll().where('id', '=', id).executeTakeFirst();
      return row ? read(row) : null;
    },

    async byExternalId(externalId: string): Promise<Run | null> {
      const row = await db
        .selectFrom('runs')
        .selectAll()
        .where(externalKey, '=', plain(externalKeyOf(externalId)))
        .executeTakeFirst();
      return row ? read(row) : null;
    },

    /** The runs of these events, for the answer to a repeated delivery. */
    async ofEvents(eventIds: readonly string[]): Promise<Run[]> {
      if (eventIds.length === 0) return [];
      const rows = await db.selectFrom('runs').selectAll().where('event_id', 'in', eventIds).orderBy('seq').execute();
      return rows.map(read);
    },

    /** Lists runs, newest first. */
    async list(filter: RunFilter): Promise<Run[]> {
      let query = db.selectFrom('runs').selectAll('runs').orderBy('seq', 'desc').limit(filter.limit);
      if (filter.offset !== undefined) query = query.offset(filter.offset);
      if (filter.automation !== undefined) query = query.where('automation', 'in', filter.automation);
      if (filter.status !== undefined) query = query.where('status', '=', filter.status as 'SUCCESS');
      if (filter.active !== undefined) query = query.where('status', filter.active ? '=' : '!=', 'IN_PROGRESS');
      if (filter.externalId !== undefined) query = query.where('external_id', '=', filter.externalId);
      if (filter.eventId !== undefined) query = query.where('event_id', '=', filter.eventId);
      if (filter.target !== undefined) query = query.where('target', '=', filter.target);
      for (const [column, value] of [
        ['entity', filter.entity],
        ['blueprint', filter.blueprint],
      ] as const) {
        if (value === undefined) continue;
        query = query.where('event_id', 'in', (events) =>
          events.selectFrom('events').select('id').where(column, '=', value),
        );
      }
      return (await query.execute()).map(read);
    },

    /** Runs whose attempt was abandoned, to be attempted again. */
    async abandoned({ aliveSince, staleBefore, replica }: Abandonment, limit: number): Promise<Run[]> {
      const rows = await db
        .selectFrom('runs')
        .selectAll()
        .where('status', '=', 'IN_PROGRESS')
        .where('phase', '=', 'invoking')
        .where((where) =>
          where.or([
            ...(aliveSince === null
              ? []
              : [
                  where.and([
                    // Our own attempts are in progress, whatever happened to our heartbeats.
                    where('claimed_by', '!=', replica),
                    where('claimed_by', 'not in', (replicas) =>
                      replicas.selectFrom('replicas').select('id').where('seen_at', '>=', new Date(aliveSince)),
                    ),
                  ]),
                ]),
            where.exists((attempts) =>
              attempts
                .selectFrom('attempts')
                .select('run_id')
                .whereRef('attempts.run_id', '=', 'runs.id')
                .whereRef('attempts.attempt', '=', 'runs.attempt')
                .where('started_at', '<', new Date(staleBefore)),
            ),
          ]),
        )
        .orderBy('id')
        .limit(limit)
        .forUpdate()
        .skipLocked()
        .execute();
      return rows.map(read);
    },

    /** Open runs whose next attempt or look is overdue since before `before` (ms), longest first; locks them. */
    async overdue(before: number, limit: number): Promise<Run[]> {
      const at = new Date(before);
      const rows = await db
        .selectFrom('runs')
        .selectAll()
        .where('status', '=', 'IN_PROGRESS')
        .where((where) =>
          where.or([
            where.and([where('phase', 'in', ['retrying', 'parked', 'queued', 'accepted']), where('next_at', '<', at)]),
            where.and([where('phase', '=', 'queued'), where('next_at', 'is', null), where('updated_at', '<', at)]),
          ]),
        )
        .orderBy('id')
        .limit(limit)
        .forUpdate()
        .skipLocked()
        .execute();
      return rows.map(read);
    },

    /** Runs waiting for a parked target, oldest first; `after` skips those up to that one. */
    async parkedOn(target: string, limit: number, after: string | null = null): Promise<Run[]> {
      let query = db
        .selectFrom('runs')
        .selectAll()
        .where('status', '=', 'IN_PROGRESS')
        .where('phase', '=', 'parked')
        .where('target', '=', target);
      if (after !== null) {
        query = query.where('seq', '>', (runs) => runs.selectFrom('runs').select('seq').where('id', '=', after));
      }
      return (await query.orderBy('seq').limit(limit).forUpdate().skipLocked().execute()).map(read);
    },

    /** The number of unfinished runs in each phase. */
    async countOpen(): Promise<{ phase: string; count: number }[]> {
      const rows = await db
        .selectFrom('runs')
        .select(['phase', (count) => count.fn.countAll<number>().as('count')])
        .where('status', '=', 'IN_PROGRESS')
        .groupBy('phase')
        .execute();
      return rows.map((row) => ({ phase: row.phase, count: Number(row.count) }));
    },

    /** Deletes runs that ended before `before` (ms), with their attempts and logs; returns how many. */
    async purge(before: number, limit: number): Promise<number> {
      const { rows } = await sql`
        with old as (select id from runs where ended_at < ${new Date(before)}::timestamptz limit ${limit}),
        logs as (delete from run_logs where run_id in (select id from old)),
        tries as (delete from attempts where run_id in (select id from old))
        delete from runs where id in (select id from old) returning id`.execute(db);
      return rows.length;
    },
  };
}

/** The runs, through one database or transaction. */
export type Runs = ReturnType<typeof createRuns>;
