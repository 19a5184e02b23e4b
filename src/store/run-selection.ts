import { type RawBuilder, type Selectable, sql } from 'kysely';
import type { Run, RunPhase, RunStatus } from '../core/run/run.ts';
import type { Database } from './database.ts';
import { hasErrorText } from './error-text.ts';
import { read } from './run-rows.ts';
import type { Tables } from './tables.ts';
import { anywhere, plain } from './text.ts';

/** Selects the runs for bulk work; every given field must match. Times are ms since the epoch. */
export type RunSelection = {
  runs?: readonly string[];
  automation?: string;
  target?: string;
  /** Text in the summary, in what the last attempt came to, or in why the target is failing. */
  error?: string;
  /** Of the event that the run belongs to. */
  blueprint?: string;
  entity?: string;
  /** Text in the id, the automation, the summary or the entity, as in the list of runs. */
  search?: string;
  from?: number;
  to?: number;
};

/** A part of a selection that one index can read in order: one status, and phases within it. */
export type SelectedStatus = { status: RunStatus; phases?: readonly RunPhase[]; unrepeated?: boolean };

/** The result of one scan of a selection: the runs, and where the next scan begins; null at the end. */
export type Selected = { ids: string[]; next: number | null };

/** How many rows one scan reads, so that an error text with few matches does not read all runs at once. */
const scanned = 1_000;

/** Reads selections of runs, oldest first, a part at a time. */
export function createRunSelection(db: Database) {
  return {
    /** The number of the newest run: later ones are not part of a selection made now. */
    async last(): Promise<number> {
      const row = await db.selectFrom('runs').select('seq').orderBy('seq', 'desc').limit(1).executeTakeFirst();
      return Number(row?.seq ?? 0);
    },

    /** The next runs after the number `after`, up to `last`. */
    async next(
      selection: RunSelection,
      part: SelectedStatus,
      { after, last, limit }: { after: number; last: number; limit: number },
    ): Promise<Selected> {
      const most = isFine(selection, part) ? scanned : limit + 1;
      const { rows } = await sql<{ id: string; seq: string; fits: boolean }>`
        select id, seq, ${fine(selection, part)} as fits from (
          select id, seq, event_id, automation, phase, summary, target, attempt from runs as candidates
          where ${coarse(selection, part)} and seq > ${after} and seq <= ${last} order by seq limit ${most}
        ) as runs order by seq`.execute(db);
      const fitting = rows.filter(({ fits }) => fits);
      const ids = fitting.slice(0, limit).map(({ id }) => id);
      if (fitting.length > limit) return { ids, next: Number(fitting[limit - 1]?.seq) };
      return { ids, next: rows.length === most ? Number(rows.at(-1)?.seq) : null };
    },

    /** Counts up to `limit` runs after `after`; `next` as in `next`. */
    async count(
      selection: RunSelection,
      part: SelectedStatus,
      { after, last, limit }: { after: number; last: number; limit: number },
    ): Promise<{ count: number; next: number | null }> {
      const { rows } = await sql<{ count: number; read: number; end: string | null }>`
        select count(*) filter (where fits)::integer as count, count(*)::integer as read, max(seq) as end from (
          select seq, ${fine(selection, part)} as fits from (
            select id, seq, event_id, automation, phase, summary, target, attempt from runs as candidates
            where ${coarse(selection, part)} and seq > ${after} and seq <= ${last} order by seq limit ${limit}
          ) as runs) as counted`.execute(db);
      const [{ count = 0, read = 0, end = null } = {}] = rows;
      return { count, next: read === limit && end !== null ? Number(end) : null };
    },

    /** How many runs are queued, counted up to `limit`. */
    async queued(limit: number): Promise<number> {
      const { rows } = await sql<{ count: number }>`select count(*)::integer as count from (
        select 1 from runs where status = 'IN_PROGRESS' and phase = 'queued' limit ${limit}) as found`.execute(db);
      return rows[0]?.count ?? 0;
    },

    /** True when a run has called a target, or waits for it. */
    async hasTarget(target: string): Promise<boolean> {
      const row = await db
        .selectFrom('runs')
        .select('id')
        .where('target', '=', plain(target))
        .limit(1)
        .executeTakeFirst();
      return row !== undefined;
    },

    /** How many runs wait for each target, and how many of them because it fails or is slow. */
    async waitingByTarget(): Promise<{ target: string; waiting: number; parked: number }[]> {
      const { rows } = await sql<{ target: string; waiting: number; parked: number }>`
        select target, count(*)::integer as waiting, count(*) filter (where phase = 'parked')::integer as parked from runs
        where status = 'IN_PROGRESS' and phase in ('retrying', 'parked', 'held') and target is not null
        group by target`.execute(db);
      return rows;
    },

    /** The run that retries this one; null when none does. */
    async retryOf({ id, eventId, automation }: Pick<Run, 'id' | 'eventId' | 'automation'>): Promise<string | null> {
      const row = await db
        .selectFrom('runs')
        .select('id')
        .where('event_id', '=', eventId)
        .where('automation', '=', automation)
        .where('repeats', '=', id)
        .executeTakeFirst();
      return row?.id ?? null;
    },

    /**
     * Locks accepted runs that only a report ends, and that have had no report since `before` (ms): those of one
     * automation, or of all but some.
     */
    async unreported(
      before: number,
      limit: number,
      of: { automation: string } | { but: readonly string[] } = { but: [] },
    ): Promise<Run[]> {
      const query = db
        .selectFrom('runs')
        .selectAll()
        .where('status', '=', 'IN_PROGRESS')
        .where('phase', '=', 'accepted')
        .where('next_at', 'is', null)
        .where('updated_at', '<', new Date(before));
      const asked =
        'automation' in of
          ? query.where('automation', '=', of.automation)
          : of.but.length === 0
            ? query
            : query.where('automation', 'not in', of.but);
      return (await asked.orderBy('id').limit(limit).forUpdate().skipLocked().execute()).map(read);
    },

    /** Locks runs of automations in these phases, created until `until` (ms). */
    async ofAutomations(
      automations: readonly string[],
      phases: readonly RunPhase[],
      until: number,
      limit: number,
    ): Promise<Run[]> {
      if (automations.length === 0) return [];
      const { rows } = await sql<Selectable<Tables['runs']>>`select * from runs
        where status = 'IN_PROGRESS' and phase in (${sql.join(phases)}) and created_at <= ${new Date(until)}::timestamptz
          and automation in (select json_array_elements_text(${JSON.stringify(automations)}::json))
        order by id limit ${limit} for update skip locked`.execute(db);
      return rows.map(read);
    },

    /** True when an automation has a run in one of these phases, created until `until` (ms). */
    async hasAny(automations: readonly string[], phases: readonly RunPhase[], until: number): Promise<boolean> {
      if (automations.length === 0) return false;
      const { rows } = await sql<{ exists: boolean }>`select exists (select 1 from runs
        where status = 'IN_PROGRESS' and phase in (${sql.join(phases)}) and created_at <= ${new Date(until)}::timestamptz
          and automation in (select json_array_elements_text(${JSON.stringify(automations)}::json)))`.execute(db);
      return rows[0]?.exists === true;
    },
  };
}

