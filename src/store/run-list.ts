import { type RawBuilder, sql } from 'kysely';
import type { RunPhase, RunStatus } from '../core/run/run.ts';
import type { Database } from './database.ts';
import { hasErrorText } from './error-text.ts';
import { anywhere } from './text.ts';

/** Which runs a list shows; every given field must match. Times are ms since the epoch. */
export type RunListFilter = {
  automation?: string;
  status?: string;
  phase?: string;
  target?: string;
  blueprint?: string;
  entity?: string;
  /** Text in its outcome; see `hasErrorText`. */
  error?: string;
  /** Text in the id, the automation, the summary or the entity. */
  search?: string;
  /** Only runs in shadow mode, or only the others. */
  shadow?: boolean;
  from?: number;
  to?: number;
};

/** One listed run, without its request and response. */
export type ListedRun = {
  id: string;
  seq: number;
  automation: string;
  status: RunStatus;
  phase: RunPhase;
  summary: string | null;
  event: string;
  blueprint: string | null;
  entity: string | null;
  target: string | null;
  attempts: number;
  nextAt: number | null;
  createdAt: number;
  updatedAt: number;
  endedAt: number | null;
  shadow: boolean;
};

/** The phases of runs that are not in progress. */
const over: ReadonlySet<string> = new Set(['ended', 'blocked']);

/** How many runs one page scans, so that a filter with few matches does not read the whole history at once. */
const scanned = 1_000;

/**
 * If an entity or blueprint has at most this many events, their runs are looked up; with more, runs are common enough
 * to scan.
 */
const maxLookup = 500;

/** Lists runs for the page. */
export function createRunList(db: Database) {
  return {
    /**
     * One page, newest first, of runs older than the one numbered `before`. `next` is the number for the next page,
     * null at the end; a page of a rare filter may be short or empty and still have a next one.
     */
    async page(
      filter: RunListFilter,
      before: number | null,
      limit: number,
    ): Promise<{ runs: ListedRun[]; next: number | null }> {
      const events = await eventsOf(filter);
      const isScan = hasFine(filter, events);
      const parts = [before === null ? sql`true` : sql`seq < ${before}`, ...coarse(filter)];
      // `lateral` with `offset` and `limit` makes the planner look rows up by their keys: a join would read all runs or all events.
      const source =
        events === null
          ? sql`runs`
          : sql`json_array_elements_text(${JSON.stringify(events)}::json) as one(event)
              cross join lateral (select * from runs where event_id = one.event offset 0) as runs`;
      const { rows } = await sql<ListedRunRow>`
        select found.id, found.seq, automation, status, phase, summary, event_id, blueprint, entity, target, attempt,
          next_at, created_at, updated_at, ended_at, shadow, coalesce(${sql.join(fine(filter), sql` and `)}, false) as fits
        from (
          select runs.* from ${source} where ${sql.join(parts, sql` and `)} order by seq desc limit ${isScan ? scanned : limit + 1}
        ) as found
        left join lateral (select blueprint, entity from events where events.id = found.event_id limit 1) as about on true
        order by found.seq desc`.execute(db);
      const fitting = rows.filter(({ fits }) => fits);
      const runs = fitting.slice(0, limit).map(read);
      if (fitting.length > limit) return { runs, next: runs.at(-1)?.seq ?? null };
      const end = rows.at(-1);
      return { runs, next: isScan && rows.length === scanned && end !== undefined ? Number(end.seq) : null };
    },
  };

  /** The events of the requested entity or blueprint; null if none is requested, or if there are too many events. */
  async function eventsOf({ blueprint, entity }: RunListFilter): Promise<string[] | null> {
    if (blueprint === undefined && entity === undefined) return null;
    const { rows } = await sql<{ id: string }>`
      select id from events
      where ${entity === undefined ? sql`true` : sql`entity = ${entity}`}
        and ${blueprint === undefined ? sql`true` : sql`blueprint = ${blueprint}`}
      order by seq desc limit ${maxLookup + 1}`.execute(db);
    return rows.length > maxLookup ? null : rows.map(({ id }) => id);
  }
}

/** The filters that an index can answer. */
function coarse({ automation, status, phase, target, from, to }: RunListFilter): RawBuilder<unknown>[] {
  return [
    automation === undefined ? sql`true` : sql`automation = ${automation}`,
    status === undefined ? sql`true` : sql`status = ${status}`,
    // There is an index on those in progress.
    phase === undefined || over.has(phase) ? sql`true` : sql`status = 'IN_PROGRESS'`,
    target === undefined ? sql`true` : sql`target = ${target}`,
    from === undefined ? sql`true` : sql`created_at >= ${new Date(from)}::timestamptz`,
    to === undefined ? sql`true` : sql`created_at <= ${new Date(to)}::timestamptz`,
  ];
}

/** The filters that need the run itself or its event. */
function fine({ phase, error, shadow, blueprint, entity, search }: RunListFilter): RawBuilder<unknown>[] {
  const pattern = anywhere(search ?? '');
  return [
    phase === undefined ? sql`true` : sql`phase = ${phase}`,
    error === undefined ? sql`true` : hasErrorText('found', error),
    shadow === undefined ? sql`true` : sql`shadow = ${shadow}`,
    blueprint === undefined ? sql`true` : sql`blueprint = ${blueprint}`,
    entity === undefined ? sql`true` : sql`entity = ${entity}`,
    search === undefined
      ? sql`true`
      : sql`(found.id = ${search} or automation ilike ${pattern} or summary ilike ${pattern} or entity ilike ${pattern})`,
  ];
}

function hasFine(filter: RunListFilter, events: readonly string[] | null): boolean {
  const { search, error, phase, blueprint, entity, shadow } = filter;
  const isLookedUp = (blueprint === undefined && entity === undefined) || events !== null;
  return [search, error, phase, shadow].some((one) => one !== undefined) || !isLookedUp;
}

type ListedRunRow = Omit<ListedRun, 'seq' | 'event' | 'attempts' | 'nextAt' | 'createdAt' | 'updatedAt' | 'endedAt'> & {
  seq: string;
  event_id: string;
  attempt: number;
  next_at: Date | null;
  created_at: Date;
  updated_at: Date;
  ended_at: Date | null;
  fits: boolean;
};

function read(row: ListedRunRow): ListedRun {
  const { id, automation, status, phase, summary, blueprint, entity, target, shadow } = row;
  return {
    ...{ id, automation, status, phase, summary, blueprint, entity, target, shadow },
    seq: Number(row.seq),
    event: row.event_id,
    attempts: row.attempt,
    nextAt: row.next_at?.getTime() ?? null,
    createdAt: row.created_at.getTime(),
    updatedAt: row.updated_at.getTime(),
    endedAt: row.ended_at?.getTime() ?? null,
  };
}

/** The list of runs, through one database or transaction. */
export type RunList = ReturnType<typeof createRunList>;
