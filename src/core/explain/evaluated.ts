import type { JqResult } from '../expression/expression.ts';
import { isObject, type Json } from '../json.ts';
import { literalOf } from '../syntax/literals.ts';
import type { ExplainedStep, Outcome } from '../views/explanation.ts';
import { decided, skipped } from './decided.ts';
import type { StepPlan } from './step-plan.ts';

/** A step with its outcome, for people (`view`) and to look for corrections; `input` is undefined if it is unknown. */
export type EvaluatedStep = {
  plan: StepPlan;
  input: Json | undefined;
  view: Omit<ExplainedStep, 'steps'>;
  steps: readonly EvaluatedStep[];
};

/** The results of programs. */
type Known = ReadonlyMap<string, JqResult | undefined>;

/** Puts the results of programs into the steps of an expression; `input` is what the expression reads. */
export function evaluatedStep(plan: StepPlan, input: Json | undefined, known: Known): EvaluatedStep {
  const { kind, text, start, end, keys } = plan;
  const outcome = outputsOf(known.get(plan.program));
  const isMissing = kind === 'path' && keys !== null && keys.length > 0 && input !== undefined && !exists(input, keys);
  const children = [...childrenOf(plan, input, known), ...itemsOf(plan, known)];
  const view = { kind, text, start, end, outcome, ...(isMissing && { missing: true as const }), decides: true };
  const steps = decided(kind, outcome, children).filter((step) => literalOf(step.plan.node) === undefined);
  return { plan, input, view, steps };
}

/** The tree of a step as it is shown. */
export function viewOf({ view, steps }: EvaluatedStep): ExplainedStep {
  return { ...view, steps: steps.map(viewOf) };
}

/** All programs whose results a plan needs. */
export function programsOf({ program, steps, each }: StepPlan): string[] {
  const items = each ? [...each.items, ...(each.decider ? [each.decider] : [])] : [];
  return [program, ...steps.flatMap(programsOf), ...items.flatMap((item) => [item.program, ...programsOf(item.body)])];
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

/** What is done with the value that decides alone, or else with the first few. */
function itemsOf({ each }: StepPlan, known: Known): EvaluatedStep[] {
  if (!each) return [];
  const values = ({ program }: { program: string }) => outputsOf(known.get(program));
  const { items, decider } = each;
  const shown = decider && values(decider).type === 'value' ? [decider] : items;
  return shown.flatMap((item) => {
    const outcome = values(item);
    if (outcome.type !== 'value') return [];
    const { value } = outcome;
    const { view, ...step } = evaluatedStep(item.body, value, known);
    return [{ ...step, view: { ...view, item: value } }];
  });
}

function outputsOf(result: JqResult | undefined): Outcome {
  if (!result?.ok) return { type: 'error', message: result?.error ?? 'It was not evaluated.' };
  const values = Array.isArray(result.value) ? result.value : [];
  const [first] = values;
  if (first === undefined) return { type: 'nothing' };
  return values.length === 1 ? { type: 'value', value: first } : { type: 'values', values };
}

function exists(value: Json, keys: readonly (string | number)[]): boolean {
  let current: Json | undefined = value;
  for (const key of keys) {
    if (Array.isArray(current) && typeof key === 'number') current = current.at(key);
    else if (isObject(current) && typeof key === 'string' && Object.hasOwn(current, key)) current = current[key];
    else return false;
  }
  return current !== undefined;
}
