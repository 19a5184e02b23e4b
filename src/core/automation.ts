/**
 * The words of this project. `npm run docs` makes docs/glossary.md from this list.
 *
 * automation         a definition: identifier, trigger, invocation method, and whether it is published
 * trigger            which events an automation listens to, and under which condition
 * event              something that happened in the catalog: what, when, by whom, and the state before and after
 * condition          jq expressions over the event, and how they are combined
 * template           jq between double braces in a text of the invocation method
 * blueprint          a kind of entity, such as service; its schema names properties and relations
 * entity             one thing in the catalog
 * invocation method  the configuration of what to call
 * backend            the code that carries out one type of invocation method
 * run                one execution of one automation for one event; it has attempts, a status and logs
 * attempt            one call of a run's backend
 * outcome            what a backend returns for one attempt
 * target             what fails together with a call, such as a host
 * circuit breaker    what holds back the runs of a target that keeps failing; the API calls such runs parked
 * pause              an operator's switch: the runs of an automation or a target are held until it ends
 * alert              an event of the service itself: a target stops working, an automation keeps failing
 * chain              runs that follow from each other; its length is limited
 * issue              a problem in a user's file: data, with a code
 * finding            an issue at a place in a file
 * failure            a run or call that did not succeed
 * error              an exception, with a code and whether to retry
 * source             where definitions come from: a repository and a path
 * plan               what a sync would change
 * sync               making the service hold what a source says
 * retry              another attempt of a waiting run, or a new run that repeats an ended one
 * bulk job           work on many runs or events in the background, with its progress
 * import             the bulk job that brings what exists on GitHub into the catalog
 * delivery           one webhook request that brings events
 * redact             to hide a secret
 */
import type { Json, JsonObject } from './json.ts';

/** An automation exactly as written; defaults apply at execution, not here (reference: Port's API). */
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

/** The event of a trigger. */
export type TriggerEvent =
  | { type: EntityTriggerType; blueprintIdentifier: string }
  | { type: 'TIMER_PROPERTY_EXPIRED'; blueprintIdentifier: string; propertyIdentifier: string }
  | { type: RunTriggerType; actionIdentifier: string };

/** The types of triggers for changes of entities. */
export type EntityTriggerType = 'ENTITY_CREATED' | 'ENTITY_UPDATED' | 'ENTITY_DELETED' | 'ANY_ENTITY_CHANGE';

/** The types of triggers for changes of runs. */
export type RunTriggerType = 'RUN_CREATED' | 'RUN_UPDATED' | 'ANY_RUN_CHANGE';

/** All trigger types. */
export type TriggerType = EntityTriggerType | 'TIMER_PROPERTY_EXPIRED' | RunTriggerType;

/** A condition: jq expressions over the event; without expressions, every event passes. */
export type Condition = { type: 'JQ'; expressions: string[]; combinator?: 'and' | 'or' };

/** The configuration of a backend: `type` selects it, and the other fields depend on the backend. */
export type InvocationMethod = { type: string } & JsonObject;

/** True if the automation is active; an omitted `publish` means yes (Port's documentation since July 2025). */
export function isPublished(automation: Automation): boolean {
  return automation.publish !== false;
}

/**
 * True for a definition that requires approval. Port and validation reject it, because automations have no approval;
 * one that was stored before must not run without it.
 */
export function requiresApproval({ requiredApproval }: { requiredApproval?: Json }): boolean {
  return requiredApproval !== undefined && requiredApproval !== false;
}
