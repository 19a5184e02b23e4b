import type { JqResult } from '../expression/expression.ts';
import { isObject, type Json } from '../json.ts';
import { literalOf } from '../syntax/literals.ts';
import type { EvaluationOutcome, ExplainedStep } from '../views/explanation-view.ts';
import { decided, skipped } from './decided.ts';
import { pathText } from './path-text.ts';
import type { StepPlan } from './step-plan.ts';

/**
 * A step with its outcome, for people (`view`) and to look for corrections; `input` is undefined if it is unknown.
 * `items` are what was done with each of several values, as far as that was looked at; `isCut` if there are more.
 */
export type EvaluatedStep = {
  plan: StepPlan;
  input: Json | undefined;
  view: Omit<ExplainedStep, 'steps'>;
  steps: readonly EvaluatedStep[];
  items: readonly EvaluatedStep[];
  isCut: boolean;
};

/** The results of programs. */
type Known = (program: string) => JqResult | undefined;

/** Puts the results of programs into the steps of an expression; `input` is what the expression reads. */
export function evaluatedStep(plan: StepPlan, input: Json | undefined, known: Known): EvaluatedStep {
  const { kind, text, start, end, keys } = plan;
  const outcome = outputsOf(known(plan.program));
  const isMissing = kind === 'path' && keys !== null && keys.length > 0 && input !== undefined && !exists(input, keys);
  const nullAt = isMissing ? nullIn(input, keys) : undefined;
  const missing = isMissing && { missing: true as const, ...(nullAt !== undefined && { nullAt }) };
  const view = { kind, text, start, end, outcome, ...missing, decides: true };
  const steps = decided(kind, outcome, childrenOf(plan, input, known));
  const shown = steps.filter((step) => literalOf(step.plan.node) === undefined);
  return { plan, input, view, steps: shown, ...itemsOf(plan, input, known) };
}

/** All programs whose results a plan needs. */
export function programsOf({ program, steps, each }: StepPlan): string[] {
  return [program, ...steps.flatMap(programsOf), ...(each ? [each.program, ...programsOf(each.body)] : [])];
}

/** The part after a pipe reads what the part before it returns; everything else reads the same input. */
function childrenOf({ kind, steps }: StepPlan, input: Json | undefined, known: Known): EvaluatedStep[] {
  const [left, right] = steps;
  if (kind !== 'pipe' || !left || !right) return steps.map((step) => evaluatedStep(step, input, known));
  const before = evaluatedStep(left, input, known);
  const { outcome } = before.view;
  const piped = outcome.type === 'value' ? outcome.value : undefined;
  if (outcome.type === 'nothing' || outcome.type === 'error') {
    return [before, skipped(evaluatedStep(right, undefined, known))];
  }
  return [before, evaluatedStep(right, right.isRoot ? input : piped, known)];
}

/** The evaluation for each of several values. */
function itemsOf({ each }: StepPlan, input: Json | undefined, known: Known): Pick<EvaluatedStep, 'items' | 'isCut'> {
  const values = each && known(each.program);
  if (!each || !values?.ok || !Array.isArray(values.value)) return { items: [], isCut: false };
  const items = values.value.slice(0, each.limit).map((value, row): EvaluatedStep => {
    const read = each.reads === 'value' ? value : each.reads === 'input' ? input : undefined;
    const step = evaluatedStep(each.body, read, (program) => rowOf(known(program), row));
    return { ...step, view: { ...step.view, item: value } };
  });
  return { items, isCut: values.value.length > each.limit };
}

/** The result for one of many values, of a program with a row for each. */
function rowOf(result: JqResult | undefined, row: number): JqResult | undefined {
  if (!result?.ok || !Array.isArray(result.value)) return result;
  const value = result.value[row];
  if (isObject(value)) return { ok: false, error: String(value.error) };
  return value === undefined ? undefined : { ok: true, value };
}

function outputsOf(result: JqResult | undefined): EvaluationOutcome {
  if (!result?.ok) return { type: 'error', message: result?.error ?? 'It was not evaluated.' };
  const values = Array.isArray(result.value) ? result.value : [];
  const [first] = values;
  if (first === undefined) return { type: 'nothing' };
  return values.length === 1 ? { type: 'value', value: first } : { type: 'values', values };
}

function exists(value: Json, keys: readonly (string | number)[]): boolean {
  return keys.length === 0 || read(value, keys) !== undefined;
}

function read(value: Json, keys: readonly (string | number)[]): Json | undefined {
  let current: Json | undefined = value;
  for (const key of keys) {
    if (Array.isArray(current) && typeof key === 'number') current = current.at(key);
    else if (isObject(current) && typeof key === 'string' && Object.hasOwn(current, key)) current = current[key];
    else return undefined;
  }
  return current;
}

/** The beginning of a path whose value is null, if that is why the rest of it does not exist. */
function nullIn(value: Json, keys: readonly (string | number)[]): string | undefined {
  const length = keys.findIndex((_, index) => index > 0 && read(value, keys.slice(0, index)) === null);
  return length < 0 ? undefined : pathText(keys.slice(0, length));
}