/** What an index or the row itself answers. */
function coarse({ runs, automation, target, from, to }: RunSelection, { status, phases }: SelectedStatus) {
  const parts: RawBuilder<unknown>[] = [sql`status = ${status}`];
  if (phases !== undefined) parts.push(sql`phase in (${sql.join(phases)})`);
  if (runs !== undefined) parts.push(sql`id in (select json_array_elements_text(${JSON.stringify(runs)}::json))`);
  if (automation !== undefined) parts.push(sql`automation = ${automation}`);
  if (target !== undefined) parts.push(sql`target = ${target}`);
  if (from !== undefined) parts.push(sql`created_at >= ${new Date(from)}::timestamptz`);
  if (to !== undefined) parts.push(sql`created_at <= ${new Date(to)}::timestamptz`);
  return sql.join(parts, sql` and `);
}

/** Whether a look has to read more than the rows that it selects. */
function isFine({ error, blueprint, entity, search }: RunSelection, { unrepeated = false }: SelectedStatus): boolean {
  return unrepeated || [error, blueprint, entity, search].some((text) => text !== undefined);
}

/** What needs a look elsewhere, row by row. */
function fine({ error, blueprint, entity, search }: RunSelection, { unrepeated = false }: SelectedStatus) {
  const parts: RawBuilder<unknown>[] = [sql`true`];
  const ofEvent = (fits: RawBuilder<unknown>) =>
    sql`exists (select 1 from events where events.id = runs.event_id and ${fits})`;
  if (blueprint !== undefined) parts.push(ofEvent(sql`blueprint = ${blueprint}`));
  if (entity !== undefined) parts.push(ofEvent(sql`entity = ${entity}`));
  if (search !== undefined) {
    const pattern = anywhere(search);
    parts.push(sql`(runs.id = ${search} or automation ilike ${pattern} or coalesce(summary ilike ${pattern}, false)
      or ${ofEvent(sql`entity ilike ${pattern}`)})`);
  }
  if (error !== undefined) parts.push(hasErrorText('runs', error));
  if (unrepeated) {
    parts.push(sql`not exists (select 1 from runs as later where later.event_id = runs.event_id
      and later.automation = runs.automation and later.repeats = runs.id)`);
  }
  return sql.join(parts, sql` and `);
}

/** The selections of runs, through one database or transaction. */
export type RunSelections = ReturnType<typeof createRunSelection>;
