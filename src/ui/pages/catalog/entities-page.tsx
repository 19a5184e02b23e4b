import type { EntityRow } from '../../../core/views/catalog-view.ts';
import { filtersOf } from '../../core/url-filters.ts';
import { Crumbs } from '../../parts/crumbs.tsx';
import { FilterBar } from '../../parts/filter-bar.tsx';
import { Paged } from '../../parts/paged.tsx';
import { Ago } from '../../parts/time.tsx';
import { location } from '../../state/location.ts';
import { usePagedList } from '../../state/paged-list.ts';
import { session } from '../../state/session.ts';
import { entityPath, Timers } from './timer-list.tsx';

/** The entities of a blueprint, a page at a time, and its timers. */
export function EntitiesPage({ blueprint }: { blueprint: string }) {
  const filters = filtersOf(location.value.query, ['search']);
  const query = new URLSearchParams({ blueprint, ...filters });
  const list = usePagedList<EntityRow>(`/v1/lists/entities?${query}`, 'entities', `entity:${blueprint}/`);
  return (
    <>
      <Crumbs links={[{ href: '/catalog', title: 'Catalog' }]} />
      <div class="heading">
        <h1>
          <bdi>{blueprint}</bdi>
        </h1>
        {session.value?.session?.role === 'write' && (
          <a class="button primary" href={`/catalog/${encodeURIComponent(blueprint)}?new`}>
            New entity
          </a>
        )}
      </div>
      <FilterBar filters={filters} search="Search entities" choices={[]} />
      <Paged
        list={list}
        noun="entities"
        first="The first"
        icon="search"
        nothing={filters.search === undefined ? 'This blueprint has no entities' : 'No entity has this name'}
      >
        {({ id, title, updatedAt }) => (
          <>
            <div class="grow">
              <p class="title">
                <a href={entityPath(blueprint, id)}>
                  <bdi>{title || id}</bdi>
                </a>{' '}
                {title && title !== id && <code class="muted">{id}</code>}
              </p>
            </div>
            <span class="muted when">
              changed <Ago at={updatedAt} />
            </span>
          </>
        )}
      </Paged>
      <Timers blueprint={blueprint} />
    </>
  );
}
