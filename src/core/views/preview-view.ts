import type { JsonObject } from '../json.ts';
import type { AutomationExplanation } from './explanation-view.ts';

/** How a definition that is being written answers one event, or why that cannot be said. */
export type PreviewView =
  | {
      /** The event in words, such as `ENTITY_UPDATED of the blueprint service`. */
      event: string;
      explanation: AutomationExplanation;
      problem: null;
    }
  | { event: string | null; explanation: null; problem: string };

/** A made-up event of a trigger, or what is missing before there can be one. */
export type SampleView = { event: JsonObject; problem: null } | { event: null; problem: string };
