import { valueAt } from '../../core/json.ts';
import type { StoredEvent } from '../../store/events.ts';
import type { Matched } from '../match/match.ts';
import type { Log } from '../world.ts';

/** The maximum length of a name in a line, in characters, because senders of events choose it. */
const maxName = 200;

/** Writes one line for an event that was matched: what happened, who did it, and what it led to. */
export function logEvent(log: Log, { event, source }: Pick<StoredEvent, 'event' | 'source'>, result?: Matched): void {
  const { id, action, trigger } = event;
  const by = valueAt(trigger.by, 'userId');
  const fields = {
    event: id,
    action,
    ...subjectOf(event),
    source,
    by: typeof by === 'string' ? by.slice(0, maxName) : null,
    runs: result?.runs.length ?? 0,
    errors: result?.errors.length ?? 0,
  };
  log.info(fields, 'an event was matched');
}

function subjectOf(event: StoredEvent['event']): object {
  if (event.resourceType === 'run') return { automation: event.context.action.identifier.slice(0, maxName) };
  const { blueprintIdentifier, entityIdentifier } = event.context;
  return { blueprint: blueprintIdentifier.slice(0, maxName), entity: entityIdentifier.slice(0, maxName) };
}
