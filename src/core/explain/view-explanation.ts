import type {
  EvaluationOutcome,
  ExplainedStep,
  NearMissKind,
  RestOfItems,
  RestOutcome,
} from '../views/explanation-view.ts';
import { decidesAlone, truthOf } from './decided.ts';
import { editsOf } from './edits.ts';
import type { EvaluatedStep } from './evaluated.ts';

/** Up to this number, all values are shown; above it, only informative ones. */
const maxItems = 4;

/** How many are shown of more. */
const maxTold = 3;

/** The tree of a step as it is shown: of many values, those that decided it or nearly did, and a count of the others. */
export function viewOf(step: EvaluatedStep): ExplainedStep {
  const { view, steps } = step;
  if (view.outcome.type === 'skipped') return { ...view, steps: [] };
  const { items, rest } = shownItems(step);
  const outcome = shortOutcome(view.outcome);
  return { ...view, outcome, steps: [...steps, ...items].map(viewOf), ...(rest && { rest }) };
}

/** How many of several outputs are shown. */
const maxOutputs = 6;

function shortOutcome(outcome: EvaluationOutcome): EvaluationOutcome {
  if (outcome.type !== 'values' || outcome.values.length <= maxOutputs) return outcome;
  return { type: 'values', values: outcome.values.slice(0, maxOutputs), isCut: true };
}

type ShownItems = { items: readonly EvaluatedStep[]; rest: RestOfItems | null };

function shownItems({ view: { kind, outcome }, items, isCut }: EvaluatedStep): ShownItems {
  if (kind === 'any' || kind === 'all') {
    const isDecided = outcome.type === 'value' && outcome.value === (kind === 'any');
    const decider = isDecided ? items.findIndex((item) => decidesAlone(item.view.outcome, kind)) : -1;
    const found = items[decider];
    if (found) return { items: [found], rest: restOf(items.slice(0, decider), 'before', false) };
  }
  if (items.length <= maxItems) return { items, rest: restOf([], 'elsewhere', isCut) };
  const chosen = new Set(telling(items));
  return {
    items: items.filter((item) => chosen.has(item)),
    rest: restOf(
      items.filter((item) => !chosen.has(item)),
      'elsewhere',
      isCut,
    ),
  };
}

/** The values for which the step nearly came out otherwise, if there are any; else some that show how it came out. */
function telling(items: readonly EvaluatedStep[]): readonly EvaluatedStep[] {
  const ranked = items.map((item) => ({ item, nearness: nearness(item) }));
  const most = Math.max(...ranked.map((one) => one.nearness));
  const near = distinct(ranked.flatMap((one) => (one.nearness === most ? [one.item] : [])));
  if (near.length < items.length && most > 0) return near.slice(0, maxTold);
  const outcomes = new Set<string>();
  const different = items.filter(({ view: { outcome } }) => {
    const isNew = !outcomes.has(summary(outcome));
    outcomes.add(summary(outcome));
    return isNew;
  });
  return [...new Set([...different, ...distinct(items)])].slice(0, maxTold);
}

/** Each of several equal values once. */
function distinct(items: readonly EvaluatedStep[]): readonly EvaluatedStep[] {
  const known = new Set<string>();
  return items.filter(({ view: { item } }) => {
    const text = JSON.stringify(item);
    return !known.has(text) && known.add(text);
  });
}

/** How close a value came to being what the step looks for: by a small difference, or by how much of it held. */
function nearness(item: EvaluatedStep): number {
  const { kind, outcome } = item.view;
  const isSelected = kind === 'select' && truthOf(outcome) === true;
  if (isSelected || (outcome.type === 'value' && outcome.value === true)) return 0;
  const isClose = editsOf(item).some((edit) => edit.fits || !general.has(edit.kind));
  return (isClose ? 100 : 0) + heldIn(item);
}

/** Mistakes that concern every value alike. */
const general: ReadonlySet<NearMissKind> = new Set(['path', 'root', 'swapped']);

function heldIn({ view: { kind }, steps }: EvaluatedStep): number {
  if (kind !== 'and' && kind !== 'select' && kind !== 'pipe') return 0;
  return steps.reduce((sum, step) => {
    const { kind: own, outcome } = step.view;
    const isHeld = kind === 'and' && own !== 'path' && truthOf(outcome) === true;
    return sum + (isHeld ? 1 : 0) + heldIn(step);
  }, 0);
}

function restOf(items: readonly EvaluatedStep[], where: RestOfItems['where'], isCut: boolean): RestOfItems | null {
  if (items.length === 0 && !isCut) return null;
  const counts = new Map<RestOutcome, number>();
  for (const { view } of items) counts.set(summary(view.outcome), (counts.get(summary(view.outcome)) ?? 0) + 1);
  const outcomes = [...counts].map(([outcome, count]) => ({ outcome, count }));
  return { count: items.length, outcomes: outcomes.sort((a, b) => b.count - a.count), where, isCut };
}

function summary(outcome: EvaluationOutcome): RestOutcome {
  if (outcome.type === 'nothing' || outcome.type === 'error') return outcome.type;
  const value = outcome.type === 'value' ? outcome.value : undefined;
  if (value === true) return 'true';
  return value === false ? 'false' : 'value';
}
