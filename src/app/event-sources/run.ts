import type { EventSource } from './event-source.ts';

/** Runs of automations. */
export const runSource: EventSource = {
  name: 'run',
  title: 'runs: one is created, reported on or ends',
  how: 'an automation that names the other as `actionIdentifier`',
};
