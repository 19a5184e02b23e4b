import type { Json } from '../json.ts';
import { literalOf } from '../syntax/literals.ts';
import type { NearMissKind } from '../views/explanation-view.ts';
import { callEdits } from './call-edits.ts';
import { comparisonEdits } from './comparison-edits.ts';
import type { EvaluatedStep } from './evaluated.ts';
import { pathEdits } from './path-edits.ts';

/** A change of an expression that might be what its author meant; whether it helps is for evaluation to say. */
export type ExpressionEdit = {
  kind: NearMissKind;
  message: string;
  start: number;
  end: number;
  text: string;
  /** The value is then the one that it is compared with. */
  fits?: true;
};

/** How a sentence refers to a value without a path. */
const unnamed = 'The value';

/** Lists likely corrections of an expression, from the values that its steps had for an event; each of them once. */
export function editsOf(step: EvaluatedStep): ExpressionEdit[] {
  const all = new Map<string, ExpressionEdit>();
  for (const edit of allEdits(step, unnamed, undefined)) {
    const key = `${edit.start} ${edit.end} ${edit.text}`;
    // Of the values of a list, the one that fits explains most.
    if (!all.has(key) || (edit.fits && !all.get(key)?.fits)) all.set(key, edit);
  }
  const found = [...all.values()];
  // That both states were confused is the least likely of all mistakes.
  return [...found.filter(({ kind }) => kind !== 'swapped'), ...found.filter(({ kind }) => kind === 'swapped')];
}

/**
 * `subject` names what a step is about in sentences: the path before the pipe that leads to it, if there is one. `wanted`
 * is the literal that the step is compared with.
 */
function allEdits(step: EvaluatedStep, subject: string, wanted: Json | undefined): ExpressionEdit[] {
  const own = [...pathEdits(step, wanted), ...comparisonEdits(step, subject), ...callEdits(step, subject)];
  const [left, ...others] = step.steps;
  const below = left && step.view.kind === 'pipe' ? nameOf(left, subject) : subject;
  const literal = comparedWith(step);
  return [
    ...own,
    ...(left ? allEdits(left, subject, literal) : []),
    ...others.flatMap((other) => allEdits(other, below, undefined)),
    ...step.items.flatMap((item) => allEdits(item, 'One of the values', undefined)),
  ];
}

function comparedWith({ plan: { node } }: EvaluatedStep): Json | undefined {
  return node.type === 'binary' && node.operator === '==' ? (literalOf(node.left) ?? literalOf(node.right)) : undefined;
}

function nameOf({ view: { kind, text } }: EvaluatedStep, subject: string): string {
  if (kind !== 'path') return unnamed;
  return text === '.' ? subject : text;
}

/** The first edit of each place that is wrong, to make all of them at once; none unless there are several. */
export function together(edits: readonly ExpressionEdit[]): ExpressionEdit[] {
  const chosen: ExpressionEdit[] = [];
  for (const edit of edits) {
    const isApart = chosen.every(({ start, end }) => edit.end <= start || edit.start >= end);
    if (isApart && edit.kind !== 'swapped') chosen.push(edit);
  }
  return chosen.length > 1 ? chosen : [];
}

/** An expression after edits of different places. */
export function edited(expression: string, edits: readonly ExpressionEdit[]): string {
  let text = expression;
  for (const { start, end, text: after } of [...edits].sort((a, b) => b.start - a.start)) {
    text = text.slice(0, start) + after + text.slice(end);
  }
  return text;
}
