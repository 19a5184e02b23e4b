import type { EventRow } from '../../../core/views/run-row.ts';
import { filtersOf, withFilters } from '../../core/filters.ts';
import { sinceChoice } from '../../core/since.ts';
import { FilterBar } from '../../parts/filter-bar.tsx';
import { Paged } from '../../parts/paged.tsx';
import { Ago } from '../../parts/time.tsx';
import { location } from '../../state/location.ts';
import { usePagedList } from '../../state/paged-list.ts';
import { useBlueprintChoice } from '../runs/list.tsx';

const choices = [
  {
    name: 'outcome',
    label: 'Outcome',
    options: [
      { value: 'unmatched', title: 'Matched nothing' },
      { value: 'failed', title: 'Condition failed' },
    ],
  },
  {
    name: 'type',
    label: 'Change',
    options: [
      { value: 'CREATE', title: 'Created' },
      { value: 'UPDATE', title: 'Updated' },
      { value: 'DELETE', title: 'Deleted' },
      { value: 'TIMER_EXPIRED', title: 'Timer expired' },
    ],
  },
];

const names = ['entity', 'outcome', 'type', 'blueprint', 'since', 'source', 'from', 'to'];

/** The events that came in, newest first, with filters. */
export function EventsPage() {
  const filters = filtersOf(location.value.query, names);
  const list = usePagedList<EventRow>(`/v1/lists/events${withFilters('?', filters)}`, 'events', 'event:');
  const blueprint = useBlueprintChoice();
  const isFiltered = Object.keys(filters).length > 0;
  return (
    <>
      <h1>Events</h1>
      <FilterBar
        filters={filters}
        search="Identifier of an entity"
        searchName="entity"
        choices={[...choices, blueprint, sinceChoice]}
      />
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

function Row({ event, filters }: { event: EventRow; filters: string }) {
  const { id, type, action, blueprint, entity, source, failed } = event;
  const subject = entity === null ? `${type} ${id}` : `${blueprint} ${entity}`;
  return (
    <>
      <span class="label">{action}</span>
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

/** What came of an event, in words. */
function resultOf({ matchedAt, runs, failed }: EventRow): string {
  if (matchedAt === null) return 'Waiting to be matched';
  if (runs > 0) return runs === 1 ? 'Started 1 run' : `Started ${runs} runs`;
  return failed > 0 ? 'A condition failed' : 'Matched nothing';
}
