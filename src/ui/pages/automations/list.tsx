import { useLayoutEffect, useState } from 'preact/hooks';
import type { AutomationRow, Facet, FacetsAnswer } from '../../../core/views/automation-row.ts';
import { filtersOf } from '../../core/filters.ts';
import { FilterBar } from '../../parts/filter-bar.tsx';
import { Empty, Loaded } from '../../parts/states.tsx';
import { location, restoreScroll } from '../../state/location.ts';
import { refresh, useResource } from '../../state/resource.ts';
import { Examples } from '../examples/examples.tsx';
import { Row } from './row.tsx';

type Answer = { automations: AutomationRow[]; next: string | null };

/** How many rows one more click shows; the service reads no more than `mostRows` at once. */
const rowsAtATime = 50;
const mostRows = 200;

/** With no more automations than this, the page shows examples and how to try them. */
const mostToTeach = 3;

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
  const [limit, setLimit] = useState(rowsAtATime);
  const path = `/v1/automations?${new URLSearchParams({ ...filters, limit: String(limit) })}`;
  const answer = useResource<Answer>(path, ['automation:', 'run:']);
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
      <Loaded of={answer}>
        {({ automations, next }) => (
          <>
            <Rows rows={automations} filtered={Object.keys(filters).length > 0} onChanged={() => refresh(path)} />
            {next === null && automations.length <= mostToTeach && Object.keys(filters).length === 0 && <Examples />}
            {next !== null && limit < mostRows && (
              <button class="button" type="button" onClick={() => setLimit(Math.min(mostRows, limit + rowsAtATime))}>
                Show more
              </button>
            )}
            {next !== null && limit >= mostRows && <p class="muted">Search or filter to find the others.</p>}
          </>
        )}
      </Loaded>
    </>
  );
}

function Rows({
  rows,
  filtered,
  onChanged,
}: {
  rows: readonly AutomationRow[];
  filtered: boolean;
  onChanged(): Promise<void>;
}) {
  useLayoutEffect(restoreScroll, []);
  if (rows.length === 0 && filtered) return <Empty icon="search" title="No automation matches these filters" />;
  if (rows.length === 0) {
    return (
      <Empty icon="zap" title="No automations yet">
        <p>
          An automation says: when this happens in the catalog, call that. Begin with an example below,{' '}
          <a href="/automations/new">create one</a>, put definitions into the folder <code>automations/</code> and start
          the service again, or sync them from a repository.
        </p>
      </Empty>
    );
  }
  return (
    <div class="box">
      <ul>
        {rows.map((one) => (
          <Row key={one.identifier} automation={one} onChanged={onChanged} />
        ))}
      </ul>
    </div>
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
