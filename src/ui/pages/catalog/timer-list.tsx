import type { TimerRow } from '../../../core/views/catalog-view.ts';
import { Ahead } from '../../parts/time.tsx';
import { useResource } from '../../state/resource.ts';

/** The timers that will fire, of a blueprint or of one of its entities; nothing where there are none. */
export function Timers({ blueprint, entity }: { blueprint: string; entity?: string }) {
  const query = new URLSearchParams({ blueprint, ...(entity !== undefined && { entity }), limit: '20' });
  const topics = [`entity:${blueprint}/`, 'automation:', 'event:timer_'];
  const { data } = useResource<{ timers: TimerRow[] }>(`/v1/lists/timers?${query}`, topics);
  if (data === undefined || data.timers.length === 0) return null;
  return (
    <section class="box" aria-labelledby="timers">
      <h2 class="box-header" id="timers">
        Armed timers
      </h2>
      <ul>
        {data.timers.map((timer) => (
          <li class="row" key={`${timer.entity} ${timer.property}`}>
            <span class="grow">
              {entity === undefined && (
                <>
                  <a href={entityPath(blueprint, timer.entity)}>
                    <bdi>{timer.entity}</bdi>
                  </a>{' '}
                </>
              )}
              <code>{timer.property}</code>
            </span>
            <span class="muted when">
              <Ahead at={timer.dueAt} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The address of an entity. */
export function entityPath(blueprint: string, entity: string): string {
  return `/catalog/${encodeURIComponent(blueprint)}/${encodeURIComponent(entity)}`;
}
