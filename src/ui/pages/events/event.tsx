import { changeTitle } from '../../core/change-words.ts';
import { Crumbs } from '../../parts/crumbs.tsx';
import { JsonView } from '../../parts/json-view.tsx';
import { Loaded } from '../../parts/states.tsx';
import { useResource } from '../../state/resource.ts';
import { Explanation } from './explanation.tsx';
import { ReplayButton } from './replay.tsx';

type Seen = {
  id: string;
  action: string;
  runs: { id: string; automation: string }[];
  execution: { errors: { automation: string; message: string }[] };
};

/** One event: what it started, what failed on it, and the event itself. */
export function EventPage({ id }: { id: string }) {
  const answer = useResource<{ event: Seen }>(`/v1/events/${encodeURIComponent(id)}`, [`event:${id}`, 'run:']);
  return (
    <Loaded of={answer}>
      {({ event }) => (
        <>
          <Crumbs links={[{ href: '/events', title: 'Events' }]} />
          <h1>
            {changeTitle(event.action)} <code class="muted">{event.id}</code>
          </h1>
          <div class="actions operations">
            <ReplayButton event={event.id} />
          </div>
          <section class="box" aria-label="What it started">
            <h2 class="box-header">What it started</h2>
            <ul>
              {event.runs.map((run) => (
                <li class="row" key={run.id}>
                  <a href={`/runs/${encodeURIComponent(run.id)}`}>
                    <bdi>{run.automation}</bdi>
                  </a>
                </li>
              ))}
              {event.execution.errors.map(({ automation, message }) => (
                <li class="row" key={automation}>
                  <span class="label danger">Failed</span>
                  <bdi>
                    {automation}: {message}
                  </bdi>
                </li>
              ))}
              {event.runs.length + event.execution.errors.length === 0 && (
                <li class="row muted">No automation matched this event.</li>
              )}
            </ul>
          </section>
          <Explanation event={event.id} />
          <JsonView title="Event" value={event} />
        </>
      )}
    </Loaded>
  );
}
