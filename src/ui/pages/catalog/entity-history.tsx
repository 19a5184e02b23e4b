import type { EventRow, RunRow } from '../../../core/views/run-view.ts';
import { changeTitle } from '../../core/change-words.ts';
import { rowWords } from '../../core/run-words.ts';
import { Loaded } from '../../parts/states.tsx';
import { RunStatusIcon } from '../../parts/status.tsx';
import { Ago } from '../../parts/time.tsx';
import { useResource } from '../../state/resource.ts';

/** The newest events of an entity and the newest runs that they led to. */
export function History({ blueprint, entity }: { blueprint: string; entity: string }) {
  const query = new URLSearchParams({ blueprint, entity });
  const events = useResource<{ events: EventRow[] }>(`/v1/lists/events?${query}&limit=10`, ['event:']);
  const runs = useResource<{ runs: RunRow[] }>(`/v1/lists/runs?${query}&limit=10`, ['run:']);
  return (
    <div class="columns">
      <section class="box" aria-labelledby="events">
        <h2 class="box-header list-header" id="events">
          Events <a href={`/events?${query}`}>All events</a>
        </h2>
        <Loaded of={events}>
          {({ events: rows }) => (
            <ul>
              {rows.map(({ id, action, runs: count, receivedAt }) => (
                <li class="row" key={id}>
                  <a class="grow" href={`/events/${encodeURIComponent(id)}`}>
                    {changeTitle(action)}
                  </a>
                  <span class="muted when">
                    {count === 1 ? '1 run' : `${count} runs`} · <Ago at={receivedAt} />
                  </span>
                </li>
              ))}
              {rows.length === 0 && <li class="row muted">No event of it is kept.</li>}
            </ul>
          )}
        </Loaded>
      </section>
      <section class="box" aria-labelledby="runs">
        <h2 class="box-header list-header" id="runs">
          Runs <a href={`/runs?${query}`}>All runs</a>
        </h2>
        <Loaded of={runs}>
          {({ runs: rows }) => (
            <ul>
              {rows.map((run) => (
                <li class="row" key={run.id}>
                  <RunStatusIcon status={run.status} phase={run.phase} />
                  <div class="grow">
                    <a href={`/runs/${encodeURIComponent(run.id)}`}>
                      <bdi>{run.automation}</bdi>
                    </a>
                    <p class="muted">
                      <bdi>{rowWords(run)}</bdi>
                    </p>
                  </div>
                  <span class="muted when">
                    <Ago at={run.createdAt} />
                  </span>
                </li>
              ))}
              {rows.length === 0 && <li class="row muted">No run was started.</li>}
            </ul>
          )}
        </Loaded>
      </section>
    </div>
  );
}
