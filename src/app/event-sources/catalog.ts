import type { EventSource } from './event-source.ts';

/** Changes of the built-in catalog. */
export const catalogSource: EventSource = {
  name: 'catalog',
  title: "the built-in catalog: every change of an entity through Port's API",
  how: '`/v1/blueprints/{blueprint}/entities`',
};
