import { type RawBuilder, sql } from 'kysely';
import type { Database } from './database.ts';
import { readableJson } from './text.ts';

/** Which events a list shows; every given field must match. Times are ms since the epoch. */
export type EventListFilter = {
  blueprint?: string;
  entity?: string;
  source?: string;
  /** `CREATE`, `UPDATE`, `DELETE` or `TIMER_EXPIRED`. */
  type?: string;
  /** `entity` or `run`. */
  resource?: string;
  from?: number;
  to?: number;
  /** `unmatched`: led to no run; `failed`: a condition failed with an error on it. */
  outcome?: 'unmatched' | 'failed';
};

/** One listed event, without its contents. */
export type ListedEvent = {
  id: string;
  seq: number;
  type: string;
  action: string;
  blueprint: string | null;
  entity: string | null;
  source: string;
  receivedAt: number;
  matchedAt: number | null;
  runs: number;
  failed: number;
};

/** How many events one page scans, so that a filter with few matches does not read the whole history at once. */
const scanned = 1_500;

/** Lists events for the page. */
export function createEventList(db: Database) {
  return {
    /**
     * One page, newest first, of events older than the one numbered `before`. `next` is the number for the next page,
     * null at the end; a page of a rare filter may be short or empty and still have a next one.
     */
    async page(
      filter: EventListFilter,
      before: number | null,
      limit: number,
    ): Promise<{ events: ListedEvent[]; next: number | null }> {
      const isRare = hasFine(filter);
      const parts = [...coarse(filter), before === null ? sql`true` : sql`seq < ${before}`];
      const ids = sql<CandidateRow>`
        select id, seq, ${sql.join(fine(filter), sql` and `)} as fits from (
          select * from events where ${sql.join(parts, sql` and `)} order by seq desc
          limit ${isRare ? scanned : limit + 1}
        ) as candidates order by seq desc`;
      const { rows: candidates } = await ids.execute(db);
      return { events: await read(candidates, limit), next: nextOf(candidates, isRare, limit) };
    },

    /** The number of the newest event: later ones are not part of a selection made now. */
    async last(): Promise<number> {
      const row = await db.selectFrom('events').select('seq').orderBy('seq', 'desc').limit(1).executeTakeFirst();
      return Number(row?.seq ?? 0);
    },

    /** The next events after the number `after`, up to `last`, oldest first; `next` as in `page`. */
    async following(
      filter: EventListFilter,
      { after, last, limit }: { after: number; last: number; limit: number },
    ): Promise<{ ids: string[]; next: number | null }> {
      const { rows: candidates } = await sql<CandidateRow>`
        select id, seq, ${sql.join(fine(filter), sql` and `)} as fits from (
          select * from events where ${sql.join(coarse(filter), sql` and `)} and seq > ${after} and seq <= ${last}
          order by seq limit ${hasFine(filter) ? scanned : limit + 1}
        ) as candidates order by seq`.execute(db);
      const ids = candidates.filter(({ fits }) => fits).map(({ id }) => id);
      return { ids: ids.slice(0, limit), next: nextOf(candidates, hasFine(filter), limit) };
    },
  };

  async function read(candidates: readonly { id: string; fits: boolean }[], limit: number): Promise<ListedEvent[]> {
    const ids = candidates
      .filter(({ fits }) => fits)
      .slice(0, limit)
      .map(({ id }) => id);
    const { rows } = await sql<ListedEventRow>`
      select id, seq, ${readableJson('event')} ->> 'resourceType' as type,
        ${readableJson('event')} ->> 'action' as action, blueprint, entity, source,
        received_at, matched_at, (select count(*) from runs where runs.event_id = events.id) as runs,
        coalesce(json_array_length(errors), 0) as failed
      from events where id in (select json_array_elements_text(${JSON.stringify(ids)}::json)) order by seq desc`.execute(
      db,
    );
    return rows.map(({ received_at, matched_at, ...row }) => ({
      ...row,
      seq: Number(row.seq),
      runs: Number(row.runs),
      receivedAt: received_at.getTime(),
      matchedAt: matched_at?.getTime() ?? null,
    }));
  }
}

type CandidateRow = { id: string; seq: string; fits: boolean };

/** The filters that an index can answer. */
function coarse({ blueprint, entity, source, from, to, outcome }: EventListFilter): RawBuilder<unknown>[] {
  return [
    blueprint === undefined ? sql`true` : sql`blueprint = ${blueprint}`,
    entity === undefined ? sql`true` : sql`entity = ${entity}`,
    source === undefined ? sql`true` : sql`source = ${source}`,
    from === undefined ? sql`true` : sql`received_at >= ${new Date(from)}::timestamptz`,
    to === undefined ? sql`true` : sql`received_at <= ${new Date(to)}::timestamptz`,
    outcome === 'failed' ? sql`errors is not null` : sql`true`,
  ];
}

/** The filters that need the event itself or other tables. */
function fine({ type, resource, outcome }: EventListFilter): RawBuilder<unknown>[] {
  return [
    type === undefined ? sql`true` : sql`${readableJson('event')} ->> 'action' = ${type}`,
    resource === undefined ? sql`true` : sql`${readableJson('event')} ->> 'resourceType' = ${resource}`,
    outcome === 'unmatched'
      ? sql`matched_at is not null and not exists (select 1 from runs where runs.event_id = candidates.id)`
      : sql`true`,
  ];
}

function hasFine({ type, resource, outcome }: EventListFilter): boolean {
  return type !== undefined || resource !== undefined || outcome === 'unmatched';
}

type ListedEventRow = Omit<ListedEvent, 'seq' | 'runs' | 'receivedAt' | 'matchedAt'> & {
  seq: string;
  runs: string;
  received_at: Date;
  matched_at: Date | null;
};

/** Where the next page begins: after the last event shown, or after all that were scanned. */
function nextOf(candidates: readonly CandidateRow[], isRare: boolean, limit: number): number | null {
  const fitting = candidates.filter(({ fits }) => fits);
  const last = fitting[limit - 1];
  if (fitting.length > limit && last !== undefined) return Number(last.seq);
  const end = candidates.at(-1);
  return isRare && candidates.length === scanned && end !== undefined ? Number(end.seq) : null;
}

/** The list of events, through one database or transaction. */
export type EventList = ReturnType<typeof createEventList>;
