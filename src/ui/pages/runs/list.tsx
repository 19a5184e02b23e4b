import { useLayoutEffect } from 'preact/hooks';
import { durationOf } from '../../core/ago.ts';
import { type Filters, filtersOf } from '../../core/filters.ts';
import { type RunView, resultWords } from '../../core/run-words.ts';
import { FilterBar } from '../../parts/filter-bar.tsx';
import { Empty, Loaded } from '../../parts/states.tsx';
import { RunStatusIcon } from '../../parts/status.tsx';
import { Ago } from '../../parts/time.tsx';
import { location, restoreScroll } from '../../state/location.ts';
import { useResource } from '../../state/resource.ts';

const choices = [
  {
    name: 'status',
    label: 'Status',
    options: [
      { value: 'SUCCESS', title: 'Succeeded' },
      { value: 'FAILURE', title: 'Failed' },
      { value: 'IN_PROGRESS', title: 'In progress' },
    ],
  },
];

/** The filters in the API's names; the entity is what the search looks for. */
function pathOf({ status, automation, search }: Filters): string {
  const params = new URLSearchParams({ limit: '100' });
  if (status) params.set('status', status);
  if (automation) params.set('action', automation);
  if (search) params.set('entity', search);
  return `/v1/actions/runs?${params}`;
}

/** The newest runs, with filters. */
export function RunsPage() {
  const filters = filtersOf(location.value.query, ['status', 'automation', 'search']);
  const answer = useResource<{ runs: RunView[] }>(pathOf(filters), ['run:']);
  return (
    <>
      <h1>{filters.automation ? `Runs of ${filters.automation}` : 'Runs'}</h1>
      <FilterBar filters={filters} search="Identifier of an entity" choices={choices} />
      <Loaded of={answer}>{({ runs }) => <Rows runs={runs} filtered={Object.keys(filters).length > 0} />}</Loaded>
    </>
  );
}

function Rows({ runs, filtered }: { runs: readonly RunView[]; filtered: boolean }) {
  useLayoutEffect(restoreScroll, []);
  if (runs.length === 0) {
    const title = filtered ? 'No run matches these filters' : 'Nothing has run yet';
    return <Empty icon="history" title={title} />;
  }
  return (
    <div class="box">
      <p class="box-header">{runs.length === 100 ? 'The newest 100 runs' : `${runs.length} runs`}</p>
      <ul>
        {runs.map((run) => (
          <li class="row" key={run.id}>
            <RunStatusIcon run={run} />
            <div class="grow">
              <p class="title">
                <a href={`/runs/${encodeURIComponent(run.id)}`}>
                  <bdi>{run.action.title}</bdi>
                </a>
              </p>
              <p class="muted">
                {run.entity && <bdi>{run.entity.title} · </bdi>}
                <bdi>{resultWords(run)}</bdi>
              </p>
            </div>
            <span class="muted when">
              <Ago at={run.createdAt} />
              {run.endedAt && <> · {durationOf(Date.parse(run.endedAt) - Date.parse(run.createdAt))}</>}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
