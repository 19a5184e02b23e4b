import { explainSteps } from '../explain/explain-steps.ts';
import { planSteps, type StepPlan } from '../explain/step-plan.ts';
import { expressionsOf } from '../expression/conditions.ts';
import type { Jq } from '../expression/expression.ts';
import { rewriteQuotes } from '../expression/quotes.ts';
import type { Range } from '../issue/issue.ts';
import type { Json } from '../json.ts';
import { match } from '../match/match.ts';
import { indexTriggers } from '../match/trigger-index.ts';
import { literalOf } from '../syntax/literals.ts';
import type { Definition } from '../validate/validate.ts';
import type { ExplainedStep } from '../views/explanation-view.ts';
import type { Case } from './read-test-file.ts';

/** A condition without `and`, `or` and `not`, and which of its two answers the tests have seen. */
export type ConditionCoverage = {
  automation: string;
  file: string;
  range: Range;
  text: string;
  sawTrue: boolean;
  sawFalse: boolean;
};

/** Finds out which conditions of the definitions are both true and false at least once in their tests. */
export async function coverConditions(
  definitions: readonly Definition[],
  cases: readonly Case[],
  jq: Jq,
): Promise<ConditionCoverage[]> {
  const covered = definitions.map(async (definition) => {
    const own = cases.filter(({ automation }) => automation === definition.automation.identifier);
    return coverOne(definition, own, jq);
  });
  return (await Promise.all(covered)).flat();
}

async function coverOne(definition: Definition, cases: readonly Case[], jq: Jq): Promise<ConditionCoverage[]> {
  const { automation, file, places } = definition;
  const expressions = expressionsOf(automation.trigger.condition);
  const seen = expressions.map(() => new Map<string, Set<boolean>>());
  const events = cases.map(({ event }) => event);
  const matches = await match(indexTriggers([{ ...automation, publish: true }]), events, jq, { complete: true });
  for (const [at, found] of matches.entries()) {
    const reasons = found.map(({ why }) => why);
    const explained = await explainSteps(reasons, events[at] as unknown as Json, jq, {});
    for (const { conditions } of explained) {
      for (const [index, { step }] of conditions.entries()) if (step) note(step, seen[index] ?? new Map());
    }
  }
  return expressions.flatMap((expression, index) => {
    const plan = planSteps(expression) ?? planSteps(rewriteQuotes(expression));
    return (plan ? leavesOf(plan) : []).map(({ start, end, text }): ConditionCoverage => {
      const answers = seen[index]?.get(keyOf({ start, end }));
      return {
        automation: automation.identifier,
        file,
        range: places.within(['trigger', 'condition', 'expressions', index], start, end),
        text: text.trim().replaceAll(/\s+/g, ' '),
        sawTrue: answers?.has(true) ?? false,
        sawFalse: answers?.has(false) ?? false,
      };
    });
  });
}

const joining: ReadonlySet<string> = new Set(['and', 'or', 'not']);

/** The conditions that an expression joins; a literal has only one answer, so it is none. */
function leavesOf(plan: StepPlan): StepPlan[] {
  if (joining.has(plan.kind)) return plan.steps.flatMap(leavesOf);
  return literalOf(plan.node) === undefined ? [plan] : [];
}

function note(step: ExplainedStep, seen: Map<string, Set<boolean>>): void {
  if (joining.has(step.kind)) {
    for (const child of step.steps) note(child, seen);
    return;
  }
  const { outcome } = step;
  const values = outcome.type === 'value' ? [outcome.value] : outcome.type === 'values' ? outcome.values : [];
  const known = seen.get(keyOf(step)) ?? new Set<boolean>();
  for (const value of values) known.add(value !== null && value !== false);
  seen.set(keyOf(step), known);
}

function keyOf({ start, end }: { start: number; end: number }): string {
  return `${start} ${end}`;
}
