import type { JsonObject } from '../../core/json.ts';
import type { EventRow } from '../../core/views/run-view.ts';
import { textAt } from './json-at.ts';

const actions: Readonly<Record<string, string>> = {
  ENTITY_CREATED: 'CREATE',
  ENTITY_UPDATED: 'UPDATE',
  ENTITY_DELETED: 'DELETE',
  TIMER_PROPERTY_EXPIRED: 'TIMER_EXPIRED',
  RUN_CREATED: 'CREATE',
  RUN_UPDATED: 'UPDATE',
};

/** How many received events are offered. */
const offered = 20;

/** Where the newest events of a definition's trigger are listed. */
export function eventsPath(definition: JsonObject): string {
  const type = textAt(definition, ['trigger', 'event', 'type']);
  const blueprint = textAt(definition, ['trigger', 'event', 'blueprintIdentifier']);
  const action = actions[type];
  const query = new URLSearchParams({
    limit: '50',
    ...(blueprint !== '' && { blueprint }),
    ...(action !== undefined && { type: action }),
  });
  return `/v1/lists/events?${query}`;
}

/** The listed events that a definition's trigger listens to. */
export function eventsOf(rows: readonly EventRow[], definition: JsonObject): EventRow[] {
  const type = textAt(definition, ['trigger', 'event', 'type']);
  const wanted = type.includes('RUN') ? 'run' : 'entity';
  const heard = rows.filter((row) => row.type === wanted);
  return heard.filter(({ action }) => type !== 'ANY_ENTITY_CHANGE' || action !== 'TIMER_EXPIRED').slice(0, offered);
}

/** An event of the API without what the service adds to it. */
export function asReceived({ execution, runs, ...event }: JsonObject): JsonObject {
  return event;
}
