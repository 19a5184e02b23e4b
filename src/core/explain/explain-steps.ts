import { notCompiled, verdictOf } from '../expression/conditions.ts';
import type { Jq, JqOptions, JqResult } from '../expression/expression.ts';
import type { Json } from '../json.ts';
import type { Reason } from '../match/match.ts';
import type { EvaluationOutcome, ExplainedCondition } from '../views/explanation-view.ts';
import { type EvaluatedStep, evaluatedStep, programsOf } from './evaluated.ts';
import { planSteps, type StepPlan } from './step-plan.ts';
import { noTurn, type Turn } from './turn.ts';
import { viewOf } from './view-explanation.ts';

/** Longer expressions are explained without their steps. */
const maxSteps = 400;

/** The conditions of one automation, with the value of every step; `steps` has their syntax, by place. */
export type ExplainedSteps = { conditions: ExplainedCondition[]; steps: (EvaluatedStep | null)[] };

/**
 * Explains the results of expressions step by step, for many automations at once: one call of jq evaluates the steps of
 * all of them. Results themselves come from matching.
 */
export async function explainSteps(
  reasons: readonly (readonly Reason[])[],
  event: Json,
  jq: Jq,
  { turn = noTurn, ...options }: JqOptions & { turn?: Turn },
): Promise<ExplainedSteps[]> {
  const plans: (StepPlan | null)[][] = [];
  for (const why of reasons) {
    plans.push(why.map(planFor));
    await turn();
  }
  const programs = [...new Set(plans.flat().flatMap((plan) => (plan ? programsOf(plan) : [])))];
  const [results = []] = programs.length > 0 ? await jq.evaluate(programs, [event], options) : [];
  const known = new Map(programs.map((program, index) => [program, results[index]]));
  const explained: ExplainedSteps[] = [];
  for (const [index, why] of reasons.entries()) {
    const steps = (plans[index] ?? []).map(
      (plan) => plan && evaluatedStep(plan, event, (program) => known.get(program)),
    );
    explained.push({ conditions: why.map((reason, at) => conditionOf(reason, steps[at] ?? null)), steps });
    await turn();
  }
  return explained;
}

/** Steps of an expression that needs much time would need it again; one that does not compile has none. */
function planFor({ expression, rewritten, result }: Reason): StepPlan | null {
  if (result === undefined || (!result.ok && result.timeout)) return null;
  if (!result.ok && result.error.startsWith(notCompiled)) return null;
  const plan = planSteps(rewritten ?? expression);
  return plan && programsOf(plan).length <= maxSteps ? plan : null;
}

function conditionOf(
  { expression, rewritten, result, decides }: Reason,
  step: EvaluatedStep | null,
): ExplainedCondition {
  const outcome: EvaluationOutcome = result ? outcomeOf(result) : { type: 'skipped' };
  return {
    expression,
    ...(rewritten !== undefined && { rewritten }),
    verdict: result ? verdictOf(result) : 'error',
    outcome,
    decides,
    step: step && { ...viewOf(step), outcome },
  };
}

function outcomeOf(result: JqResult): EvaluationOutcome {
  if (!result.ok) return { type: 'error', message: result.error };
  return result.value === undefined ? { type: 'nothing' } : { type: 'value', value: result.value };
}
