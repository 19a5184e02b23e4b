/**
 * Words of this project, used in code, tables, pages and docs alike:
 *
 * automation   a definition: identifier, trigger, invocationMethod, publish
 * trigger      which events it listens to, and the condition on them
 * event        something that happened: ENTITY_UPDATED …, with diff.before and diff.after
 * condition    jq expressions and their combinator
 * blueprint    a kind of entity; entity: one thing of the catalog
 * invocation method (the configuration) and backend (the code that carries it out)
 * run          one execution of one automation for one event; it has attempts, a status and logs
 * outcome      what a backend returns for one attempt
 * issue        a problem in a user's file: data; error: an exception with code, retry class and cause
 * source       where definitions come from: a repository and a path
 * plan, sync   what would change; changing it
 * delivery     one HTTP hand-over of an event to us
 */
import type { Json, JsonObject } from './json.ts';

/** An automation exactly as its author wrote it; defaults apply at execution, never here (reference: Port's API). */
export type Automation = {
  identifier: string;
  title?: string | null;
  icon?: string | null;
  description?: string | null;
  trigger: Trigger;
  invocationMethod: InvocationMethod;
  requiredApproval?: Json;
  approvalNotification?: Json;
  publish?: boolean;
  allowAnyoneToViewRuns?: boolean;
};

/** When an automation fires. */
export type Trigger = { type: 'automation'; event: TriggerEvent; condition?: Condition };

/** The part of a trigger that names events. */
export type TriggerEvent =
  | { type: EntityTriggerType; blueprintIdentifier: string }
  | { type: 'TIMER_PROPERTY_EXPIRED'; blueprintIdentifier: string; propertyIdentifier: string }
  | { type: RunTriggerType; actionIdentifier: string };

/** Triggers on a change of an entity. */
export type EntityTriggerType = 'ENTITY_CREATED' | 'ENTITY_UPDATED' | 'ENTITY_DELETED' | 'ANY_ENTITY_CHANGE';

/** Triggers on a change of a run. */
export type RunTriggerType = 'RUN_CREATED' | 'RUN_UPDATED' | 'ANY_RUN_CHANGE';

/** All eight trigger types. */
export type TriggerType = EntityTriggerType | 'TIMER_PROPERTY_EXPIRED' | RunTriggerType;

/** jq expressions over the event; omitted or empty expressions let every event pass. */
export type Condition = { type: 'JQ'; expressions: string[]; combinator?: 'and' | 'or' };

/** The configuration of a backend: `type` names it, the rest is that backend's own. */
export type InvocationMethod = { type: string } & JsonObject;

/** True when the automation reacts to events; an omitted `publish` means yes (Port's documentation since July 2025). */
export function isPublished(automation: Automation): boolean {
  return automation.publish !== false;
}
