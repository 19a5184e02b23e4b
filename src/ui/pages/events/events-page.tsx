import type { FacetsAnswer } from '../../../core/views/automation-view.ts';
import type { EventRow } from '../../../core/views/run-view.ts';
import { changeChoice, changeTitle } from '../../core/change-words.ts';
import { sinceChoice } from '../../core/since.ts';
import { filtersOf, withFilters } from '../../core/url-filters.ts';
import { FilterBar } from '../../parts/filter-bar.tsx';
import { later } from '../../parts/later.tsx';
import { Paged } from '../../parts/paged.tsx';
import { Ago } from '../../parts/time.tsx';
import { location } from '../../state/location.ts';
import { usePagedList } from '../../state/paged-list.ts';
import { useResource } from '../../state/resource.ts';
import { BulkReplay } from '../bulk/bulk-replay.tsx';
import { FilteredWork } from '../bulk/filtered-work.tsx';
import { BulkJobs } from '../bulk/jobs.tsx';
import { useBlueprintChoice } from '../runs/runs-page.tsx';

const choices = [
  {
    name: 'outcome',
    label: 'Outcome',
    options: [
      { value: 'unmatched', title: 'Matched nothing' },
      { value: 'failed', title: 'Condition failed' },
    ],
  },
  changeChoice('type', ['CREATE', 'UPDATE', 'DELETE', 'TIMER_EXPIRED']),
  {
    name: 'resource',
    label: 'About',
    options: [
      { value: 'entity', title: 'Entities' },
      { value: 'run', title: 'Runs' },
    ],
  },
];

const names = ['entity', 'outcome', 'type', 'resource', 'blueprint', 'source', 'since', 'from', 'to', 'jq'];

const JqFilter = later<{ value: string }>(() => import('./jq-filter.tsx').then((module) => module.JqFilter));

/** The received events, newest first, with filters. */
export function EventsPage() {
  const filters = filtersOf(location.value.query, names);
  const list = usePagedList<EventRow>(`/v1/lists/events${withFilters('?', filters)}`, 'events', 'event:');
  const blueprint = useBlueprintChoice();
  const source = useSourceChoice();
  const isFiltered = Object.keys(filters).length > 0;
  return (
    <>
      <div class="heading">
        <h1>Events</h1>
        <FilteredWork filters={filters} label="Replay all" things="events">
          {(onClose) => <BulkReplay filters={filters} onClose={onClose} />}
        </FilteredWork>
      </div>
      <FilterBar
        filters={filters}
        search="Identifier of an entity"
        searchName="entity"
        choices={[...choices, blueprint, source, sinceChoice]}
        own={['jq']}
      />
      <JqFilter value={filters.jq ?? ''} />
      <BulkJobs kinds={['replay']} />
      <Paged
        list={list}
        noun="events"
        icon="broadcast"
        nothing={isFiltered ? 'No event matches these filters' : 'No event has come in yet'}
      >
        {(event) => <Row event={event} filters={location.value.query} />}
      </Paged>
    </>
  );
}

function useSourceChoice() {
  const { data } = useResource<FacetsAnswer>('/v1/automations/facets', ['automation:']);
  const options = (data?.eventSources ?? []).map((value) => ({ value, title: value }));
  return { name: 'source', label: 'Source', options };
}

function Row({ event, filters }: { event: EventRow; filters: string }) {
  const { id, type, action, blueprint, entity, source, failed } = event;
  const subject = entity === null ? `${type} ${id}` : `${blueprint} ${entity}`;
  return (
    <>
      <span class="label change">{changeTitle(action)}</span>
      <div class="grow">
        <p class="title">
          <a href={`/events/${encodeURIComponent(id)}`}>
            <bdi>{subject}</bdi>
          </a>
        </p>
        <p class="muted">
          {resultOf(event)} · from{' '}
          <a href={`/events${withFilters(filters, { source })}`}>
            <bdi>{source}</bdi>
          </a>
        </p>
      </div>
      {failed > 0 && <span class="label danger">{failed} failed</span>}
      <span class="muted when">
        <Ago at={event.receivedAt} />
      </span>
    </>
  );
}

/** The result of an event, in words. */
function resultOf({ matchedAt, runs, failed }: EventRow): string {
  if (matchedAt === null) return 'Waiting to be matched';
  if (runs > 0) return runs === 1 ? 'Started 1 run' : `Started ${runs} runs`;
  return failed > 0 ? 'A condition failed' : 'Matched nothing';
}
