import type { EventSource } from './event-source.ts';

/** Times in properties of entities. */
export const timerSource: EventSource = {
  name: 'timer',
  title: 'timers: the time in a property of an entity passes',
  how: 'an automation with `TIMER_PROPERTY_EXPIRED` arms them',
};
