import type { BlueprintRow } from '../../../core/views/catalog-view.ts';
import { filtersOf } from '../../core/url-filters.ts';
import { FilterBar } from '../../parts/filter-bar.tsx';
import { Empty, Loaded } from '../../parts/states.tsx';
import { location } from '../../state/location.ts';
import { useResource } from '../../state/resource.ts';
import { ImportButton } from '../bulk/import-button.tsx';
import { BulkJobs } from '../bulk/jobs.tsx';

/** Every blueprint, with how many entities and automations it has. */
export function BlueprintsPage() {
  const answer = useResource<{ blueprints: BlueprintRow[] }>('/v1/lists/blueprints', ['blueprint:', 'automation:']);
  const { search = '' } = filtersOf(location.value.query, ['search']);
  return (
    <>
      <div class="heading">
        <h1>Catalog</h1>
        <ImportButton />
      </div>
      <FilterBar filters={search === '' ? {} : { search }} search="Search blueprints" choices={[]} />
      <BulkJobs kinds={['import']} />
      <Loaded of={answer}>
        {({ blueprints }) => <Rows rows={blueprints.filter((row) => isFound(row, search))} />}
      </Loaded>
    </>
  );
}

function isFound({ identifier, title }: BlueprintRow, search: string): boolean {
  return `${identifier}\n${title ?? ''}`.toLowerCase().includes(search.toLowerCase());
}

function Rows({ rows }: { rows: readonly BlueprintRow[] }) {
  if (rows.length === 0) return <Empty icon="search" title="No blueprint has this name" />;
  return (
    <div class="box">
      <ul>
        {rows.map(({ identifier, title, declared, entities, automations }) => (
          <li class="row" key={identifier}>
            <div class="grow">
              <p class="title">
                <a href={`/catalog/${encodeURIComponent(identifier)}`}>
                  <bdi>{title || identifier}</bdi>
                </a>{' '}
                {title && <code class="muted">{identifier}</code>}
              </p>
              <p class="muted">
                {counted(entities, 'entity', 'entities')} · {counted(automations, 'automation', 'automations')}
              </p>
            </div>
            {!declared && <span class="label">Without a schema</span>}
          </li>
        ))}
      </ul>
    </div>
  );
}

function counted(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
