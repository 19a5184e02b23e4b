/** A row with a unique id. */
export type Identified = { readonly id: string };

/** The result of one request for a list: rows, newest first, and where the following ones begin. */
export type PageOf<Row> = { readonly rows: readonly Row[]; readonly next: string | null };

/** The rows of a list as a person sees them, and what has happened since. */
export type Listing<Row> = PageOf<Row> & {
  /** What the list would show now; null while there is nothing new. */
  readonly fresh: PageOf<Row> | null;
  /** How many rows of `fresh` are not shown; with `gap`, more may lie between them and those shown. */
  readonly news: number;
  readonly gap: boolean;
  /** Ids of shown rows that the filters no longer fit. They stay where they are, since rows must not move. */
  readonly outdated: ReadonlySet<string>;
};

/** A list as it was just read. */
export function listingOf<Row>({ rows, next }: PageOf<Row>): Listing<Row> {
  return { rows, next, fresh: null, news: 0, gap: false, outdated: new Set() };
}

/** The list with older rows at its end. */
export function withOlder<Row extends Identified>(listing: Listing<Row>, { rows, next }: PageOf<Row>): Listing<Row> {
  const shown = new Set(listing.rows.map(({ id }) => id));
  return { ...listing, rows: [...listing.rows, ...rows.filter(({ id }) => !shown.has(id))], next };
}

/**
 * Merges the current beginning of the list: shown rows are updated in place, and new ones wait until they are
 * requested.
 */
export function withNews<Row extends Identified>(listing: Listing<Row>, fresh: PageOf<Row>): Listing<Row> {
  if (listing.rows.length === 0) return fresh.rows.length === 0 ? listing : listingOf(fresh);
  const byId = new Map(fresh.rows.map((row) => [row.id, row]));
  const shown = new Set(listing.rows.map(({ id }) => id));
  const news = fresh.rows.filter(({ id }) => !shown.has(id)).length;
  const covered = coveredBy(listing.rows, fresh);
  return {
    rows: listing.rows.map((row) => byId.get(row.id) ?? row),
    next: listing.next,
    fresh: news > 0 ? fresh : null,
    news,
    gap: news > 0 && news === fresh.rows.length && fresh.next !== null,
    outdated: new Set(
      listing.rows
        .slice(0, covered)
        .map(({ id }) => id)
        .filter((id) => !byId.has(id)),
    ),
  };
}

/** Shows the new rows. Rows after a gap are dropped, and are loaded again by paging. */
export function withNewsShown<Row extends Identified>(listing: Listing<Row>): Listing<Row> {
  const { fresh, gap, rows, next } = listing;
  if (fresh === null) return listing;
  if (gap || fresh.next === null) return listingOf(fresh);
  const known = new Set(fresh.rows.map(({ id }) => id));
  const older = rows.slice(coveredBy(rows, fresh)).filter(({ id }) => !known.has(id));
  return listingOf({ rows: [...fresh.rows, ...older], next });
}

/** How many of the rows, from the newest, lie where `fresh` has looked. */
function coveredBy<Row extends Identified>(rows: readonly Row[], fresh: PageOf<Row>): number {
  if (fresh.next === null) return rows.length;
  const ids = new Set(fresh.rows.map(({ id }) => id));
  return rows.findLastIndex(({ id }) => ids.has(id)) + 1;
}
