import type { JsonObject, JsonSchema } from '../json.ts';

/** A backend as the page's form needs it. */
export type BackendView = {
  type: string;
  title: string;
  description: string;
  schema: JsonSchema;
  /** An invocation method that validates. */
  example: JsonObject;
};

/** A trigger type as the page's form needs it; `schema` is that of `trigger.event`. */
export type TriggerTypeView = {
  event: string;
  kind: 'entity' | 'timer' | 'run';
  title: string;
  description: string;
  schema: JsonSchema;
  example: JsonObject;
};
