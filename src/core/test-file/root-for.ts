import type { Automation } from '../automation.ts';
import type { Event } from '../event/event.ts';
import type { JsonObject } from '../json.ts';
import { triggerData } from '../match/trigger-data.ts';
import { testDefaults } from './short-event.ts';

/** The trigger data of a test, with fixed values for everything that varies between runs. */
export function rootFor(event: Event, automation: Automation): JsonObject {
  const facts = { runId: 'r_test', by: event.trigger.by, at: testDefaults.at };
  return triggerData({ event, automation: automation.identifier, ...facts });
}
