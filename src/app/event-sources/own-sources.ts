import type { EventSource } from './event-source.ts';

/** Events sent over HTTP by a catalog or a script. */
export const httpSource: EventSource = {
  name: 'http',
  title: '`POST /v1/events`: the event itself, one or many',
  how: 'authenticated as the client, or signed with `EVENTS_SECRET`',
};

/** Events for changes of the built-in catalog. */
export const catalogSource: EventSource = {
  name: 'catalog',
  title: "the built-in catalog: every change to an entity through Port's API",
  how: '`/v1/blueprints/{blueprint}/entities`',
};

/** Events for timers: times in the properties of entities. */
export const timerSource: EventSource = {
  name: 'timer',
  title: 'timers: the time in a property of an entity passes',
  how: 'an automation with `TIMER_PROPERTY_EXPIRED` arms them',
};

/** Events for what the service noticed about targets and automations. */
export const alertSource: EventSource = {
  name: 'alert',
  title: 'alerts: a target stops or starts working, an automation keeps failing or works again',
  how: 'an automation on the blueprint `_target` or `_automation`',
};

/** Events for runs of automations. */
export const runSource: EventSource = {
  name: 'run',
  title: 'runs: one is created, is updated or ends',
  how: 'an automation with the other one as its `actionIdentifier`',
};
