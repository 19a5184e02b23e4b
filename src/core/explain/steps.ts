import { notCompiled, verdictOf } from '../expression/conditions.ts';
import type { Jq, JqOptions, JqResult } from '../expression/expression.ts';
import { isObject, type Json } from '../json.ts';
import type { Reason } from '../match/match.ts';
import type { ExplainedCondition, ExplainedStep, Outcome } from '../views/explanation.ts';
import { planSteps, type StepPlan } from './step-plan.ts';

/** How many outputs of a step are shown. */
const maxOutputs = 6;

/** Longer expressions are explained without their steps. */
const maxSteps = 200;

/** The conditions of one automation, with the value of every step; `plans` has their syntax, by place. */
export type Explained = { conditions: ExplainedCondition[]; plans: (StepPlan | null)[] };

/**
 * Explains the results of expressions step by step, for many automations at once: one call of jq evaluates the steps of
 * all of them. Results themselves come from matching.
 */
export async function explainSteps(
  reasons: readonly (readonly Reason[])[],
  event: Json,
  jq: Jq,
  options: JqOptions,
): Promise<Explained[]> {
  const plans = reasons.map((why) => why.map(planFor));
  const programs = [...new Set(plans.flat().flatMap((plan) => (plan ? programsOf(plan) : [])))];
  const [results = []] = programs.length > 0 ? await jq.evaluate(programs.map(listing), [event], options) : [];
  const known = new Map(programs.map((program, index) => [program, results[index]]));
  return reasons.map((why, index) => {
    const own = plans[index] ?? [];
    const conditions = why.map((reason, at) => conditionOf(reason, own[at] ?? null, event, known));
    return { conditions, plans: own };
  });
}

/** Steps of an expression that needs much time would need it again; one that does not compile has none. */
function planFor({ expression, rewritten, result }: Reason): StepPlan | null {
  if (result === undefined || (!result.ok && result.timeout)) return null;
  if (!result.ok && result.error.startsWith(notCompiled)) return null;
  const plan = planSteps(rewritten ?? expression);
  return plan && programsOf(plan).length <= maxSteps ? plan : null;
}

function programsOf({ program, steps }: StepPlan): string[] {
  return [program, ...steps.flatMap(programsOf)];
}

function listing(program: string): string {
  return `[limit(${maxOutputs}; ${program})]`;
}

function conditionOf(
  { expression, rewritten, result, decides }: Reason,
  plan: StepPlan | null,
  event: Json,
  known: ReadonlyMap<string, JqResult | undefined>,
): ExplainedCondition {
  const outcome: Outcome = result ? outcomeOf(result) : { type: 'skipped' };
  const step = plan && stepOf(plan, event, known, true);
  return {
    expression,
    ...(rewritten !== undefined && { rewritten }),
    verdict: result ? verdictOf(result) : 'error',
    outcome,
    decides,
    step: step && { ...step, outcome },
  };
}

function outcomeOf(result: JqResult): Outcome {
  if (!result.ok) return { type: 'error', message: result.error };
  return result.value === undefined ? { type: 'nothing' } : { type: 'value', value: result.value };
}

function stepOf(
  plan: StepPlan,
  event: Json,
  known: ReadonlyMap<string, JqResult | undefined>,
  decides: boolean,
): ExplainedStep {
  const { kind, text, start, end, keys } = plan;
  const outcome = outputsOf(known.get(plan.program));
  const isMissing = kind === 'path' && keys !== null && keys.length > 0 && !exists(event, keys);
  const children = plan.steps.map((step) => stepOf(step, event, known, decides));
  return {
    kind,
    text,
    start,
    end,
    outcome,
    ...(isMissing && { missing: true as const }),
    decides,
    steps: kind === 'and' || kind === 'or' ? logical(children, kind, outcome) : children,
  };
}

function outputsOf(result: JqResult | undefined): Outcome {
  if (!result?.ok) return { type: 'error', message: result?.error ?? 'It was not evaluated.' };
  const values = Array.isArray(result.value) ? result.value : [];
  const [first] = values;
  if (first === undefined) return { type: 'nothing' };
  return values.length === 1 ? { type: 'value', value: first } : { type: 'values', values };
}

/** jq does not evaluate the right side once the left side decides; otherwise the right side decides. */
function logical(sides: readonly ExplainedStep[], kind: 'and' | 'or', whole: Outcome): ExplainedStep[] {
  const [left, right] = sides;
  if (!left || !right) return [...sides];
  const truth = truthOf(left.outcome);
  if (truth === null || truth === (kind === 'or')) return [left, skipped(right)];
  const both = truthOf(whole) === (kind === 'and');
  return [both ? left : undecided(left), right];
}

function truthOf(outcome: Outcome): boolean | null {
  if (outcome.type === 'values') return null;
  return outcome.type === 'value' ? outcome.value !== null && outcome.value !== false : null;
}

function skipped(step: ExplainedStep): ExplainedStep {
  return { ...step, outcome: { type: 'skipped' }, decides: false, steps: [] };
}

function undecided(step: ExplainedStep): ExplainedStep {
  return { ...step, decides: false, steps: step.steps.map(undecided) };
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
