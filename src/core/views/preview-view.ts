import type { JsonObject } from '../json.ts';
import type { AutomationExplanation } from './explanation-view.ts';

/** The result of an unfinished definition for one event, or why there is none. */
export type PreviewView =
  | {
      /** The event in words, such as `ENTITY_UPDATED of the blueprint service`. */
      event: string;
      explanation: AutomationExplanation;
      problem: null;
    }
  | { event: string | null; explanation: null; problem: string };

/** A sample event for a trigger, or what is missing for one. */
export type SampleView = { event: JsonObject; problem: null } | { event: null; problem: string };
