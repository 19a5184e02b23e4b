import type { Event } from '../../../core/event/event.ts';
import type { RunStatus } from '../../../core/run/run.ts';
import { changeTitle } from '../../core/change-words.ts';
import { authorOf } from '../../core/revision-words.ts';
import { Crumbs } from '../../parts/crumbs.tsx';
import { JsonView } from '../../parts/json-view.tsx';
import { Loaded } from '../../parts/states.tsx';
import { RunStatusIcon } from '../../parts/status.tsx';
import { Ago } from '../../parts/time.tsx';
import { useResource } from '../../state/resource.ts';
import { entityPath } from '../catalog/timer-list.tsx';
import { Explanation } from './event-explanation.tsx';
import { ReplayButton } from './replay-button.tsx';

type Seen = Event & {
  runs: { id: string; automation: string; status: RunStatus }[];
  execution: {
    source: string;
    receivedAt: string;
    chain: string[];
    errors: { automation: string; message: string }[];
  };
};

/** One event: what it is about, what it started, what failed on it, and the event itself. */
export function EventPage({ id }: { id: string }) {
  const answer = useResource<{ event: Seen }>(`/v1/events/${encodeURIComponent(id)}`, [`event:${id}`, 'run:']);
  return (
    <Loaded of={answer}>
      {({ event }) => (
        <>
          <Crumbs links={[{ href: '/events', title: 'Events' }]} />
          <h1>
            <bdi>{subjectOf(event)}</bdi> <span class="label">{changeTitle(event.action)}</span>{' '}
            <code class="muted">{event.id}</code>
          </h1>
          <Facts event={event} />
          <div class="actions operations">
            <ReplayButton event={event.id} />
          </div>
          <Started event={event} />
          <Explanation event={event.id} />
          <JsonView title="Event" value={event} />
        </>
      )}
    </Loaded>
  );
}

function subjectOf(event: Event): string {
  if (event.resourceType === 'run') return `run of ${event.context.action.identifier}`;
  const { blueprintIdentifier, entityIdentifier } = event.context;
  return `${blueprintIdentifier} ${entityIdentifier}`;
}

/** Where an event came from, what it is about and what caused it. */
function Facts({ event }: { event: Seen }) {
  const { source, receivedAt, chain } = event.execution;
  const { by, origin } = event.trigger;
  const author = typeof by.userId === 'string' ? authorOf(by.userId) : null;
  const cause = chain.at(-1);
  return (
    <dl class="facts">
      <dt>Received</dt>
      <dd>
        <Ago at={receivedAt} /> from{' '}
        <a href={`/events?${new URLSearchParams({ source })}`}>
          <bdi>{source}</bdi>
        </a>
      </dd>
      {event.resourceType === 'entity' && (
        <>
          <dt>Entity</dt>
          <dd>
            <a href={entityPath(event.context.blueprintIdentifier, event.context.entityIdentifier)}>
              <bdi>{subjectOf(event)}</bdi>
            </a>
          </dd>
        </>
      )}
      {author !== null && (
        <>
          <dt>Changed by</dt>
          <dd>
            <bdi>{author}</bdi> <span class="label">{origin}</span>
          </dd>
        </>
      )}
      {cause !== undefined && (
        <>
          <dt>Caused by</dt>
          <dd>
            <a href={`/runs/${encodeURIComponent(cause)}`}>{cause}</a>
          </dd>
        </>
      )}
    </dl>
  );
}

function Started({ event: { runs, execution } }: { event: Seen }) {
  return (
    <section class="box" aria-label="What it started">
      <h2 class="box-header">What it started</h2>
      <ul>
        {runs.map(({ id, automation, status }) => (
          <li class="row quiet" key={id}>
            <RunStatusIcon status={status} phase={status === 'IN_PROGRESS' ? 'invoking' : 'ended'} />
            <a href={`/runs/${encodeURIComponent(id)}`}>
              <bdi>{automation}</bdi>
            </a>
          </li>
        ))}
        {execution.errors.map(({ automation, message }) => (
          <li class="row" key={automation}>
            <span class="label danger">Failed</span>
            <bdi>
              {automation}: {message}
            </bdi>
          </li>
        ))}
        {runs.length + execution.errors.length === 0 && (
          <li class="row quiet muted">No automation matched this event.</li>
        )}
      </ul>
    </section>
  );
}
