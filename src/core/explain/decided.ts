import { literalOf } from '../syntax/literals.ts';
import type { EvaluationOutcome, StepKind } from '../views/explanation-view.ts';
import type { EvaluatedStep } from './evaluated.ts';

/** Marks the steps that alone decide a construct, and those that jq never evaluates. */
export function decided(
  kind: StepKind,
  whole: EvaluationOutcome,
  steps: readonly EvaluatedStep[],
): readonly EvaluatedStep[] {
  if (kind === 'and' || kind === 'or') return logical(kind, whole, steps);
  return kind === 'if' ? branched(steps) : steps;
}

/** jq does not evaluate the right side once the left side decides; otherwise the right side decides. */
function logical(
  kind: 'and' | 'or',
  whole: EvaluationOutcome,
  sides: readonly EvaluatedStep[],
): readonly EvaluatedStep[] {
  const [left, right] = sides;
  // Several values go on to the right side one by one, so no side decides all of them.
  if (!left || !right || left.view.outcome.type === 'values') return sides;
  const truth = truthOf(left.view.outcome);
  if (truth === null || truth === (kind === 'or')) return [left, skipped(right)];
  const both = truthOf(whole) === (kind === 'and');
  return [both ? left : undecided(left), right];
}

/**
 * Tests run in order until one holds; only its result is evaluated. Where that is a literal, the test has decided. The
 * steps are tests and results in turn, and what follows `else`.
 */
function branched(steps: readonly EvaluatedStep[]): readonly EvaluatedStep[] {
  const pairs = Math.floor(steps.length / 2);
  let decider: EvaluatedStep | undefined;
  const shown: EvaluatedStep[] = [];
  let isOver = false;
  for (let pair = 0; pair < pairs; pair += 1) {
    const [test, result] = steps.slice(2 * pair, 2 * pair + 2);
    if (!test || !result) continue;
    const truth: boolean | null = isOver ? null : truthOf(test.view.outcome);
    // Several values of a test choose several results.
    if (!isOver && test.view.outcome.type === 'values') return steps;
    shown.push(isOver ? skipped(test) : test, truth === true ? result : skipped(result));
    if (!isOver) decider = truth === true && literalOf(result.plan.node) === undefined ? result : test;
    isOver ||= truth !== false;
  }
  const otherwise = steps.length % 2 === 1 ? steps.at(-1) : undefined;
  if (otherwise) {
    shown.push(isOver ? skipped(otherwise) : otherwise);
    if (!isOver && literalOf(otherwise.plan.node) === undefined) decider = otherwise;
  }
  return shown.map((step) => (step === decider || step.view.outcome.type === 'skipped' ? step : undecided(step)));
}

/** Whether an outcome counts as true; null if it is not one value. */
export function truthOf(outcome: EvaluationOutcome): boolean | null {
  return outcome.type === 'value' ? outcome.value !== null && outcome.value !== false : null;
}

/** Whether the outcome for one of several values decides the whole: a true one decides `any`, and any other `all`. */
export function decidesAlone(outcome: EvaluationOutcome, kind: 'any' | 'all'): boolean {
  const values = outcome.type === 'value' ? [outcome.value] : outcome.type === 'values' ? outcome.values : [];
  return values.some((value) => (value !== null && value !== false) === (kind === 'any'));
}

/** A step that jq does not evaluate; its own steps stay, because a correction of the whole may need them. */
export function skipped(step: EvaluatedStep): EvaluatedStep {
  return { ...step, view: { ...step.view, outcome: { type: 'skipped' }, decides: false } };
}

function undecided(step: EvaluatedStep): EvaluatedStep {
  return { ...step, view: { ...step.view, decides: false }, steps: step.steps.map(undecided) };
}
