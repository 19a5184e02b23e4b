import type { FacetsAnswer } from '../../../core/views/automation-view.ts';
import type { RunRow } from '../../../core/views/run-view.ts';
import { durationOf } from '../../core/ago.ts';
import { rowWords, statusChoice } from '../../core/run-words.ts';
import { sinceChoice } from '../../core/since.ts';
import { filtersOf, withFilters } from '../../core/url-filters.ts';
import { FilterBar } from '../../parts/filter-bar.tsx';
import { Paged } from '../../parts/paged.tsx';
import { RunStatusIcon } from '../../parts/status.tsx';
import { Ago } from '../../parts/time.tsx';
import { location } from '../../state/location.ts';
import { usePagedList } from '../../state/paged-list.ts';
import { useResource } from '../../state/resource.ts';
import { BulkRuns } from '../bulk/bulk-runs.tsx';
import { FilteredWork } from '../bulk/filtered-work.tsx';
import { BulkJobs } from '../bulk/jobs.tsx';

const names = ['search', 'status', 'blueprint', 'since', 'automation', 'entity', 'target', 'from', 'to'];

/** All runs, newest first, with filters. */
export function RunsPage() {
  const filters = filtersOf(location.value.query, names);
  const list = usePagedList<RunRow>(`/v1/lists/runs${withFilters('?', filters)}`, 'runs', 'run:');
  const blueprint = useBlueprintChoice();
  const isFiltered = Object.keys(filters).length > 0;
  return (
    <>
      <div class="heading">
        <h1>
          {filters.automation ? (
            <>
              Runs of <bdi>{filters.automation}</bdi>
            </>
          ) : (
            'Runs'
          )}
        </h1>
        <FilteredWork filters={filters} label="Retry or cancel all" things="runs">
          {(onClose) => <BulkRuns filters={filters} onClose={onClose} />}
        </FilteredWork>
      </div>
      <FilterBar filters={filters} search="Search runs" choices={[statusChoice, blueprint, sinceChoice]} />
      <BulkJobs kinds={['retry', 'cancel', 'stop']} />
      <Paged
        list={list}
        noun="runs"
        icon="history"
        nothing={isFiltered ? 'No run matches these filters' : 'Nothing has run yet'}
      >
        {(run, isOutdated) => <Row run={run} isOutdated={isOutdated} />}
      </Paged>
    </>
  );
}

/** The filter by blueprint, with those that automations listen to. */
export function useBlueprintChoice() {
  const { data } = useResource<FacetsAnswer>('/v1/automations/facets', ['automation:']);
  const options = (data?.blueprints ?? []).map(({ value }) => ({ value, title: value }));
  return { name: 'blueprint', label: 'Blueprint', options };
}

function Row({ run, isOutdated }: { run: RunRow; isOutdated: boolean }) {
  return (
    <>
      <RunStatusIcon status={run.status} phase={run.phase} />
      <div class="grow">
        <p class="title">
          <a href={`/runs/${encodeURIComponent(run.id)}`}>
            <bdi>{run.automation}</bdi>
          </a>
        </p>
        <p class="muted">
          {run.entity && (
            <bdi>
              {run.blueprint} {run.entity} ·{' '}
            </bdi>
          )}
          <bdi>{rowWords(run)}</bdi>
        </p>
      </div>
      {isOutdated && <span class="label">No longer matches</span>}
      <span class="muted when">
        <Ago at={run.createdAt} />
        {run.endedAt && <> · {durationOf(Date.parse(run.endedAt) - Date.parse(run.createdAt))}</>}
      </span>
    </>
  );
}
