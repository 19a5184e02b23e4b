import type { ComponentChildren } from 'preact';
import { useLayoutEffect } from 'preact/hooks';
import type { Identified } from '../core/paging.ts';
import { restoreScroll } from '../state/location.ts';
import type { PagedActions, PagedList } from '../state/paged-list.ts';
import type { IconName } from './icon-names.ts';
import { Empty, Loaded } from './states.tsx';

/** A list with "Load more" at its end, and a button at its beginning that shows new rows. */
export function Paged<Row extends Identified>({
  list,
  noun,
  icon,
  nothing,
  first = 'The newest',
  children,
}: {
  list: PagedList<Row> & PagedActions;
  /** The noun for the rows, in the plural. */
  noun: string;
  icon: IconName;
  /** The text when there are no rows. */
  nothing: string;
  /** The word for the rows shown of a list that has more. */
  first?: string;
  children: (row: Row, isOutdated: boolean) => ComponentChildren;
}) {
  const { listing, error, busy, loadMore, showNews } = list;
  return (
    <Loaded of={{ data: listing, error }}>
      {({ rows, next, news, gap, outdated }) => {
        const more = next !== null && (
          <button class="button" type="button" onClick={loadMore} aria-disabled={busy}>
            {rows.length === 0 ? 'Look further back' : 'Load more'}
          </button>
        );
        if (rows.length === 0) {
          return (
            <Empty icon={icon} title={next === null ? nothing : `No such ${noun} among the newest`}>
              {more}
            </Empty>
          );
        }
        return (
          <div class="box">
            <div class="box-header list-header">
              <span role="status">
                {next === null ? countOf(rows.length, noun) : `${first} ${countOf(rows.length, noun)}`}
                <span class="visually-hidden">{news > 0 && `, ${news} new`}</span>
              </span>
              {news > 0 && (
                <button class="button primary" type="button" onClick={showNews}>
                  {gap ? `${news}+ new` : `${news} new`}
                </button>
              )}
            </div>
            <Rows>
              {rows.map((row) => (
                <li class="row" key={row.id}>
                  {children(row, outdated.has(row.id))}
                </li>
              ))}
            </Rows>
            {more && <p class="more">{more}</p>}
          </div>
        );
      }}
    </Loaded>
  );
}

function Rows({ children }: { children: ComponentChildren }) {
  useLayoutEffect(restoreScroll, []);
  return <ul>{children}</ul>;
}

/** A count with its noun, which is given in the plural. */
function countOf(count: number, nouns: string): string {
  return `${count} ${count === 1 ? nouns.replace(/ies$/, 'y').replace(/s$/, '') : nouns}`;
}
