import type { EventSource } from './event-source.ts';

/** Events that a catalog or a script sends. */
export const httpSource: EventSource = {
  name: 'http',
  title: '`POST /v1/events`: the event itself, one or many',
  how: 'authenticated as the client, or signed with `EVENTS_SECRET`',
};
