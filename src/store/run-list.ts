import { sql } from 'kysely';
import type { RunPhase, RunStatus } from '../core/run/run.ts';
import type { Database } from './database.ts';
import { anywhere } from './text.ts';

/** Which runs a list shows; every given field must match. Times are ms since the epoch. */
export type RunListFilter = {
  automation?: string;
  status?: string;
  target?: string;
  blueprint?: string;
  entity?: string;
  /** Text in the id, the automation, the summary or the entity. */
  search?: string;
  /** Only runs in shadow mode, or only the others. */
  shadow?: boolean;
  from?: number;
  to?: number;
};

/** One listed run, without what it sent and received. */
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

/** How many runs one page looks at: a filter that hardly any run fits must not read the whole history at once. */
const scanned = 5_000;

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
      const { automation, status, target, blueprint, entity, search, from, to, shadow } = filter;
      const isRare = search !== undefined || blueprint !== undefined || entity !== undefined || shadow !== undefined;
      const pattern = anywhere(search ?? '');
      const parts = [
        before === null ? sql`true` : sql`seq < ${before}`,
        automation === undefined ? sql`true` : sql`automation = ${automation}`,
        status === undefined ? sql`true` : sql`status = ${status}`,
        target === undefined ? sql`true` : sql`target = ${target}`,
        from === undefined ? sql`true` : sql`created_at >= ${new Date(from)}::timestamptz`,
        to === undefined ? sql`true` : sql`created_at <= ${new Date(to)}::timestamptz`,
      ];
      const finer = [
        shadow === undefined ? sql`true` : sql`shadow = ${shadow}`,
        blueprint === undefined ? sql`true` : sql`blueprint = ${blueprint}`,
        entity === undefined ? sql`true` : sql`entity = ${entity}`,
        search === undefined
          ? sql`true`
          : sql`(found.id = ${search} or automation ilike ${pattern} or summary ilike ${pattern} or entity ilike ${pattern})`,
      ];
      const { rows } = await sql<ListedRow>`
        select found.id, found.seq, automation, status, phase, summary, event_id, blueprint, entity, target, attempt,
          next_at, created_at, updated_at, ended_at, shadow, coalesce(${sql.join(finer, sql` and `)}, false) as fits
        from (
          select * from runs where ${sql.join(parts, sql` and `)} order by seq desc limit ${isRare ? scanned : limit + 1}
        ) as found left join events on events.id = found.event_id order by found.seq desc`.execute(db);
      const fitting = rows.filter(({ fits }) => fits);
      const runs = fitting.slice(0, limit).map(read);
      if (fitting.length > limit) return { runs, next: runs.at(-1)?.seq ?? null };
      const end = rows.at(-1);
      return { runs, next: isRare && rows.length === scanned && end !== undefined ? Number(end.seq) : null };
    },
  };
}

type ListedRow = Omit<ListedRun, 'seq' | 'event' | 'attempts' | 'nextAt' | 'createdAt' | 'updatedAt' | 'endedAt'> & {
  seq: string;
  event_id: string;
  attempt: number;
  next_at: Date | null;
  created_at: Date;
  updated_at: Date;
  ended_at: Date | null;
  fits: boolean;
};

function read(row: ListedRow): ListedRun {
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
