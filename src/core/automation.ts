/**
 * The words of this project. `npm run docs` makes docs/glossary.md from this list.
 *
 * automation         a definition with an identifier, a trigger and an invocation method; it can be published or not
 * trigger            the events that an automation listens to, and their condition
 * event              a record of something that happened in the catalog: what, when, by whom, and the state before and after
 * condition          jq expressions over the event, and how they are combined
 * template           jq between double braces in a string of the invocation method
 * blueprint          a kind of entity, such as service, with a schema of its properties and relations
 * entity             an object in the catalog
 * invocation method  the part of a definition that says what to call
 * backend            the code that executes one type of invocation method
 * run                one execution of one automation for one event; it has attempts, a status and logs
 * attempt            one call of a run's backend
 * outcome            what a backend returns for one attempt
 * target             a unit of failure that several calls share, such as a host
 * circuit breaker    the mechanism that holds back runs for a target that keeps failing
 * parked             of a run: waiting because the circuit breaker of its target is open
 * pause              a state set by an operator in which the runs of an automation or a target are held
 * held               of a run: waiting because its automation or target is paused
 * limited            of a run: waiting for the concurrency, rate or debounce of its automation
 * shadow             the mode of an automation whose requests are rendered and recorded, but not sent
 * agent              a program in your own network that claims waiting runs and makes their calls
 * alert              an event about the service itself, such as a target that stops working or an automation that keeps failing
 * chain              a sequence of runs, each triggered by the one before; its length is limited
 * issue              a problem in a user's file, represented as data with a code
 * finding            an issue with its place in a file
 * failure            a run or call that did not succeed
 * error              an exception with a code, which says whether to retry
 * source             the repository and path that definitions come from
 * plan               what a sync would change
 * drift              a change made to an automation outside its source since the last sync of that source
 * sync               the operation that makes the service's automations match a source
 * retry              another attempt of a waiting run, or a new run that repeats an ended run
 * replay             matching a recorded event again with the current definitions, which can start runs
 * backtest           a trial of definitions on recorded events, compared with what fired then; nothing is called
 * near miss          an automation that does not match an event, but would with a small correction, as evaluating it has proved
 * bulk job           work on many runs or events in the background, with its progress
 * import             the bulk job that copies existing objects from GitHub into the catalog
 * delivery           one incoming webhook request, which can contain events
 * client             a program's credentials for the API, with a role
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
