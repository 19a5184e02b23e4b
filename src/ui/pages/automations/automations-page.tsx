import type { Facet, FacetsAnswer } from '../../../core/views/automation-view.ts';
import { filtersOf } from '../../core/url-filters.ts';
import { FilterBar } from '../../parts/filter-bar.tsx';
import { location } from '../../state/location.ts';
import { useResource } from '../../state/resource.ts';
import { Rows } from './automation-list.tsx';

const names = ['search', 'active', 'mode', 'failing', 'trigger', 'blueprint', 'backend', 'source'] as const;

const fixed = [
  {
    name: 'active',
    label: 'State',
    options: [
      { value: 'true', title: 'On' },
      { value: 'false', title: 'Off' },
    ],
  },
  {
    name: 'mode',
    label: 'Mode',
    options: [
      { value: 'live', title: 'Live' },
      { value: 'shadow', title: 'Shadow: calls nothing' },
    ],
  },
  { name: 'failing', label: 'Runs', options: [{ value: 'true', title: 'Failing' }] },
];

/** All automations, with a search and filters. */
export function AutomationsPage() {
  const filters = filtersOf(location.value.query, names);
  const query = String(new URLSearchParams(filters));
  const facets = useResource<FacetsAnswer>('/v1/automations/facets', ['automation:']).data;
  const choices = [
    ...fixed,
    ...choiceOf('trigger', 'Trigger', facets?.triggers),
    ...choiceOf('blueprint', 'Blueprint', facets?.blueprints),
    ...choiceOf('backend', 'Backend', facets?.backends),
    ...choiceOf('source', 'Source', facets?.sources, { none: 'Made on the page or by API' }),
  ];
  return (
    <>
      <div class="heading">
        <h1>Automations</h1>
        <a class="button primary" href="/automations/new">
          New automation
        </a>
      </div>
      <FilterBar filters={filters} search="Search automations" choices={choices} />
      <Rows filters={query} />
    </>
  );
}

/** A filter by the values that there are; none where there is nothing to choose. */
function choiceOf(
  name: string,
  label: string,
  values: readonly Facet[] | undefined,
  titles: Readonly<Record<string, string>> = {},
) {
  if (values === undefined || values.length === 0) return [];
  return [
    {
      name,
      label,
      options: values.map(({ value, count }) => ({ value, title: `${titles[value] ?? value} (${count})` })),
    },
  ];
}
