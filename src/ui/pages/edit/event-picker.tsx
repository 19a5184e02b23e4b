import type { EventRow } from '../../../core/views/run-view.ts';
import { agoOf } from '../../core/ago.ts';
import { Ago } from '../../parts/time.tsx';
import type { BenchEvent } from './bench-event.ts';

/** Chooses the event of the test bench, and says which one it is. */
export function EventPicker({ event, happened }: { event: BenchEvent; happened: string | null }) {
  const { choice, choose, received, value } = event;
  const chosen = choice.type === 'received' ? received.find(({ id }) => id === choice.id) : undefined;
  const pick = (picked: string) => {
    if (picked === 'sample') choose({ type: 'sample' });
    else if (picked === 'pasted')
      choose({ type: 'pasted', text: value === null ? '' : JSON.stringify(value, null, 2) });
    else choose({ type: 'received', id: picked.slice('event '.length) });
  };
  return (
    <>
      <label class="field-title" for="bench-event">
        Try it on
      </label>
      <select
        id="bench-event"
        value={choice.type === 'received' ? `event ${choice.id}` : choice.type}
        onChange={({ currentTarget }) => pick(currentTarget.value)}
      >
        <option value="sample">A sample for this trigger</option>
        <option value="pasted">An event that I paste or edit</option>
        {received.length > 0 && (
          <optgroup label="Received events">
            {received.map((row) => (
              <option key={row.id} value={`event ${row.id}`}>
                {titleOf(row)}
              </option>
            ))}
          </optgroup>
        )}
        {choice.type === 'received' && chosen === undefined && (
          <option value={`event ${choice.id}`}>{choice.id}</option>
        )}
      </select>
      {choice.type === 'pasted' && (
        <textarea
          class="code"
          aria-label="The event as JSON"
          spellcheck={false}
          rows={8}
          value={choice.text}
          onInput={({ currentTarget }) => choose({ type: 'pasted', text: currentTarget.value })}
        />
      )}
      <p class="muted help">
        {choice.type === 'sample' && 'Sample: generated from the trigger and its blueprint'}
        {choice.type === 'pasted' && 'Pasted: written by hand'}
        {choice.type === 'received' && (
          <>
            Event{' '}
            <a href={`/events/${encodeURIComponent(choice.id)}`} target="_blank" rel="noreferrer">
              <bdi>{choice.id}</bdi>
            </a>
            {chosen && (
              <>
                , received <Ago at={chosen.receivedAt} />
              </>
            )}
          </>
        )}
        {happened !== null && (
          <>
            {' · '}
            <bdi>{happened}</bdi>
          </>
        )}
      </p>
    </>
  );
}

function titleOf({ type, action, entity, receivedAt }: EventRow): string {
  return `${entity ?? type} · ${action} · ${agoOf(Date.parse(receivedAt), Date.now())}`;
}
