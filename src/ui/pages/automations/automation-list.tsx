import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { AutomationRow } from '../../../core/views/automation-view.ts';
import { Empty, Loaded } from '../../parts/states.tsx';
import { isReturn, restoreScroll } from '../../state/location.ts';
import { type Resource, refresh, useResource } from '../../state/resource.ts';
import { Examples } from '../examples/examples.tsx';
import { Row } from './automation-row.tsx';

type AutomationsAnswer = { automations: AutomationRow[]; next: string | null; total: number };

/** How many rows the first page has, and each that follows: the most that the service reads at once. */
const [firstRows, moreRows] = [50, 200];

/** With no more automations than this, the page shows examples and how to try them. */
const mostToTeach = 3;

const topics = ['automation:', 'run:'];

/** How many pages of a list were open when it was left, by its filters: going back opens them again. */
const opened = new Map<string, number>();

/** The automations that filters show, a page at a time; all that is shown stays up to date. */
export function Rows({ filters }: { filters: string }) {
  const [open, setOpen] = useState(() => ({ filters, pages: isReturn() ? (opened.get(filters) ?? 1) : 1 }));
  const pages = open.filters === filters ? open.pages : 1;
  opened.set(filters, pages);
  const path = pathOf(filters, null, firstRows);
  const { of, data, error } = useKept(useResource<AutomationsAnswer>(path, topics), filters);
  return (
    <Loaded of={{ data, error }}>
      {({ automations, next, total }) => (
        <>
          {total === 0 && <Nothing isFiltered={of !== ''} />}
          {total > 0 && (
            <section class="box" aria-label="Automations">
              <p class="box-header" role="status">
                {total === 1 ? '1 automation' : `${total.toLocaleString('en')} automations`}
              </p>
              <ul>
                <Restored />
                <PageOfRows rows={automations} onChanged={() => refresh(path)} />
                <Following
                  filters={filters}
                  after={next}
                  open={pages - 1}
                  onMore={() => setOpen({ filters, pages: pages + 1 })}
                />
              </ul>
            </section>
          )}
          {of === '' && total <= mostToTeach && <Examples />}
        </>
      )}
    </Loaded>
  );
}

function pathOf(filters: string, after: string | null, limit: number): string {
  const query = new URLSearchParams(filters);
  query.set('limit', String(limit));
  if (after !== null) query.set('cursor', after);
  return `/v1/automations?${query}`;
}

function PageOfRows({ rows, onChanged }: { rows: readonly AutomationRow[]; onChanged(): Promise<void> }) {
  return (
    <>
      {rows.map((one) => (
        <Row key={one.identifier} automation={one} onChanged={onChanged} />
      ))}
    </>
  );
}

type ListPlace = { filters: string; after: string | null; open: number; onMore(): void };

/** The part after the page that ends with `after`: the next page if it is open, or the button for it. */
function Following({ filters, after, open, onMore }: ListPlace) {
  if (after === null) return null;
  if (open > 0) return <NextPage filters={filters} after={after} open={open} onMore={onMore} />;
  return (
    <li class="more">
      <button class="button" type="button" onClick={onMore}>
        Load more
      </button>
    </li>
  );
}

function NextPage({ filters, after, open, onMore }: ListPlace & { after: string }) {
  const path = pathOf(filters, after, moreRows);
  const { data, error } = useKept(useResource<AutomationsAnswer>(path, topics), filters);
  if (data === undefined) {
    return (
      <li class="more muted" aria-busy={error === null}>
        {error?.message ?? 'Loading'}
      </li>
    );
  }
  return (
    <>
      <PageOfRows rows={data.automations} onChanged={() => refresh(path)} />
      <Following filters={filters} after={data.next} open={open - 1} onMore={onMore} />
    </>
  );
}

/**
 * The rows that were read last, shown until a page with another start or other filters is read, so that no row vanishes
 * in the meantime.
 */
function useKept<T>({ data, error }: Resource<T>, filters: string): Resource<T> & { of: string } {
  const last = useRef({ data, of: filters });
  if (data !== undefined) last.current = { data, of: filters };
  return { ...last.current, error };
}

function Restored() {
  useLayoutEffect(restoreScroll, []);
  return null;
}

function Nothing({ isFiltered }: { isFiltered: boolean }) {
  useLayoutEffect(restoreScroll, []);
  if (isFiltered) return <Empty icon="search" title="No automation matches these filters" />;
  return (
    <Empty icon="zap" title="No automations yet">
      <p>
        An automation says: when this happens in the catalog, call that. Begin with an example below,{' '}
        <a href="/automations/new">create one</a>, put definitions into the folder <code>automations/</code>, or sync
        them from a repository.
      </p>
    </Empty>
  );
}
