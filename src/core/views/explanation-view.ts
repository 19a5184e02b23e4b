import type { Json } from '../json.ts';

/**
 * The result of evaluating an expression; `skipped` if the rest was decided without it, `isCut` if there are more
 * values.
 */
export type EvaluationOutcome =
  | { type: 'value'; value: Json }
  | { type: 'values'; values: readonly Json[]; isCut?: true }
  | { type: 'nothing' }
  | { type: 'error'; message: string }
  | { type: 'skipped' };

/** The kind of a step: what the reader can learn from its value. */
export type StepKind =
  | 'path'
  | 'comparison'
  | 'and'
  | 'or'
  | 'not'
  | 'if'
  | 'select'
  | 'any'
  | 'all'
  | 'each'
  | 'pipe'
  | 'other';

/**
 * One sub-expression and its outcome, with its own steps in reading order. `start` and `end` are UTF-16 offsets in the
 * evaluated expression. `missing` is true for a path that does not exist in the event, which jq reads as null.
 */
export type ExplainedStep = {
  kind: StepKind;
  text: string;
  start: number;
  end: number;
  outcome: EvaluationOutcome;
  missing?: true;
  /** The beginning of such a path that is null, which is why it leads nowhere. */
  nullAt?: string;
  /** The value that the step is about, where the same is done with each of several. */
  item?: Json;
  /** True for the steps that alone decide the expression. */
  decides: boolean;
  steps: readonly ExplainedStep[];
  /** The values that are not listed among the steps, where the same is done with each of many. */
  rest?: RestOfItems;
};

/** The outcome for one of several values: true, false, another value, an error or no output. */
export type RestOutcome = 'true' | 'false' | 'value' | 'error' | 'nothing';

/**
 * How many further values were evaluated, and their outcomes. `where`: they are the ones before the value that decided,
 * or any others. `isCut`: there are more than were looked at.
 */
export type RestOfItems = {
  count: number;
  outcomes: readonly { outcome: RestOutcome; count: number }[];
  where: 'before' | 'elsewhere';
  isCut: boolean;
};

/** One expression of a condition. `rewritten` is the evaluated text if it differs from the written one. */
export type ExplainedCondition = {
  expression: string;
  rewritten?: string;
  verdict: 'pass' | 'fail' | 'error';
  outcome: EvaluationOutcome;
  /** True for the expressions with the verdict of the whole condition; the first of them is marked in texts. */
  decides: boolean;
  /** The expression as a tree; null if it does not compile. */
  step: ExplainedStep | null;
};

/** What kind of mistake a near miss corrects. */
export type NearMissKind =
  | 'case'
  | 'space'
  | 'look-alike'
  | 'spelling'
  | 'type'
  | 'root'
  | 'path'
  | 'missing'
  | 'list'
  | 'swapped'
  | 'blueprint'
  | 'event type'
  | 'unpublished';

/** A change of one value in a definition: its path, what is there, and what to write instead. */
export type Correction = { at: readonly (string | number)[]; before: Json; after: Json };

/** Corrections of the definition after which the automation matches the event, as evaluating them has proved. */
export type NearMiss = { kind: NearMissKind; message: string; corrections: readonly Correction[] };

/** A problem of rendering, at a path of the request. */
export type RequestNotice = { path: string; message: string };

/** How one automation answers an event, as the API returns it and the page, the CLI and comments show it. */
export type AutomationExplanation = {
  automation: string;
  published: boolean;
  verdict: 'match' | 'no-match' | 'error';
  /** Why the event does not concern the automation at all, in one sentence; then there are no conditions. */
  because?: string;
  conditions: readonly ExplainedCondition[];
  nearMisses: readonly NearMiss[];
  /** The request that a match would send, with secrets hidden; absent if there is none. */
  request?: Json;
  errors: readonly RequestNotice[];
  warnings: readonly RequestNotice[];
};

/** Every automation for one event: matches, near misses and the same blueprint first, the others only by name. */
export type EventExplanation = {
  /** The event in words, such as `ENTITY_UPDATED of the blueprint service`. */
  event: string;
  automations: readonly AutomationExplanation[];
  /** Identifiers of the automations that listen to something else entirely. */
  others: readonly string[];
};
