import { useLayoutEffect } from 'preact/hooks';
import type { Event } from '../../../core/event/event.ts';
import { filtersOf } from '../../core/filters.ts';
import { FilterBar } from '../../parts/filter-bar.tsx';
import { Empty, Loaded } from '../../parts/states.tsx';
import { Ago } from '../../parts/time.tsx';
import { location, restoreScroll } from '../../state/location.ts';
import { useResource } from '../../state/resource.ts';

/** An event as the API lists it. */
type Listed = Event & { execution: { source: string; errors: { automation: string }[] } };

/** The subject of an event, such as "service checkout". */
function subjectOf({ context }: Event): string {
  if ('action' in context) return `run of ${context.action.identifier}`;
  return `${context.blueprintIdentifier} ${context.entityIdentifier}`;
}

/** The newest events that came in. */
export function EventsPage() {
  const answer = useResource<{ events: Listed[] }>('/v1/events?limit=200', ['event:']);
  const filters = filtersOf(location.value.query, ['search']);
  const search = (filters.search ?? '').toLowerCase();
  return (
    <>
      <h1>Events</h1>
      <FilterBar filters={filters} search="Search the newest events" choices={[]} />
      <Loaded of={answer}>
        {({ events }) => (
          <Rows events={events.filter((one) => `${one.action} ${subjectOf(one)}`.toLowerCase().includes(search))} />
        )}
      </Loaded>
    </>
  );
}

function Rows({ events }: { events: readonly Listed[] }) {
  useLayoutEffect(restoreScroll, []);
  if (events.length === 0) return <Empty icon="broadcast" title="No events here" />;
  return (
    <div class="box">
      <p class="box-header">{events.length} events</p>
      <ul>
        {events.map((event) => (
          <li class="row" key={event.id}>
            <Row event={event} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function Row({ event }: { event: Listed }) {
  const { source, errors } = event.execution;
  return (
    <>
      <span class="label">{event.action}</span>
      <p class="grow title">
        <a href={`/events/${encodeURIComponent(event.id)}`}>
          <bdi>{subjectOf(event)}</bdi>
        </a>
      </p>
      {errors.length > 0 && <span class="label danger">{errors.length} failed</span>}
      <span class="muted when">
        {source} · <Ago at={event.trigger.at} />
      </span>
    </>
  );
}
